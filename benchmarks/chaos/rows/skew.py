"""F14: workers whose clocks are an hour off, a clock that jumps while it runs, a machine that starts in 1970.

And a process for which time stood still: it is stopped with a lease in hand until another has its messages.
Nothing may be worked on twice, no lease may end before its time, and a rung of the ladder comes when it is
due by the time that has passed. Leases are written down as they are given: one that ran out was not stolen.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text, update

from benchmarks.chaos import faketime, truth
from benchmarks.chaos.rig import Rig, wait_for
from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.trial import Trial, trial, wait
from core.errors import LasomiError
from gateway.house import House
from store import elapsed
from store.database import Database
from store.leases import LEASE_SECONDS
from store.tables import inbox, steps

DUE_MS: Final = 20_000
JUMPS: Final = ("+1h", "-1h")
TICK_SECONDS: Final = 5.0
STOLEN_SECONDS: Final = 25.0
BORN: Final = "@1970-01-02 00:00:00"
MISCONFIGURED: Final = 2
AWAKE: Final = (
    "import runpy, select, sys, time; del sys.argv[0]; time.sleep = lambda s: select.select((), (), (), s); "
    "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)
"""Runs a module as `-m` does. libfaketime 0.9.10 breaks `time.sleep` where it leaves the monotonic clock
alone: EINVAL each time, and a program ends that only had to wait for the gate (wolfcw/libfaketime#426).
"""
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "gateway": ("-c", AWAKE, "ops.serve", "gateway", "--port", "0"),
    "worker": ("-c", AWAKE, "ops.worker", "drain"),
    "clock": ("-c", AWAKE, "ops.clockwork"),
}
LEASED: Final = (
    "CREATE TABLE leased (n INTEGER PRIMARY KEY, id, attempts, owner, boot, until, reason)",
    "CREATE TRIGGER leased_now AFTER UPDATE OF lease_until ON inbox WHEN new.state = 'leased' BEGIN"
    " INSERT INTO leased (id, attempts, owner, boot, until, reason) VALUES (new.id, new.attempts,"
    " new.lease_owner, new.lease_boot, new.lease_until, new.reason); END",
)
LIMITS: Final = {
    "stolen": 0.0,
    "other_clock": 0.0,
    "rung_early_s": 0.5,
    "rung_late_s": 5.0 + TICK_SECONDS,
    "drained_s": 60.0,
}
"""A figure that was not asked for is not judged."""


def run(asked: Asked) -> Result:
    if why := faketime.why_not():
        return skipped(why)
    with tempfile.TemporaryDirectory(prefix="lasomi-skew-") as folder:
        offset = Path(folder) / "offset"
        offset.write_text("+0\n")
        programs = {**_skewed(_hours(asked), offset), **asked.programs}
        workers = max(2, len(_hours(asked)) + 1)
        turned = Asked(asked.seed, asked.store, asked.options, programs)
        with trial(turned, gateways=1, workers=workers, redis=False) as at:
            return _trial(at, offset)


def _hours(asked: Asked) -> list[int]:
    return [int(hours) for hours in asked["hours"].split(",") if hours]


def _skewed(hours: Sequence[int], offset: Path) -> dict[str, Sequence[str]]:
    """The first workers are off by so many hours each, the last is right; the clock is as the file says."""
    python = (sys.executable,)
    off = {
        f"worker-{number}": faketime.off_by(f"{hour:+d}h", (*python, *COMMANDS["worker"], "--tied"))
        for number, hour in enumerate(hours, 1)
    }
    return {**off, "clock": faketime.off_as(offset, (*python, *COMMANDS["clock"], "--tied"))}


def _trial(at: Trial, offset: Path) -> Result:
    asked, more, breaches = at.asked, dict[str, Any](), list[str]()
    began = watch(at.inside.database)
    with at.load(asked["n"], endless=bool(asked["pauses"])) as load:
        if asked["boot1970"]:
            breaches += _born_in_1970(at)
        if asked["jump"]:
            more |= _jumped(at, offset)
        if asked["pauses"]:
            more["stood_still"] = sum(_stood_still(at) for _ in range(asked["pauses"]))
            breaches += [] if more["stood_still"] else ["no message was taken from a worker that stood still"]
        load.stop()
        load.finish(120.0)
    ended = time.monotonic()
    if not asked["pauses"]:
        truth.drained(at.inside, ended, LIMITS["drained_s"])
        more |= handed_over(at.inside.database, began, _fallen(at.house))
        breaches += [line for _, line in at.house.events if ": ended with " in line]
    limits = {name: most for name, most in LIMITS.items() if name in {*more, "drained_s"}}
    return at.verdict(ended, limits, more, breaches=breaches)


def _born_in_1970(at: Trial) -> list[str]:
    """Each program refuses to start, and says why."""
    environ = {**os.environ, **at.house.site.environ}
    wrong = []
    for name, arguments in COMMANDS.items():
        argv = faketime.off_by(BORN, (sys.executable, *arguments))
        ended = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60, check=False)
        if ended.returncode != MISCONFIGURED or "1970" not in ended.stderr:
            wrong.append(f"{name} started in 1970: ended with {ended.returncode}")
    return wrong


def _jumped(at: Trial, offset: Path) -> dict[str, float]:
    """The clock jumps to and fro while a rung waits; how early or late it came by the time of the house."""
    wait_for(lambda: _rung(at.inside), 120.0, "no alert has a rung that waits")
    alert, number = _rung(at.inside) or ("", 0)
    this = (steps.c.alert_id == alert) & (steps.c.number == number)
    with at.inside.database.write() as conn:
        due = elapsed.now(at.inside.database, conn) + DUE_MS
        conn.execute(update(steps).where(this).values(due=due))
    for said in JUMPS:
        wait(DUE_MS / 1000 / 4)
        offset.write_text(f"{said}\n")
    wait_for(lambda: _done(at.inside, this), 90.0, "the rung was never climbed")
    late = ((_done(at.inside, this) or 0) - due) / 1000
    return {"rung_early_s": round(max(0.0, -late), 1), "rung_late_s": round(max(0.0, late), 1)}


def _rung(house: House) -> tuple[str, int] | None:
    waits = select(steps.c.alert_id, steps.c.number).where(steps.c.state == "waiting")
    with house.database.read() as conn:
        found = conn.execute(waits.order_by(steps.c.number).limit(1)).one_or_none()
    return None if found is None else (found.alert_id, found.number)


def _done(house: House, this: Any) -> int | None:
    with house.database.read() as conn:
        moment: int | None = conn.execute(select(steps.c.done).where(this)).scalar_one_or_none()
    return moment


def _stood_still(at: Trial) -> bool:
    """Whether a worker was stopped with messages in hand, and let go when another had them."""
    deadline = time.monotonic() + STOLEN_SECONDS
    for name in at.house.named("worker") * 1000:
        if time.monotonic() > deadline:
            return False
        if _held(at.inside, at.house.pid(name)):
            at.house.pause(name)
            try:  # what it still has now, it cannot finish before it goes on
                if (held := _held(at.inside, at.house.pid(name))) and _taken(at.inside, held):
                    return True
            finally:
                at.house.resume(name)
        wait(0.005)
    return False


def _taken(house: House, held: Mapping[str, str]) -> bool:
    """Waits for another to have one of these. A worker stopped in the middle of a transaction stops all."""
    deadline = time.monotonic() + STOLEN_SECONDS
    while time.monotonic() < deadline:
        with house.database.read() as conn:
            asked = select(inbox.c.id, inbox.c.lease_owner, inbox.c.state).where(inbox.c.id.in_(list(held)))
            rows = conn.execute(asked).all()
        if any(row.state == "done" or row.lease_owner not in {None, held[row.id]} for row in rows):
            return True
        if not _writable(house):
            return False
        wait(0.2)
    return False


def _writable(house: House) -> bool:
    try:
        with house.database.write():
            return True
    except LasomiError:
        return False


def _held(house: House, pid: int | None) -> dict[str, str]:
    mine = inbox.c.lease_owner.like(f"{pid}-%")
    with house.database.read() as conn:
        rows = conn.execute(select(inbox.c.id, inbox.c.lease_owner).where(mine))
        return {row.id: row.lease_owner for row in rows}


def watch(database: Database) -> int:
    """From now on SQLite writes down each lease that is taken or renewed; the clock of leases now, in ms."""
    with database.write() as conn:
        for command in LEASED:
            conn.execute(text(command))
        return database.lease_now(conn)[1]


def handed_over(database: Database, began: int, fallen: Collection[int]) -> dict[str, float | None]:
    """How often a message went from one hand to the next since `watch` said `began`, and how it got there.

    `stolen`: before its lease had ended; `left_behind`: by a process of `fallen`; `ran_out`: by one that
    lives and was slow, and finds its fence shut; `failed`: given back after an error. `other_clock`: leases
    of another boot, or not given in this run. `lease_s_least`: the shortest, from its last renewal on.
    """
    with database.read() as conn:
        boot, now = database.lease_now(conn)
        leases = conn.execute(text("SELECT * FROM leased ORDER BY n")).all()
    last: dict[str, Any] = {}
    counted: Counter[str] = Counter()
    lasted = []
    for lease in leases:
        before, last[lease.id] = last.get(lease.id), lease
        counted["other_clock"] += lease.boot != boot or not began <= _given(lease) <= now
        if before is not None and lease.attempts > before.attempts:
            counted[_how(before, lease, fallen)] += 1
            lasted.append(_given(lease) - _given(before))
    how = {name: counted[name] for name in ("stolen", "left_behind", "ran_out", "failed", "other_clock")}
    return how | {"lease_s_least": min(lasted) / 1000 if lasted else None}


def _given(lease: Any) -> int:
    return int(lease.until - LEASE_SECONDS * 1000)


def _how(before: Any, lease: Any, fallen: Collection[int]) -> str:
    if lease.reason:
        return "failed"
    if _given(lease) <= before.until:
        return "stolen"
    return "left_behind" if int(before.owner.partition("-")[0]) in fallen else "ran_out"


def _fallen(house: Rig) -> set[int]:
    """The processes that were started and are no more."""
    started = {int(line.rpartition(" ")[2]) for _, line in house.events if ": started, pid " in line}
    return started - {house.pid(name) or 0 for name in house.keepers}


ROW: Final = Row(
    "skew",
    ("F14",),
    run,
    full={"n": 2000, "hours": "1,-1", "jump": True, "boot1970": True, "pauses": 0},
    reduced={"n": 300},
    limits=LIMITS,
    scales=("n",),
    stores=("sqlite",),
)
