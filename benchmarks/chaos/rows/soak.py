"""F31: 20 messages a second for hours and a kill every five minutes; what grows must not.

The kills go round gateway-1, worker-1, Redis and PostgreSQL. The other programs live through all of it: on
them memory and descriptors are measured, after a tenth of the time or ten minutes in which they warm up.
"""

import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any, Final

from benchmarks.chaos import growth
from benchmarks.chaos.growth import Growth
from benchmarks.chaos.ledger import Entry, milliseconds, quantile
from benchmarks.chaos.load import Pace
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import Trial, trial, wait

RATE: Final = 20.0
WARM_SECONDS: Final = 600.0
SPARED: Final = ("gateway-2", "worker-2", "sender", "clock")
PARTS: Final = 4
NOISE_MS: Final = 50.0
"""Below this the p99 of an acknowledgement is that of the disk and of whoever else uses the machine."""
SHORTEST_HOURS: Final = 0.9
"""A slope per hour of a few minutes says nothing: it is printed, and judged from here on."""
LIMITS: Final = {"drained_s": 30.0, "more_files_max": 2.0, "ack_p99_ratio": 1.2}
LONG: Final = {"mb_an_hour_max": 1.0, "database_bend": 1.5}


def run(asked: Asked) -> Result:
    seconds = asked["hours"] * 3600
    limits = {**LIMITS, **(LONG if asked["hours"] >= SHORTEST_HOURS else {})}
    with trial(asked) as at:
        with at.load(int(seconds * RATE), endless=True, pace=Pace(rate=RATE, every=0.0)) as load:
            with growth.watched(lambda: {name: at.house.pid(name) for name in SPARED}, at.inside) as grown:
                kills = _killed(at, seconds, asked["every"], grown)
            load.stop()
            acknowledged_all = load.finish()
            ended = time.monotonic()
        breaches = [] if acknowledged_all else ["the provider never heard 2xx of some"]
        warm = min(WARM_SECONDS, seconds / 10)
        more = {"kills": kills, **_grown(grown, warm), **_parts(list(at.ledger.sure()), warm)}
        return at.verdict(ended, limits, more, breaches=breaches)


def _killed(at: Trial, seconds: float, every: float, grown: Growth) -> int:
    """How many kills; the database is weighed between them."""
    began = time.monotonic()
    there = [name for name in ("gateway-1", "worker-1", "redis", "postgres") if name in at.house.keepers]
    kills = 0
    for victim in cycle(there):
        left = began + seconds - time.monotonic()
        wait(min(every, max(left, 0.0)))
        grown.stored.append((time.monotonic() - began, growth.size(at.inside)))
        if left <= every:
            return kills
        kills += at.house.kill(victim) is not None
    raise AssertionError("a cycle does not end")


def _grown(grown: Growth, warm: float) -> dict[str, float | None]:
    """Of each program that was spared, and the worst of them."""
    lives = {name: grown.longest(name, warm) for name in SPARED}
    slopes = {name: growth.slope(life) for name, life in lives.items()}
    files = [growth.more_files(life) for life in lives.values()]
    bend = growth.bend(grown.stored)
    return {
        **{f"{name}_mb_an_hour": _rounded(value) for name, value in slopes.items()},
        **{f"{name}_mb": _rounded(life[-1].megabytes if life else None) for name, life in lives.items()},
        "mb_an_hour_max": _rounded(_worst(list(slopes.values()))),
        "more_files_max": _worst(files),
        "database_mb": _rounded(grown.stored[-1][1] / 2**20),
        "database_bend": _rounded(bend),
    }


def _parts(entries: list[Entry], warm: float) -> dict[str, float | None]:
    """The p99 of acknowledgements in the first and in the last part of the time, and one by the other."""
    first = min(entry.first_sent for entry in entries) + warm if entries else 0.0
    listed = sorted((entry for entry in entries if entry.first_sent >= first), key=lambda one: one.first_sent)
    part = len(listed) // PARTS
    early, late = (_p99(part_) for part_ in (listed[:part], listed[len(listed) - part :]))
    ratio = None if early is None or late is None else max(late, NOISE_MS) / max(early, NOISE_MS)
    return {"ack_ms_p99_first": early, "ack_ms_p99_last": late, "ack_p99_ratio": _rounded(ratio)}


def _p99(entries: list[Entry]) -> float | None:
    return milliseconds(quantile([entry.seconds for entry in entries], 0.99))


def _worst(values: Sequence[float | None]) -> float | None:
    """The largest; None as soon as one was not measured."""
    known: list[Any] = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


ROW: Final = Row(
    "soak",
    ("F31",),
    run,
    full={"hours": 1.0, "every": 300.0},
    reduced={"hours": 0.05, "every": 40.0},
    limits={**LIMITS, **LONG},
    scales=(),
)
