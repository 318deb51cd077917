"""What a text tells beside its subject: when, how many dead and hurt, who says so, how grave."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.reports import Basis, Occurred
from workers.basis import told
from workers.casualties import DEAD, casualties
from workers.headcount import CHILD, counts_people
from workers.lexicon import Hit
from workers.numerals import Number
from workers.spelling import Word
from workers.when import occurred

_ABDUCTED = frozenset({"kidnapping", "take"})
_FLIGHT = frozenset({"flee", "displaced", "arrive"})
_BY_PEOPLE = frozenset({"11", "12", "13", "14", "21", "22", "23", "31", "32", "33", "41", "43", "52"})
_REACH = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """`killed` and `injured` are lower bounds, None when nothing was said.

    `child`: a child killed or abducted, by people or by a weapon. `displaced`: mass displacement.
    """

    occurred: Occurred = "unknown"
    killed: int | None = None
    injured: int | None = None
    hearsay: bool | None = None
    basis: Basis = "unknown"
    child: bool = False
    displaced: bool = False


def facts(
    words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number], *, code: str | None, mass: int
) -> Facts:
    """What the text tells beside its subject. `mass`: from so many people on, flight is mass displacement."""
    hearsay, basis = told(words, hits, code)
    killed, injured = casualties(words, hits, numbers)
    return Facts(
        occurred=occurred(words, hits, numbers, code, hearsay=hearsay is True),
        killed=killed,
        injured=injured,
        hearsay=hearsay,
        basis=basis,
        child=code in _BY_PEOPLE and _child(hits),
        displaced=_mass(hits, counts_people(words, hits, numbers), mass),
    )


def _child(hits: Sequence[Hit]) -> bool:
    """A child named beside a death or an abduction."""
    grave = [hit for hit in hits if hit.form.concept in DEAD | _ABDUCTED and not hit.missing]
    children = [hit for hit in hits if hit.form.concept in CHILD]
    return any(abs(child.start - hit.start) <= _REACH for child in children for hit in grave)


def _mass(hits: Sequence[Hit], numbers: Sequence[Number], mass: int) -> bool:
    said = {hit.form.concept for hit in hits}
    if not said & _FLIGHT:
        return False
    money = {hit.start for hit in hits if hit.form.concept == "sign_money" and "money" in said}
    return "whole_place" in said or any(
        number.value >= mass and number.start not in money for number in numbers
    )
