"""Whether a share has changed, and what may be called so (`indicators.md` §5.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import TypeVar

from core.indicators import NORMAL_FROM, Interval, wilson

FALSE_DISCOVERIES = 0.10
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Sample:
    """A share as it was measured: `share` of `size` effective answers (n_eff)."""

    share: float
    size: float


@dataclass(frozen=True, slots=True)
class Change:
    """What moved between two periods. `p` is two-sided, of the pooled test of two proportions."""

    difference: float
    lower: float
    upper: float
    p: float
    large_enough: bool

    @property
    def alone(self) -> bool:
        """Whether it would be a change if nothing else were compared: the interval excludes 0."""
        return self.large_enough and not self.lower <= 0 <= self.upper


def change(before: Sample, after: Sample) -> Change:
    """Newcombe's interval of the difference, from the two Wilson intervals."""
    lower, upper = newcombe(after, before)
    enough = min(before.size, after.size) >= NORMAL_FROM
    return Change(after.share - before.share, lower, upper, pooled_p(before, after), enough)


def newcombe(first: Sample, second: Sample) -> Interval:
    """The interval of `first` less `second`."""
    one, other = _wilson(first), _wilson(second)
    difference = first.share - second.share
    down = sqrt((first.share - one[0]) ** 2 + (other[1] - second.share) ** 2)
    up = sqrt((one[1] - first.share) ** 2 + (second.share - other[0]) ** 2)
    return difference - down, difference + up


def pooled_z(first: Sample, second: Sample) -> float:
    """0 where both are all or nothing: nothing can be told apart."""
    pooled = (first.share * first.size + second.share * second.size) / (first.size + second.size)
    spread = sqrt(pooled * (1 - pooled) * (1 / first.size + 1 / second.size))
    return (second.share - first.share) / spread if spread else 0.0


def pooled_p(first: Sample, second: Sample) -> float:
    return erfc(abs(pooled_z(first, second)) / sqrt(2))


def discoveries(p: Sequence[float], q: float = FALSE_DISCOVERIES) -> int:
    """How many of the smallest p are kept at this rate of false discoveries (Benjamini and Hochberg)."""
    ordered = sorted(p)
    kept = (rank for rank, each in enumerate(ordered, 1) if each <= q * rank / len(ordered))
    return max(kept, default=0)


def changed(compared: Mapping[Key, Change]) -> list[Key]:
    """Those that may be called a change, in the order given, when all were looked at together."""
    possible = {key: each.p for key, each in compared.items() if each.large_enough}
    kept = discoveries(list(possible.values()))
    limit = sorted(possible.values())[kept - 1] if kept else -1.0
    return [key for key, each in compared.items() if each.alone and each.p <= limit]


def _wilson(sample: Sample) -> Interval:
    return wilson(sample.share * sample.size, sample.size)
