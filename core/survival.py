"""How long one waits while some still wait: Kaplan-Meier, and the median's interval (`indicators.md` §5.2).

Variance after Greenwood; the interval of the median is Brookmeyer and Crowley's on the scale log(-log S).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from core.indicators import ROUNDING_NOISE, Interval, Z

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing waited for: so many days until it came, or until nobody looks any more (`came` False)."""

    days: float
    came: bool


@dataclass(frozen=True, slots=True)
class Step:
    """S after `day`, a day on which something came; `lower` and `upper` hold it at 95 %."""

    day: float
    share: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Median:
    """The first day with S ≤ 0.5. None: not reached; a bound that is None is open."""

    day: float | None
    lower: float | None
    upper: float | None


def curve(waits: Iterable[Wait]) -> list[Step]:
    """S after each day on which something came. Who leaves on such a day was still there on it."""
    return list(_steps(sorted(waits, key=lambda wait: (wait.days, not wait.came))))


def median(waits: Iterable[Wait]) -> Median:
    steps = curve(waits)
    return Median(
        _first(steps, [step.share for step in steps]),
        _first(steps, [step.lower for step in steps]),
        _first(steps, [step.upper for step in steps]),
    )


def _steps(waits: Sequence[Wait]) -> Iterator[Step]:
    share, greenwood = 1.0, 0.0
    for day in sorted({wait.days for wait in waits if wait.came}):
        there = sum(wait.days >= day for wait in waits)
        came = sum(wait.came and wait.days == day for wait in waits)
        share *= 1 - came / there
        if there > came:
            greenwood += came / (there * (there - came))
        yield Step(day, share, *_interval(share, greenwood))


def _interval(share: float, greenwood: float) -> Interval:
    """On the scale log(-log S). At S = 0 the scale ends: the lower bound is there, the upper is not known."""
    if share == 0:
        return 0.0, 1.0
    half = Z * sqrt(greenwood) / -log(share)
    middle = log(-log(share))
    return exp(-exp(middle + half)), exp(-exp(middle - half))


def _first(steps: Sequence[Step], curve_: Sequence[float]) -> float | None:
    return next(
        (step.day for step, at in zip(steps, curve_, strict=True) if at <= HALF + ROUNDING_NOISE), None
    )
