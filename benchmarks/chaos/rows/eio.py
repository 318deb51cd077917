"""F9: fsync fails, writes fail, the disk turns read-only. Nothing is acknowledged that is not on the disk.

After each fault the power is cut too: as on Linux, what a failed fsync left behind counts as clean, and a
second fsync that succeeds does not bring it to the disk. `read-only` is a switch of the same file system:
a tmpfs refuses `remount,ro` (EBUSY) while a database on it is open.
"""

import time
from typing import Any, Final

from benchmarks.chaos.drive import why_not
from benchmarks.chaos.durable import EIO, EIO_SYNC, READ_ONLY
from benchmarks.chaos.plugged import Plugged, plugged
from benchmarks.chaos.rig import wait_for
from benchmarks.chaos.row import Asked, Result, Row, judged, skipped
from benchmarks.chaos.trial import wait

SWITCHES: Final = {"sync": EIO_SYNC, "write": EIO, "read-only": READ_ONLY}
IN_HAND: Final = 1.0
"""Seconds in which an answer may still tell of a commit from before the fault."""
LONGEST: Final = 60.0
LEFT: Final = "gateway-1: ended with 74"
GAVE_UP: Final = "gateway-1: ended with 2,"
LIMITS: Final = {
    "honest_s": 5.0,
    "accepted_failing": 0.0,
    "gave_up": 0.0,
    "lost_at_cut": 0.0,
    "recovered_s": 30.0,
    "drained_s": 60.0,
}
SHOWN: Final = (*LIMITS, "acknowledged", "lost", "exits", "refused_503")


def run(asked: Asked) -> Result:
    """Each fault in turn, on a disk of its own; the figures of a fault bear its name."""
    if why := why_not():
        return skipped(why)
    figures: dict[str, Any] = {"acknowledged": 0}
    breaches: list[str] = []
    for name in asked["faults"].split(","):
        with plugged(asked) as at:
            found = _failed(at, SWITCHES[name])
        figures |= {f"{name}_{key}": value for key, value in found.figures.items() if key in SHOWN}
        figures["acknowledged"] += int(found.figures["acknowledged"] or 0)
        breaches += [f"{name}: {found.why}"] if found.why else []
    return judged(figures, breaches)


def _failed(at: Plugged, switch: str) -> Result:
    with at.load(at.asked["rate"]) as load:
        wait_for(lambda: at.ledger.count > 20, LONGEST, "nothing is acknowledged")
        at.disk.fail(switch)
        more = _while_failing(at)
        at.disk.mend(switch)
        more |= _mended(at)
        wait(1.0)
        left = at.fall()
        at.rise()
        load.stop()
        load.finish()
    breaches = [] if left.sound else ["the database that was left is not sound"]
    return at.verdict(
        LIMITS, {**more, "lost_at_cut": left.lost}, crashes=more["exits"] + 2, breaches=breaches
    )


def _while_failing(at: Plugged) -> dict[str, Any]:
    """How long until a 503, or the exit for another start; what was acknowledged all the same."""
    began, refused = time.monotonic(), at.ledger.statuses[503]
    honest: float | None = None
    accepted = 0
    while time.monotonic() - began < at.asked["seconds"]:
        wait(0.05)
        if honest is None and (at.ledger.statuses[503] > refused or _told(at, LEFT)):
            honest = round(time.monotonic() - began, 1)
        if time.monotonic() - began < IN_HAND:
            accepted = at.ledger.count
    return {
        "honest_s": honest,
        "accepted_failing": at.ledger.count - accepted,
        "refused_503": at.ledger.statuses[503] - refused,
        "exits": _told(at, LEFT),
    }


def _mended(at: Plugged) -> dict[str, Any]:
    """Seconds to the next 2xx. A gateway that says that no other start would help is started by us."""
    began, before = time.monotonic(), at.ledger.count
    gave_up = _told(at, GAVE_UP)
    if gave_up:
        at.house.stop("gateway-1")
        at.house.start("gateway-1")
    wait_for(lambda: at.ledger.count > before, LONGEST, "nothing is accepted on the mended disk")
    return {"gave_up": gave_up, "recovered_s": round(time.monotonic() - began, 1)}


def _told(at: Plugged, line: str) -> int:
    return sum(told.startswith(line) for _, told in at.house.events)


ROW: Final = Row(
    "eio",
    ("F9",),
    run,
    full={"faults": ",".join(SWITCHES), "seconds": 10.0, "rate": 50.0},
    reduced={"rate": 20.0},
    limits=LIMITS,
    scales=(),
    stores=("sqlite",),
)
