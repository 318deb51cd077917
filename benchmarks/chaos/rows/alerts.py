"""Check 13: a thousand alerts beside a load of 50 a second; each leaves within seconds, and none is lost.

Each has an event of its own and finds somebody on call whose window is closed, so that what is measured is
the house and not the rule of five minutes (which `storm` holds to account). `alerts-chaos`: while the
provider refuses half, throttles half, keeps silent, and in the end is black for ten minutes; then a phone may
get a text again only where nobody could know whether it had it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from benchmarks.chaos import truth
from benchmarks.chaos.events import Event, events
from benchmarks.chaos.heard import raised, telling
from benchmarks.chaos.ledger import quantile
from benchmarks.chaos.people import RESTED, Shifts
from benchmarks.chaos.phone import Phones, background
from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.trial import PATIENCE, Trial, trial, wait
from benchmarks.client import number

LIMITS: Final = {"alert_s_p95": 5.0, "alert_s_p99": 15.0, "untold": 0.0, "not_raised": 0.0, "drained_s": 30.0}
IN_CHAOS: Final = {"alert_s_p95": 5.0, "untold": 0.0, "not_raised": 0.0, "drained_s": 420.0}
"""What is in doubt at the end of the black-out rests for five minutes at most, and a tick."""
WEATHER: Final[Sequence[Mapping[str, Any]]] = (
    {"refuse": 0.5},
    {"throttle": 0.5, "retry_after": 1},
    {"silent": 0.1},
    {"black_out": True},
)
"""One after the other, each with as many alerts as the others."""
DOUBTFUL: Final = "silent"
LONGEST_REST: Final = 400.0
NEVER_AGAIN: Final = float("inf")
"""What somebody was to be told may still lie there when they have rested."""
REPORTERS_FROM: Final = 60_000
WARM_SECONDS: Final = 2.0


def run(asked: Asked) -> Result:
    return _beside_a_load(asked, tell, LIMITS)


def run_in_chaos(asked: Asked) -> Result:
    return _beside_a_load(asked, _weathered, IN_CHAOS, rest=NEVER_AGAIN, settles=LONGEST_REST)


def _beside_a_load(
    asked: Asked,
    speak: Callable[[Trial, Shifts, Sequence[Event]], None],
    limits: Mapping[str, float],
    *,
    rest: float = RESTED,
    settles: float = 100.0,
) -> Result:
    chosen = list(islice(events(), asked["n"]))
    if len(chosen) < asked["n"]:
        return skipped(f"the country has {len(chosen)} events that are far enough from each other")
    with trial(asked, gateways=2, workers=2) as at:
        shifts = Shifts(at.inside, rest)
        with background(at, asked["load"]) as load:
            wait(WARM_SECONDS)
            speak(at, shifts, chosen)
            load.stop()
            load.finish()
        ended = time.monotonic()
        drained_s = truth.drained(at.inside, ended, PATIENCE)
        truth.settled(at.inside, at.house.provider.sends, settles)
        doubtful = sum(each["said"] == DOUBTFUL and each["taken"] for each in at.house.provider.sends())
        more = {"events": len(chosen), "people": shifts.count, "drained_s": drained_s, "in_doubt": doubtful}
        return at.verdict(ended, limits, more | told(at, chosen), crashes=doubtful)


def _weathered(at: Trial, shifts: Shifts, chosen: Sequence[Event]) -> None:
    """As many of them in each weather; the black-out lasts as long as was asked."""
    share = -(-len(chosen) // len(WEATHER))
    for turn, faults in enumerate(WEATHER):
        at.house.provider.set(**faults, seed=at.asked.seed)
        ends = time.monotonic() + (at.asked["black_out"] if "black_out" in faults else 0.0)
        tell(at, shifts, chosen[turn * share : (turn + 1) * share], turn * share)
        wait(max(0.0, ends - time.monotonic()))
    at.house.provider.set()


def tell(at: Trial, shifts: Shifts, chosen: Sequence[Event], first: int = 0) -> None:
    """One event after the other, `rate` of them a second, each to somebody who has just come on call; `first`
    is the number of the first.
    """
    phones, due = Phones(at), time.monotonic()
    for index, event in enumerate(chosen, first):
        shifts.fresh(event.cercle)
        by = number(REPORTERS_FROM + index)
        phones.tell(event.told(f"grave-{at.asked.seed}", index, by))
        due += 1.0 / at.asked["rate"]
        wait(max(0.0, due - time.monotonic()))


def told(at: Trial, chosen: Sequence[Event]) -> dict[str, float | None]:
    """From the 2xx of a report to the first send that the provider saw, from outside the house."""
    first = {
        number: min(each["at"] for each in found)
        for number, found in telling(at.house.provider.sends()).items()
    }
    accepted = {(each.said.code, each.said.place): each.acknowledged_at or 0.0 for each in at.ledger.sure()}
    alerts = {(each.code, each.place): each for each in raised(at.inside)}
    known = [alerts[event.code, event.place] for event in chosen if (event.code, event.place) in alerts]
    seen = [first[each.number] - accepted[each.code, each.place] for each in known if each.number in first]
    return {
        "not_raised": len(chosen) - len(known),
        "untold": sum(each.number not in first for each in known),
        "alert_s_p99": _rounded(quantile([each.seconds for each in known if each.seconds is not None], 0.99)),
        "provider_s_p95": _rounded(quantile(seen, 0.95)),
        "provider_s_max": _rounded(quantile(seen, 1.0)),
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


ROWS: Final = (
    Row(
        "alerts",
        (),
        run,
        full={"n": 1_000, "rate": 1.0, "load": 50.0},
        reduced={"n": 100, "rate": 2.0},
        limits=LIMITS,
        scales=("n",),
    ),
    Row(
        "alerts-chaos",
        (),
        run_in_chaos,
        full={"n": 1_000, "rate": 1.0, "load": 50.0, "black_out": 600.0},
        reduced={"n": 100, "rate": 2.0, "black_out": 45.0},
        limits=IN_CHAOS,
        scales=("n",),
    ),
)
