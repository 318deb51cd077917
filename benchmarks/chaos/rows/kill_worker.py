"""F2: SIGKILL workers, whole process groups, while they hold a lease; now and then sender and clock."""

import random
import time
from typing import Final

from benchmarks.chaos.kills import Kills, kill_at_work
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import Trial, trial

GAP: Final = (0.5, 1.2)
SENDER_EVERY: Final = 10
CLOCK_EVERY: Final = 20
LIMITS: Final = {"drained_s": 30.0, "alert_s_p95": 30.0}
LONGEST: Final = 3600.0


def run(asked: Asked) -> Result:
    kills = Kills()
    with trial(asked, workers=2) as at:
        with at.load(asked["n"], endless=True) as load:
            _kill(at, kills, random.Random(asked.seed))
            while at.ledger.count < asked["n"]:
                time.sleep(0.2)
            load.stop()
            load.finish()
        more = {"kills": kills.count, "kills_at_work": kills.hit_work}
        breaches = [] if kills.count >= asked["kills"] else [f"only {kills.count} kills were possible"]
        crashes = kills.by_name.get("sender", 0)
        return at.verdict(_last(at, kills), LIMITS, more, crashes=crashes, breaches=breaches)


def _kill(at: Trial, kills: Kills, chance: random.Random) -> None:
    began = time.monotonic()
    workers = at.house.named("worker")
    while kills.count < at.asked["kills"] and time.monotonic() - began < LONGEST:
        time.sleep(chance.uniform(*GAP))
        turn = kills.count + 1
        if turn % CLOCK_EVERY == 0 and at.house.kill("clock") is not None:
            kills.note("clock", worked=False)
            continue
        names = ["sender"] if turn % SENDER_EVERY == 0 and chance.random() < 0.5 else workers
        kill_at_work(at.house, at.inside, names, kills, chance)


def _last(at: Trial, kills: Kills) -> float:
    """The last kill, or the last new message where the load went on after it."""
    newest = max((entry.acknowledged_at or 0.0 for entry in at.ledger.sure()), default=0.0)
    return max(kills.last, time.monotonic() - (time.time() - newest))


ROW: Final = Row(
    "kill-worker",
    ("F2",),
    run,
    full={"n": 10_000, "kills": 200},
    reduced={"n": 1_000, "kills": 20},
    limits=LIMITS,
)
