"""F8: a disk of 3 MB is full – of the data, of Redis' journal, of the logs – and is made larger later.

`data` holds database and spool: then nothing can be kept, and nothing may be acknowledged. `database` holds
the database alone: the spool takes what comes. A tmpfs keeps what it took: what is missing was never written.
"""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.chaos.load import Pace
from benchmarks.chaos.rig import wait_for
from benchmarks.chaos.row import Asked, Result, Row, judged, skipped
from benchmarks.chaos.tmpfs import SmallDisk, small_disk, why_not
from benchmarks.chaos.trial import Trial, trial, wait

PLACES: Final = ("data", "database", "aof", "log")
FOLDERS: Final = {"data": "data", "database": "small", "aof": "redis", "log": "output"}
LARGER: Final = "size=64m"
PACE: Final = Pace(rate=20.0, burst=20.0)
LONGEST: Final = 60.0
LIMITS: Final = {"recovered_s": 30.0, "drained_s": 60.0, "restarts": 0.0}
ALARMS: Final = ((0.85, "degraded"), (0.95, "down"))


def run(asked: Asked) -> Result:
    """Each place in turn; the figures of a place bear its name."""
    if why := why_not():
        return skipped(why)
    figures: dict[str, Any] = {}
    breaches: list[str] = []
    for place in asked["places"].split(","):
        found = _filled(asked, place)
        figures |= {f"{place}_{name}": value for name, value in found.figures.items() if name in SHOWN}
        figures["acknowledged"] = figures.get("acknowledged", 0) + int(found.figures["acknowledged"] or 0)
        breaches += [f"{place}: {found.why}"] if found.why else []
    return judged(figures, breaches)


SHOWN: Final = (
    "acknowledged",
    "lost",
    "refused_503",
    "accepted_full",
    "recovered_s",
    "drained_s",
    "alarms",
    "restarts",
)


def _filled(asked: Asked, place: str) -> Result:
    with tempfile.TemporaryDirectory(prefix="lasomi-full-") as base:
        folder = Path(base) / FOLDERS[place]
        folder.mkdir(mode=0o700)
        size = asked["size"]
        with small_disk(folder, size) as disk, trial(asked, folder=Path(base), **_shape(place, base)) as at:
            return _trial(at, place, disk)


def _shape(place: str, base: str) -> Mapping[str, Any]:
    address = f"sqlite:///{base}/small/lasomi.db" if place == "database" else ""
    environ = {"LASOMI_DATABASE_URL": address} if address else {}
    return {"gateways": 1, "workers": 1, "redis": place == "aof", "environ": environ}


def _trial(at: Trial, place: str, disk: SmallDisk) -> Result:
    pids = _pids(at)
    alarms = _alarms(at, disk) if place == "data" else 0
    with at.load(2000, endless=True, pace=PACE) as load:
        wait(2.0)
        disk.fill()
        before = at.ledger.count
        _until_felt(at, place, disk)
        refused, accepted = at.ledger.statuses[503], at.ledger.count - before
        disk.remount(LARGER)
        recovered = _recovered(at)
        wait(2.0)
        load.stop()
        load.finish()
    more = {
        "alarms": alarms,
        "refused_503": refused,
        "accepted_full": accepted,
        "recovered_s": recovered,
        "restarts": sum(_pids(at)[name] != pid for name, pid in pids.items()),
    }
    breaches = [*_unfelt(place, refused, accepted), *_unanswered(at)]
    if place == "data" and alarms < len(ALARMS):
        breaches.append(f"{alarms} of {len(ALARMS)} alarms")
    return at.verdict(time.monotonic(), LIMITS, more, breaches=breaches)


def _alarms(at: Trial, disk: SmallDisk) -> int:
    """How many of the alarms `/readyz` gives when the disk is so full."""
    heard = 0
    for share, state in ALARMS:
        disk.fill(share + 0.005)
        said = httpx.get(f"{at.house.gateways[0]}/readyz", timeout=20.0, trust_env=False).json()
        heard += said["degraded"].get("disk", {}).get("state") == state
    return heard


def _until_felt(at: Trial, place: str, disk: SmallDisk) -> None:
    """Full all the time: what a checkpoint sets free is taken again."""
    deadline = time.monotonic() + LONGEST
    full_since = time.monotonic()
    while time.monotonic() < deadline:
        disk.fill()
        felt = at.ledger.statuses[503] >= 20 if place == "data" else time.monotonic() - full_since > 10.0
        if felt:
            return
        wait(0.2)


def _unfelt(place: str, refused: int, accepted: int) -> list[str]:
    """Without room for data the honest answer is 503; in any other place every message is still taken."""
    if place == "data":
        return [] if refused else ["a full disk was never answered with 503"]
    return [] if accepted else [f"nothing was accepted while the disk of {place} was full"]


def _recovered(at: Trial) -> float:
    began, before = time.monotonic(), at.ledger.count
    wait_for(lambda: at.ledger.count > before + 5, LONGEST, "nothing is accepted on the larger disk")
    return round(time.monotonic() - began, 1)


def _unanswered(at: Trial) -> list[str]:
    """Statuses but 2xx and 503 tell of a fault that was not foreseen."""
    others = {status: count for status, count in at.ledger.statuses.items() if status not in {0, 503}}
    return [f"answered {count} times with {status}" for status, count in others.items()]


def _pids(at: Trial) -> dict[str, int | None]:
    return {name: at.house.pid(name) for name in at.house.named("gateway")}


ROW: Final = Row(
    "diskfull",
    ("F8",),
    run,
    full={"places": ",".join(PLACES), "size": "3m"},
    limits=LIMITS,
    scales=(),
    stores=("sqlite",),
)
