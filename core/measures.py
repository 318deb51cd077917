"""What an answer of a rating measures, as the definitions of the country say it (`indicators.md` §3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from core.definitions import Indicator

DONT_KNOW: Final = 9
"""The mark for "ne sait pas": kept, and in no denominator."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The marks that count as y = 1 for an indicator, and those of its denominator."""

    indicator: str
    counted: frozenset[int]
    valid: frozenset[int]


Measures = Mapping[str, Measured]
"""By the name of the answer: `core`, `g2`, `g8n`."""


def measures(indicators: Iterable[Indicator]) -> dict[str, Measured]:
    """Of all that are rated: one line of `indicators.yaml` adds one."""
    rated = (each for each in indicators if each.formula == "proportion")
    return {each.item: Measured(each.id, _marks(each.counts_as_one), _marks(each.answers)) for each in rated}


def _marks(written: Iterable[str]) -> frozenset[int]:
    return frozenset(int(mark) for mark in written)
