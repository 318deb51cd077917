"""Where an indicator started, where it should be, and whether it is there (`indicators.md` §7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal, TypeVar

from core.definitions import Baseline, Direction, Indicator, Scope, Target
from core.indicators import Interval
from core.periods import bounds

Status = Literal["on_track", "at_risk", "off_track", "not_measurable"]
GATEWAY: Final = "gateway"
Scoped = TypeVar("Scoped", bound=Scope)
Knot = tuple[date, float]
"""A day, and where one is or should be on it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure is of. `places` are the unit and those that hold it, the nearest first."""

    places: tuple[str, ...]
    authority: str = ""
    series: str = ""
    group: str = ""


def last_day(when: str) -> date:
    """The last day of a year, a month, a quarter, a week or a day. Raises ValueError on anything else."""
    return date(int(when), 12, 31) if len(when) == len("2026") else bounds(when)[1]


def first_day(when: str) -> date:
    return date(int(when), 1, 1) if len(when) == len("2026") else bounds(when)[0]


def baseline_of(indicator: Indicator, unit: Unit) -> Baseline | None:
    """The baseline of the nearest unit that has one of this indicator itself; the latest of several."""
    known = [each for each in indicator.baseline if not each.about]
    return max(nearest(known, unit), key=lambda each: last_day(each.date), default=None)


def milestone(indicator: Indicator, unit: Unit, period: str, start: Baseline | None) -> float | None:
    """Where a unit should be in a period: its target, or on the line towards the next one (rule `linear`)."""
    targets = nearest(indicator.targets, unit)
    standing = next((each.value for each in targets if not each.period), None)
    named = sorted((each for each in targets if each.period), key=lambda each: last_day(each.period))
    of_period = next((each.value for each in reversed(named) if _holds(each, period)), None)
    if of_period is None and indicator.milestone == "linear":
        of_period = _on_the_line(_knots(start, named), last_day(period))
    return standing if of_period is None else of_period


def status(interval: Interval | None, aim: float, direction: Direction) -> Status:
    """Whether the whole interval has reached the milestone, holds it, or has missed it."""
    if interval is None:
        return "not_measurable"
    lower, upper = interval
    if lower >= aim if direction == "up" else upper <= aim:
        return "on_track"
    return "at_risk" if lower <= aim <= upper else "off_track"


def breaks_method(start: Baseline | None) -> bool:
    """Whether a baseline may be shown only: what was measured in another way cannot be subtracted."""
    return start is not None and start.method != GATEWAY


def nearest(known: Iterable[Scoped], unit: Unit) -> list[Scoped]:
    """Those that hold for a unit, of the nearest unit and the narrowest authority that has any."""
    fits = [each for each in known if _fits(each, unit)]
    closest = min((_distance(each, unit) for each in fits), default=None)
    return [each for each in fits if _distance(each, unit) == closest]


def _fits(each: Scope, unit: Unit) -> bool:
    said = (each.series, each.group) == (unit.series, unit.group)
    return said and each.authority in {"", unit.authority} and (not each.place or each.place in unit.places)


def _distance(each: Scope, unit: Unit) -> tuple[int, bool]:
    at = unit.places.index(each.place) if each.place else len(unit.places)
    return at, not each.authority


def _holds(target: Target, period: str) -> bool:
    """Whether a period lies in that of the target."""
    first, last = bounds(period)
    return first_day(target.period) <= first and last <= last_day(target.period)


def _knots(start: Baseline | None, targets: Iterable[Target]) -> list[Knot]:
    begun = [(last_day(start.date), start.value)] if start else []
    return [*begun, *((last_day(each.period), each.value) for each in targets)]


def _on_the_line(knots: Sequence[Knot], day: date) -> float | None:
    """Between two knots; after the last the last one stands, before the first there is none."""
    if knots and day >= knots[-1][0]:
        return knots[-1][1]
    return next(_between(knots, day), None)


def _between(knots: Sequence[Knot], day: date) -> Iterator[float]:
    for (begun, low), (until, high) in pairwise(knots):
        if begun <= day < until:
            yield low + (high - low) * (day - begun).days / (until - begun).days
