"""How well the warning works, E1 to E10, and whether authorities answer, G10 and G11 (`indicators.md` §9).

Plain rows in, plain numbers out. No exercise and no code 61, 62 or 00 is among the rows (`store.warning`).
What may be shown of a number is for `core.disclosure` to say.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from core.indicators import percentile
from core.reports import State
from core.survival import Median, Wait, median

PER: Final = 100_000
RESPONSE: Final = timedelta(days=30)
RUMOUR: Final = "44"
REACHED: Final[frozenset[State]] = frozenset({"corroborated", "verified"})
STATISTICS: Final[Mapping[str, float]] = {"median": 50, "p90": 90}
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """An incident. `reached`: it was corroborated or verified once, whatever it is now."""

    adm1: str | None
    code: str
    state: State
    reached: bool = False
    reporters: frozenset[str] = field(default_factory=frozenset, repr=False)


@dataclass(frozen=True, slots=True)
class Warned:
    """An alert and the state of its incident. `ack_seconds`: from raising to the first answer, if any."""

    adm1: str | None
    severity: int
    state: State
    ack_seconds: float | None = None
    reporters: frozenset[str] = field(default_factory=frozenset, repr=False)


@dataclass(frozen=True, slots=True)
class Referred:
    """What was asked of an authority, withdrawn ones left out."""

    authority: int
    adm1: str | None
    referred_at: datetime
    first_response_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        """A case is of the quarter in which its thirtieth day lies."""
        return self.referred_at + RESPONSE


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and how many distinct reporters stand behind the whole (what k counts); `apart`: and
    behind what of it lies in no unit within, where that is not as many as are counted.
    """

    part: int
    whole: int
    reporters: int = 0
    apart: int | None = None

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def rate(incidents: int, population: int) -> float:
    """E1: per 100 000 people. `population` > 0."""
    return PER * incidents / population


def flags(methods: Iterable[str]) -> Mapping[str, int]:
    """E2: anomaly flags by method, in the order of their names."""
    return dict(sorted(Counter(methods).items()))


def corroborated(events: Iterable[Event]) -> Share:
    """E3: of the incidents opened, those that were corroborated or verified."""
    opened = list(events)
    return Share(sum(_reached(each) for each in opened), len(opened), told_by(opened))


def delays(seconds: Sequence[float]) -> Mapping[str, float | None]:
    """E4 and E10: median and 90th percentile, in the unit given; None of nothing."""
    return {name: percentile(seconds, q) for name, q in STATISTICS.items()}


def precision(alerts: Iterable[Warned]) -> Share:
    """E5: of the alerts that were judged, those found true."""
    judged = [each for each in alerts if each.state in {"verified", "false"}]
    return Share(sum(each.state == "verified" for each in judged), len(judged), told_by(judged))


def rumours(events: Iterable[Event]) -> Share:
    """E6: of the incidents opened, those of code 44 or found false."""
    opened = list(events)
    heard = sum(each.code == RUMOUR or each.state == "false" for each in opened)
    return Share(heard, len(opened), told_by(opened))


def completeness(weeks: Iterable[tuple[int, int]]) -> Share:
    """E7: of the relays expected, those reporting. Each pair is (reporting, expected) of one cercle."""
    reporting, expected = 0, 0
    for told, awaited in weeks:
        reporting, expected = reporting + told, expected + awaited
    return Share(reporting, expected, expected)


def due(cases: Iterable[Referred], since: datetime, until: datetime) -> list[Referred]:
    """The cases of a period: those whose thirtieth day lies in it."""
    return [case for case in cases if since <= case.due_at < until]


def responses(cases: Iterable[Referred]) -> Share:
    """G10 and E8: of the cases referred, those with a first response within 30 days."""
    asked = list(cases)
    return Share(sum(_in_time(case) for case in asked), len(asked), len(asked))


def first_response(cases: Iterable[Referred], end: datetime) -> Median:
    """G11, in days: what waits still, or was answered after the period, waits until its end."""
    return median(_wait(case, end) for case in cases)


def voices(women: int, men: int, phones: int) -> Share:
    """E9: of the reports whose sender's sex is known, those from women; `phones` distinct ones told them."""
    return Share(women, women + men, phones)


def in_time(alerts: Iterable[Warned], within: Mapping[int, int]) -> Collection[Warned]:
    """The alerts answered within the seconds that their severity allows; any answer where none is set."""
    return [each for each in alerts if _answered_in_time(each, within)]


def _reached(event: Event) -> bool:
    return event.reached or event.state in REACHED


def told_by(rows: Iterable[Event | Warned]) -> int:
    """How many distinct people told of them."""
    return len(frozenset[str]().union(*(row.reporters for row in rows)))


def _in_time(case: Referred) -> bool:
    return case.first_response_at is not None and case.first_response_at <= case.due_at


def _wait(case: Referred, end: datetime) -> Wait:
    came = case.first_response_at is not None and case.first_response_at < end
    until = case.first_response_at if came and case.first_response_at else end
    return Wait((until - case.referred_at) / DAY, came)


def _answered_in_time(alert: Warned, within: Mapping[int, int]) -> bool:
    if alert.ack_seconds is None:
        return False
    limit = within.get(alert.severity)
    return limit is None or alert.ack_seconds <= limit
