"""G12: whether what authorities call settled is so, as the people of a place say (`indicators.md` §3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.warning import Share


@dataclass(frozen=True, slots=True)
class Judged:
    """A closed case, and how many said in a quarter that it is settled, that it is not, or do not know.

    `people` are the pseudonyms of those who knew: never shown, only counted.
    """

    authority: int
    adm1: str | None
    yes: int
    no: int
    unknown: int = 0
    people: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def is_answered(self) -> bool:
        return self.yes + self.no > 0

    @property
    def is_settled(self) -> bool:
        """More than half of its answers say so."""
        return self.yes > self.no


def confirmed(cases: Iterable[Judged]) -> Share:
    """Of the closed cases with an answer, those that are settled."""
    answered = [case for case in cases if case.is_answered]
    people = frozenset[str]().union(*(case.people for case in answered))
    return Share(sum(case.is_settled for case in answered), len(answered), len(people))


def unsaid(cases: Iterable[Judged]) -> float | None:
    """The share of "ne sait pas" of all that was answered; None of nothing."""
    asked = list(cases)
    unknown = sum(case.unknown for case in asked)
    whole = unknown + sum(case.yes + case.no for case in asked)
    return round(unknown / whole, 4) if whole else None
