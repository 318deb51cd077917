"""F1: SIGKILL one of two gateways every 0.9–1.6 s; the provider posts again what was not acknowledged."""

import random
import time
from typing import Final

from benchmarks.chaos.kills import Kills, kill_gateways
from benchmarks.chaos.ledger import quantile
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import trial

GAP: Final = (0.9, 1.6)
LIMITS: Final = {"restart_s_max": 5.0}


def run(asked: Asked) -> Result:
    kills, chance = Kills(), random.Random(asked.seed)
    with trial(asked, gateways=2) as at:
        with at.load(asked["n"], endless=True) as load:
            kill_gateways(at.house, kills, asked["kills"], GAP, chance)
            while at.ledger.count < asked["n"]:
                time.sleep(0.2)
            load.stop()
            acknowledged_all = load.finish()
        breaches = [] if acknowledged_all else ["the provider never heard 2xx of some"]
        up = {"restart_s_p50": quantile(kills.up, 0.5), "restart_s_max": quantile(kills.up, 1.0)}
        more = {"kills": kills.count, **{name: None if s is None else round(s, 2) for name, s in up.items()}}
        return at.verdict(kills.last, LIMITS, more, breaches=breaches)


ROW: Final = Row(
    "kill-gateway",
    ("F1",),
    run,
    full={"n": 10_000, "kills": 100},
    reduced={"n": 1_000, "kills": 10},
    limits=LIMITS,
)
