"""F30: the machine is gone; another one, empty, begins from a backup and a copy of the keys.

`--keys file`: the whole file, on a device of its own that has survived; `--keys copy`: those that no day
destroys (`lasomi keys copy`), where what is listed again cannot be known by its text, and is not judged.
What was accepted after the backup is lost with the machine, and brought back by the pull: the provider still
lists what people wrote. Time counts from the end of the first machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import and_, func, select

from benchmarks.chaos import truth
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.load import Pace
from benchmarks.chaos.rig import Rig, rig
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.site import Site
from benchmarks.chaos.trial import Trial, trial, wait
from core.errors import LasomiError
from core.ports import utc_now
from gateway.house import House
from store.tables import inbox

QUARTER_HOUR: Final = 900.0
LIMITS: Final = {"lost": 0.0, "twice": 0.0, "rto_s": QUARTER_HOUR, "whole_s": QUARTER_HOUR}
OTHERWISE: Final = ("lost ", "copies ", "misdated ", "nothing was")
"""Breaches that are told by id; what the pull brings has another id, so it is counted by its text."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of the first machine: two files elsewhere, the provider's list, what the phones got."""

    ledger: Ledger
    listed: list[dict[str, Any]]
    sends: Sequence[Mapping[str, Any]]
    figures: Mapping[str, Any]


def run(asked: Asked) -> Result:
    with tempfile.TemporaryDirectory(prefix="lasomi-elsewhere-") as elsewhere:
        backup, keys = Path(elsewhere) / "backup", Path(elsewhere) / "keys"
        remains = _lived(asked, backup, keys)
        return _again(asked, backup, keys, remains)


def _lived(asked: Asked, backup: Path, keys: Path) -> Remains:
    """A house under load, copied in the middle of it, and gone at its end."""
    listed: list[dict[str, Any]] = []
    with trial(asked) as at:
        expected = int((asked["seconds"] + asked["after"]) * asked["rate"])
        with at.load(expected, endless=True, pace=Pace(rate=asked["rate"])) as load:
            _lists(at, asked["seconds"], listed)
            environ = at.house.site.environ
            began, before = time.monotonic(), at.ledger.count
            if asked["keys"] == "copy":
                _command(environ, "keys", "copy", str(keys))
            _command(environ, "backup", str(backup))
            took = time.monotonic() - began
            _lists(at, asked["after"], listed)
            load.stop()
            load.finish()
        listed += _news(at.ledger, len(listed))
        for name in ("sender", *at.house.named("worker"), *at.house.named("gateway"), "clock"):
            at.house.stop(name)
        if asked["keys"] == "file":
            keys.write_bytes(at.house.site.settings.keys_file.read_bytes())
        figures = {
            **at.ledger.figures(),
            "acknowledged_before_backup": before,
            "backup_s": round(took, 1),
            "backup_mb": round(backup.stat().st_size / 2**20, 2),
        }
        return Remains(at.ledger, listed, at.house.provider.sends(), figures)


def _again(asked: Asked, backup: Path, keys: Path, remains: Remains) -> Result:
    gone = time.monotonic()
    with rig(
        store=asked.store, programs=asked.programs, settled=lambda new: _restored(new, backup, keys)
    ) as house:
        rto = time.monotonic() - gone
        inside = house.open()
        try:
            house.provider.wrote(remains.listed)
            return _verdict(house, inside, remains, rto, gone, asked["keys"])
        finally:
            inside.close()


def _restored(new: Site, backup: Path, keys: Path) -> None:
    """By the commands of the runbook, on a folder where nothing is."""
    place = new.settings.keys_file
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_bytes(keys.read_bytes())
    place.chmod(0o600)
    _command(new.environ, "restore", str(backup))


def _command(environ: Mapping[str, str], *arguments: str) -> None:
    """`lasomi …`. Raises TimeoutError with its last line when it fails."""
    argv = (sys.executable, "-m", "ops.main", *arguments)
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("LASOMI_")}, **environ}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=QUARTER_HOUR)
    if done.returncode:
        told = done.stderr.splitlines() or ["it said nothing"]
        raise TimeoutError(f"lasomi {arguments[0]} failed: {told[-1]}")


def _lists(at: Trial, seconds: float, listed: list[dict[str, Any]]) -> None:
    """The provider keeps what people write, so that a pull sees it, as long as this lasts."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        wait(1.0)
        news = _news(at.ledger, len(listed))
        at.house.provider.wrote(news)
        listed += news


def _news(ledger: Ledger, known: int) -> list[dict[str, Any]]:
    """What was posted for the first time after so many others, as the provider keeps it."""
    return [
        {
            "id": entry.said.id,
            "from": entry.said.number,
            "to": "36000",
            "text": entry.said.text,
            "at": entry.first_sent,
        }
        for entry in list(ledger.entries.values())[known:]
    ]


def _verdict(house: Rig, inside: House, remains: Remains, rto: float, gone: float, keys: str) -> Result:
    whole = _whole(inside, remains.ledger, gone)
    drained_s = truth.drained(inside, time.monotonic(), QUARTER_HOUR)

    def sends() -> list[Mapping[str, Any]]:
        return [*remains.sends, *house.provider.sends()]

    truth.settled(inside, sends)
    found = truth.judge(inside, remains.ledger, sends(), crashes=len(sends()))
    own = {"rto_s": round(rto, 1), "whole_s": whole, "drained_s": drained_s, **_told(inside, remains.ledger)}
    figures: dict[str, Any] = {**found.figures, **remains.figures, **own}
    breaches = [one for one in found.breaches if not one.startswith(OTHERWISE)]
    limits = {name: most for name, most in LIMITS.items() if keys == "file" or name != "twice"}
    return judged(figures, [*breaches, *over(figures, limits)])


def _whole(inside: House, ledger: Ledger, gone: float) -> float | None:
    """Seconds from the end of the first machine until the second knows everything; None: it never does."""
    while time.monotonic() - gone < QUARTER_HOUR:
        if _told(inside, ledger)["lost"] == 0:
            return round(time.monotonic() - gone, 1)
        time.sleep(1.0)
    return None


def _told(inside: House, ledger: Ledger) -> dict[str, int]:
    """How often each acknowledged message is there: under its id from the backup, or by its text."""
    now = utc_now()
    with inside.database.read() as conn:
        asked = select(inbox.c.dedupe, inbox.c.state, inbox.c.outcome).where(inbox.c.kind == "sms")
        by_mark = {bytes(row.dedupe): _counts(row) for row in conn.execute(asked)}
    by_text: Counter[str] = Counter(_texts(inside))
    lost = twice = pulled = 0
    for entry in ledger.sure():
        mark = inside.vault.mark("dedupe", f"{truth.CHANNEL}|{entry.said.id}", now)
        told = by_mark.get(mark, False) + by_text[entry.said.text]
        lost += told == 0
        twice += told > 1
        pulled += mark not in by_mark and told > 0
    return {"lost": lost, "twice": twice, "pulled": pulled}


def _counts(row: Any) -> bool:
    """Whether a row is a message that was or will be understood: neither folded nor unreadable."""
    return row.outcome != "copy" and row.state not in {"poison", "shredded_unread"}


def _texts(inside: House) -> Iterator[str]:
    """Of what the pull brought and nothing folded: what came by a webhook is counted by its id."""
    told = func.coalesce(inbox.c.outcome, "") != "copy"
    sealed = and_(inbox.c.kind == "sms", inbox.c.sealed.is_not(None), told)
    with inside.database.read() as conn:
        rows = conn.execute(select(inbox.c.id, inbox.c.key_day, inbox.c.sealed).where(sealed)).all()
    for row in rows:
        at = {"table": "inbox", "row": row.id, "purpose": "body"}
        try:
            body = json.loads(inside.vault.open("day", row.key_day, row.sealed, **at))
        except LasomiError as error:
            if error.code not in {"key_gone", "seal_broken"}:
                raise
            continue
        if body.get("way") == "listed":
            yield str(body["text"])


ROW: Final = Row(
    "restore",
    ("F30",),
    run,
    full={"seconds": 150.0, "after": 60.0, "rate": 50.0, "keys": "file"},
    reduced={"seconds": 70.0, "after": 10.0, "rate": 10.0},
    limits=LIMITS,
    scales=(),
)
