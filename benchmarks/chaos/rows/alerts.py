"""Check 13: a thousand alerts beside a load of 50 a second; each leaves within seconds, and none is lost.

Each has an event of its own and finds somebody on call whose window is closed, so that what is measured is
the house and not the rule of five minutes (which `storm` holds to account).
"""

import time
from collections.abc import Sequence
from itertools import islice
from typing import Final

from benchmarks.chaos import truth
from benchmarks.chaos.events import Event, events
from benchmarks.chaos.heard import raised, telling
from benchmarks.chaos.ledger import quantile
from benchmarks.chaos.people import Shifts
from benchmarks.chaos.phone import Phones, background
from benchmarks.chaos.row import Asked, Result, Row, skipped
from benchmarks.chaos.trial import PATIENCE, Trial, trial, wait
from benchmarks.client import number

LIMITS: Final = {"alert_s_p95": 5.0, "alert_s_p99": 15.0, "untold": 0.0, "not_raised": 0.0, "drained_s": 30.0}
REPORTERS_FROM: Final = 60_000
WARM_SECONDS: Final = 2.0


def run(asked: Asked) -> Result:
    chosen = list(islice(events(), asked["n"]))
    if len(chosen) < asked["n"]:
        return skipped(f"the country has {len(chosen)} events that are far enough from each other")
    with trial(asked, gateways=2, workers=2) as at:
        shifts = Shifts(at.inside)
        with background(at, asked["load"]) as load:
            wait(WARM_SECONDS)
            tell(at, Phones(at), shifts, chosen, asked["rate"])
            load.stop()
            load.finish()
        ended = time.monotonic()
        drained_s = truth.drained(at.inside, ended, PATIENCE)
        truth.settled(at.inside, at.house.provider.sends)
        more = {"events": len(chosen), "people": shifts.count, "drained_s": drained_s, **told(at, chosen)}
        return at.verdict(ended, LIMITS, more)


def tell(at: Trial, phones: Phones, shifts: Shifts, chosen: Sequence[Event], rate: float) -> None:
    """One event after the other, `rate` of them a second, each to somebody who has just come on call."""
    due = time.monotonic()
    for index, event in enumerate(chosen):
        shifts.fresh(event.cercle)
        by = number(REPORTERS_FROM + index)
        phones.tell(event.told(f"grave-{at.asked.seed}", index, by))
        due += 1.0 / rate
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


ROW: Final = Row(
    "alerts",
    (),
    run,
    full={"n": 1_000, "rate": 1.0, "load": 50.0},
    reduced={"n": 100, "rate": 2.0},
    limits=LIMITS,
    scales=("n",),
)
