"""F10: the provider refuses, throttles, falls silent, tears, lies, goes away; alerts are told all the same.

One phase after the other, with alerts in each; the last is a black-out of both providers. Judged by the
provider's own file, and by the attempts that the house wrote down.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import select

from benchmarks.chaos import truth
from benchmarks.chaos.events import Event, events
from benchmarks.chaos.heard import TELLS, Send, busiest
from benchmarks.chaos.people import Shifts
from benchmarks.chaos.phone import Phones
from benchmarks.chaos.row import Asked, Result, Row
from benchmarks.chaos.trial import PATIENCE, Trial, trial, wait
from benchmarks.client import number
from store.tables import alerts, attempts

RATES: Final = {"africastalking": 10, "twilio": 5}
LIMITS: Final = {
    "alerts_lost": 0.0,
    "again_unasked": 0.0,
    "hasty": 0.0,
    "over_rate": 0.0,
    "alert_s_max": 60.0,
    "backoff_s_max": 375.0,
    "backoff_alike": 0.0,
    "next_channel_s_max": 60.0,
    "next_channel_doubt_s_max": 105.0,
    "drained_s": 420.0,
}
"""Back-off: 5 min and a fifth more, and a tick to look. In doubt: 35 s of silence and a minute for a receipt,
each with a tick.
"""
LONGEST_REST: Final = 400.0
"""Seconds: after a black-out an alert in doubt waits for the end of its pause, five minutes at most."""
ASKED_AFTER: Final = 12.0
"""Seconds: a provider is first asked 15 s after a try that was not answered."""
DOUBTFUL: Final = ("silent", "reset", "black_out")
REPORTERS_FROM: Final = 60_000
FIRST: Final = "africastalking"


@dataclass(frozen=True, slots=True)
class Phase:
    """Faults of the provider, and whether they last as long as the black-out."""

    name: str
    faults: Mapping[str, Any] = field(default_factory=dict)
    long: bool = False


PHASES: Final = (
    Phase("half is refused", {"refuse": 0.5}),
    Phase("throttled", {"throttle": 0.5, "retry_after": 3}),
    Phase("one provider refuses everything", {"refuse": 1.0, "only": FIRST}),
    Phase("one provider takes and says nothing", {"silent": 1.0, "only": FIRST}),
    Phase("one provider loses it and says nothing", {"silent": 1.0, "takes": False, "only": FIRST}),
    Phase("connections are torn", {"reset": 0.5}),
    Phase("an error under a good status", {"error_body": 0.5}),
    Phase("one provider asks for two minutes", {"throttle": 1.0, "retry_after": 120, "only": FIRST}),
    Phase("black-out", {"black_out": True}, long=True),
)


def run(asked: Asked) -> Result:
    rates = {"LASOMI_RATES": ";".join(f"{name}={rate}" for name, rate in RATES.items())}
    every, began = iter(events()), dict[str, float]()
    with trial(asked, gateways=1, workers=2, environ=rates) as at:
        shifts, phones = Shifts(at.inside), Phones(at)
        for phase in PHASES:
            began[phase.name] = time.time()
            at.house.provider.set(**phase.faults, seed=asked.seed)
            chosen = [next(every) for _ in range(asked["n"])]
            _during(at, phones, shifts, chosen, asked["black_out"] if phase.long else asked["phase"])
        at.house.provider.set()
        ended = time.monotonic()
        drained_s = truth.drained(at.inside, ended, PATIENCE)
        truth.settled(at.inside, at.house.provider.sends, LONGEST_REST)
        sends = at.house.provider.sends()
        figures = {"phases": len(PHASES), **_sent(sends), **_rates(sends), **_backoff(at)}
        figures |= {"alert_s_max_in": _slowest(at, began)}
        doubtful = sum(each["said"] in DOUBTFUL and each["taken"] for each in sends)
        return at.verdict(ended, LIMITS, {**figures, "drained_s": drained_s}, crashes=doubtful)


def _during(at: Trial, phones: Phones, shifts: Shifts, chosen: Sequence[Event], seconds: float) -> None:
    """The alerts of a phase, all within its first half."""
    ends = time.monotonic() + seconds
    for event in chosen:
        shifts.fresh(event.cercle)
        index = REPORTERS_FROM + shifts.turns
        phones.tell(event.told(f"grave-{at.asked.seed}", index, number(index)))
        wait(seconds / 2 / len(chosen))
    wait(max(0.0, ends - time.monotonic()))


def _slowest(at: Trial, began: Mapping[str, float]) -> str:
    """The phase in which an alert was accepted that waited longest for its first try."""
    longest = select(alerts.c.accepted_at).order_by(alerts.c.alert_seconds.desc()).limit(1)
    with at.inside.database.read() as conn:
        accepted = (conn.execute(longest.where(alerts.c.alert_seconds.is_not(None))).scalar() or 0) / 1000
    return max((name for name in began if began[name] <= accepted), key=lambda name: began[name], default="")


def _sent(sends: Sequence[Send]) -> dict[str, Any]:
    """What each phone got of each text: again only where nobody could know, and when by the next channel."""
    texts: dict[tuple[str, str], list[Send]] = defaultdict(list)
    for send in sends:
        if TELLS.search(send["text"]):
            texts[send["to"], send["text"]].append(send)
    clear: list[float] = []
    doubt: list[float] = []
    for found in texts.values():
        if (late := _next_channel(found)) is not None:
            (doubt if any(each["said"] in DOUBTFUL for each in found) else clear).append(late)
    return {
        "again_unasked": sum(_unasked(found) for found in texts.values()),
        "in_doubt": sum(each["said"] in DOUBTFUL for each in sends),
        "hasty": sum(_hasty(found) for found in texts.values()),
        "next_channel": len(clear) + len(doubt),
        "next_channel_s_max": round(max(clear), 1) if clear else None,
        "next_channel_doubt_s_max": round(max(doubt), 1) if doubt else None,
    }


def _unasked(found: Sequence[Send]) -> int:
    """Texts that a phone got beyond the first, without a try in doubt that explains it."""
    taken = [each for each in found if each["taken"]]
    doubtful = sum(each["said"] in DOUBTFUL for each in taken)
    return max(0, len(taken) - 1 - doubtful)


def _hasty(found: Sequence[Send]) -> int:
    """Tries that came so soon after one in doubt that nobody can have waited for a receipt, or asked."""
    pairs = pairwise(sorted(found, key=lambda each: float(each["at"])))
    return sum(one["said"] in DOUBTFUL and two["at"] - one["at"] < ASKED_AFTER for one, two in pairs)


def _next_channel(found: Sequence[Send]) -> float | None:
    """Seconds from the first try to the first by another channel."""
    other = [each["at"] for each in found if each["api"] != found[0]["api"]]
    return float(min(other) - found[0]["at"]) if other else None


def _rates(sends: Sequence[Send]) -> dict[str, Any]:
    """Sends in the busiest ten seconds, which evens out how long each was on its way."""
    busy = {api: busiest(sends, api, 10.0) for api in RATES}
    over = sum(max(0, busy[api] - 10 * rate - 1) for api, rate in RATES.items())
    return {**{f"busiest_10s_{api}": most for api, most in busy.items()}, "over_rate": over}


def _backoff(at: Trial) -> dict[str, Any]:
    """Seconds between two tries of one message, and whether chance has moved them."""
    asked = select(attempts.c.outbox_id, attempts.c.started_at).order_by(attempts.c.number)
    began: dict[str, list[int]] = defaultdict(list)
    with at.inside.database.read() as conn:
        for row in conn.execute(asked):
            began[row.outbox_id].append(row.started_at)
    gaps = [(later - sooner) / 1000 for one in began.values() for sooner, later in pairwise(one)]
    firsts = [(one[1] - one[0]) / 1000 for one in began.values() if len(one) > 1]
    return {
        "tries_again": len(gaps),
        "backoff_s_max": round(max(gaps), 1) if gaps else None,
        "backoff_first_s_p50": round(statistics.median(firsts), 1) if firsts else None,
        "backoff_alike": int(len(firsts) < 2 or statistics.pstdev(firsts) < 0.1),
    }


ROW: Final = Row(
    "provider",
    ("F10",),
    run,
    full={"n": 40, "phase": 120.0, "black_out": 600.0},
    reduced={"n": 6, "phase": 12.0, "black_out": 45.0},
    limits=LIMITS,
    scales=("n",),
)
