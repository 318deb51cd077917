"""F5: PostgreSQL is killed. F6: the database is locked, or down. The spool takes what comes meanwhile."""

import signal
import time
from typing import Final

from benchmarks.chaos.holder import holding
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import Trial, trial, wait
from core.errors import LasomiError

APART_SECONDS: Final = 5.0
AWAY_SECONDS: Final = 5.0
UP_SECONDS: Final = 60.0
RATE: Final = 50
KILLED: Final = {"drained_s": 60.0}
LOCKED: Final = {
    "ack_ms_p99": 3000.0,
    "call_ms_max": 3000.0,
    "calls_broken": 0.0,
    "not_2xx": 0.0,
    "drained_s": 60.0,
}


def kill(asked: Asked) -> Result:
    """Killed at once with all its processes, or stopped as `pg_ctl -m immediate` does and away for 5 s."""
    with trial(asked) as at:
        kills, spooled = 0, 0
        seconds = asked["kills"] * (APART_SECONDS + AWAY_SECONDS / 2)
        with at.load(int(seconds * RATE), endless=True) as load:
            while kills < asked["kills"]:
                wait(APART_SECONDS)
                _fell(at, at_once=kills % 2 == 0)
                kills += 1
                spooled = max(spooled, _spooled(at))
                at.house.start("postgres")
                _await_database(at)
            load.stop()
            load.finish()
        return _verdict(at, time.monotonic(), KILLED, {"kills": kills, "spool_files_max": spooled}, spooled)


def _fell(at: Trial, *, at_once: bool) -> None:
    if at_once:
        at.house.kill("postgres")
        return
    at.house.keepers["postgres"].ask_to_stop()
    at.house.keepers["postgres"].signal(signal.SIGQUIT)
    at.house.stop("postgres")
    wait(AWAY_SECONDS)


def _await_database(at: Trial) -> None:
    """Raises TimeoutError when it does not come back."""
    deadline = time.monotonic() + UP_SECONDS
    while not _answers(at):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the database did not come back; its output is in {at.house.output}")
        time.sleep(0.1)


def _answers(at: Trial) -> bool:
    try:
        with at.inside.database.read():
            return True
    except LasomiError:
        return False


def lock(asked: Asked) -> Result:
    """Locked by another process; on PostgreSQL also down afterwards."""
    with trial(asked) as at:
        seconds = asked["seconds"] + (asked["down"] if asked.store == "postgres" else 0)
        with at.load(int(seconds * RATE), endless=True, calls=True) as load:
            wait(APART_SECONDS)
            with holding(at.inside.settings.database):
                wait(asked["seconds"])
                spooled = _spooled(at)
            if asked.store == "postgres":
                wait(APART_SECONDS)
                at.house.stop("postgres")
                wait(asked["down"])
                spooled = min(spooled, _spooled(at))
                at.house.start("postgres")
                _await_database(at)
            over = time.monotonic()
            wait(APART_SECONDS)
            load.stop()
            load.finish()
        more = {"spool_files_max": spooled, "not_2xx": float(at.ledger.statuses.total())}
        return _verdict(at, over, LOCKED, more, spooled)


def _verdict(
    at: Trial, since: float, limits: dict[str, float], more: dict[str, float], spooled: int
) -> Result:
    breaches = [] if spooled else ["the spool was not used"]
    return at.verdict(since, limits, more, breaches=breaches)


def _spooled(at: Trial) -> int:
    return sum(1 for _ in at.inside.settings.spool_dir.glob("*.spool"))


ROWS: Final = [
    Row(
        "pg-kill",
        ("F5",),
        kill,
        full={"kills": 20},
        reduced={"kills": 4},
        limits=KILLED,
        scales=("kills",),
        first="kills",
        stores=("postgres",),
    ),
    Row(
        "sqlite-lock",
        ("F6",),
        lock,
        full={"seconds": 60, "down": 600},
        reduced={"seconds": 15, "down": 20},
        limits=LOCKED,
        scales=("seconds", "down"),
        first="seconds",
    ),
]
