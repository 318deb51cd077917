"""F11: each message arrives one to ten times, a tenth of them at once, on two gateways."""

import random
import time
from collections.abc import Sequence
from typing import Final

from benchmarks.chaos.load import Pace
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import trial

MOST: Final = 10
AT_ONCE: Final = 0.1
AT_ONCE_SECONDS: Final = 0.005
SPREAD_SECONDS: Final = 8.0
PACE: Final = Pace(rate=20.0, burst=20.0)
LIMITS: Final = {"not_2xx": 0.0, "copies_unanswered": 0.0, "drained_s": 30.0}


def copies(seed: int, index: int) -> Sequence[float]:
    """The delays of the copies of a message: the same for the same seed and index."""
    chance = random.Random(seed * 1_000_003 + index)
    within = AT_ONCE_SECONDS if chance.random() < AT_ONCE else SPREAD_SECONDS
    return (0.0, *(chance.uniform(0.0, within) for _ in range(chance.randint(1, MOST) - 1)))


def run(asked: Asked) -> Result:
    with trial(asked, gateways=2) as at:
        with at.load(asked["n"], pace=PACE, copies=lambda index: copies(asked.seed, index)) as load:
            load.finish(asked["n"] / PACE.rate + 120.0)
        posted = sum(len(copies(asked.seed, index)) for index in range(asked["n"]))
        answered = sum(entry.copies for entry in at.ledger.sure())
        more = {
            "copies_posted": float(posted),
            "copies_unanswered": float(posted - answered),
            "not_2xx": float(at.ledger.statuses.total()),
        }
        return at.verdict(time.monotonic(), LIMITS, more)


ROW: Final = Row("duplicates", ("F11",), run, full={"n": 10_000}, reduced={"n": 600}, limits=LIMITS)
