"""When it happened, how many are dead or hurt, who says so, whether a child or a whole place is concerned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from core.reports import Basis, Occurred
from workers.lexicon import Hit
from workers.numerals import Number
from workers.signs import is_age
from workers.spelling import Word

PLURAL = 2
"""A plural without a number is two (`taxonomy.md` §5)."""
_DEAD = frozenset({"kill", "death"})
_HURT = frozenset({"wounded"})
_ABDUCTED = frozenset({"kidnapping", "take"})
_CHILD = frozenset({"child", "girl", "sign_age"})
_NAMED = "people person woman women man young family herder farmer soldier gendarme police"
_PEOPLE = frozenset(_NAMED.split()) | _CHILD
_LIVESTOCK = frozenset({"cattle", "sheep", "goat", "camel", "donkey"})
_FLIGHT = frozenset({"flee", "displaced", "arrive"})
_LASTING = frozenset({"15", "32", "54", "71", "72", "73"})
"""What *depuis deux mois* says is going on still; of other codes it says how long ago it was."""
_BY_PEOPLE = frozenset({"11", "12", "13", "14", "21", "22", "23", "31", "32", "33", "41", "43", "52"})
_DAYS = "jour jours jr mois moi an ans annee annees semaine semaines tile kalo san lere"
_HOURS = frozenset({"heure", "heures", "h"})
_MINUTES = frozenset({"mn", "minute", "minutes", "min"})
_TIME = frozenset(_DAYS.split()) | _HOURS | _MINUTES
_AMOUNTS = "km kilometre kilometres f fr frs fcfa cfa franc francs mil mille million millions eme fois"
_UNCOUNTED = _TIME | frozenset(_AMOUNTS.split()) | {"cercle", "commune"}
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
    counted = [number for number in numbers if not _is_other(words, number, hits)]
    hearsay, basis = told(hits)
    return Facts(
        occurred=occurred(words, hits, numbers, code),
        killed=_casualties(words, hits, counted, _DEAD),
        injured=_casualties(words, hits, counted, _HURT),
        hearsay=hearsay,
        basis=basis,
        child=code in _BY_PEOPLE and _child(hits),
        displaced=_mass(hits, numbers, mass),
    )


def occurred(
    words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number], code: str | None
) -> Occurred:
    """The most recent of the times told; a habit or tomorrow is none (`languages.md` §13)."""
    days = [hit for hit in hits if hit.form.concept.startswith("day_")]
    whole = [hit for hit in days if not _covered(hit, days)]
    named = {hit.form.concept.removeprefix("day_") for hit in whole}
    named.update(_ago(words, [hit for hit in whole if hit.form.concept == "day_ago"], numbers, code))
    return next((each for each in get_args(Occurred) if each in named), "unknown")


def _covered(hit: Hit, others: Sequence[Hit]) -> bool:
    """*hier* inside *avant-hier*."""
    length = hit.end - hit.start
    return any(o.start <= hit.start and hit.end <= o.end and o.end - o.start > length for o in others)


def _ago(
    words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number], code: str | None
) -> Iterator[str]:
    """*il y a 3 jours*, *depuis 2 mois*, *tile naani*."""
    for number in numbers:
        following = words[number.end].key if number.end < len(words) else ""
        near = [hit for hit in hits if hit.end == number.start or hit.start == number.start - 1]
        if not near or not (following in _TIME or near[0].form.language == "bm"):
            continue
        if following in _MINUTES:
            yield "now"
        elif following in _HOURS:
            yield "today"
        elif near[0].written.lower() in {"depuis", "dpui", "depui", "kabini"} and code in _LASTING:
            yield "now"
        elif number.value > 1 or following not in {"jour"}:
            yield "earlier"


def told(hits: Sequence[Hit]) -> tuple[bool | None, Basis]:
    """Hearsay when somebody else told it; seen or suffered when the sender says so; else unknown."""
    said = {hit.form.concept for hit in hits}
    if "hearsay" in said:
        return True, "hearsay"
    if "seen" in said:
        return False, "eyewitness"
    return (False, "victim") if "first_person" in said else (None, "unknown")


def _is_other(words: Sequence[Word], number: Number, hits: Sequence[Hit]) -> bool:
    """A number of hours, francs, years or animals, which counts no victim."""
    following = words[number.end].key if number.end < len(words) else ""
    before = words[number.start - 1].key if number.start else ""
    animals = any(
        hit.form.concept in _LIVESTOCK and hit.start in {number.end, number.end + 1} for hit in hits
    )
    herd = any(hit.form.concept in _LIVESTOCK and hit.end == number.start for hit in hits)
    return (
        following in _UNCOUNTED
        or before in _TIME
        or animals
        or herd
        or is_age(words, number)
        or number.value == 0
    )


def _casualties(
    words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number], concepts: frozenset[str]
) -> int | None:
    mine = [hit for hit in hits if hit.form.concept in concepts and _is_casualty(hit, hits, numbers)]
    others = [hit for hit in hits if hit.form.concept in (_DEAD | _HURT)]
    if not mine:
        return None
    told_numbers = [number.value for number in numbers if _owner(words, number, others, numbers) in mine]
    if told_numbers:
        return max(told_numbers)
    if all(hit.missing for hit in mine):
        return 0
    return max(_without_number(hit, hits) for hit in mine)


def _is_casualty(hit: Hit, hits: Sequence[Hit], numbers: Sequence[Number]) -> bool:
    """A cue counts behind a person or a number: *sara* is died, and also paid. Animals are not counted."""
    if any(other.form.concept in _LIVESTOCK and 0 <= other.start - hit.end < 3 for other in hits):
        return any(number.end == hit.start for number in numbers)
    if not hit.form.cue:
        return True
    people = any(other.form.concept in _PEOPLE and 0 <= hit.start - other.end <= 1 for other in hits)
    return people or any(number.end == hit.start for number in numbers)


def _owner(
    words: Sequence[Word], number: Number, casualties: Sequence[Hit], numbers: Sequence[Number]
) -> Hit | None:
    """The word of death or wounds that a number counts: the next one, else the one before it."""
    starts = {other.start for other in numbers}
    for at in range(number.end, min(number.end + _REACH, len(words))):
        if at in starts:
            break
        if found := next((hit for hit in casualties if hit.start == at), None):
            return found
    ends = {other.end for other in numbers}
    for at in range(number.start, max(number.start - _REACH, 0), -1):
        if at in ends:
            return None
        if found := next((hit for hit in casualties if hit.end == at), None):
            return found
    return None


def _without_number(hit: Hit, hits: Sequence[Hit]) -> int:
    """Two for a plural (*des morts*, *mɔgɔ caman*), else one."""
    many = any(other.form.concept == "many" and 0 <= hit.start - other.end <= 1 for other in hits)
    written = hit.written.lower()
    plural = written.endswith("s") and hit.form.language == "fr" and len(written) > 4
    crowd = any(
        other.form.concept in _PEOPLE and other.end == hit.start and other.written.endswith("w")
        for other in hits
    )
    return PLURAL if many or plural or crowd else 1


def _child(hits: Sequence[Hit]) -> bool:
    """A child named beside a death or an abduction."""
    grave = [hit for hit in hits if hit.form.concept in _DEAD | _ABDUCTED and not hit.missing]
    children = [hit for hit in hits if hit.form.concept in _CHILD]
    return any(abs(child.start - hit.start) <= _REACH for child in children for hit in grave)


def _mass(hits: Sequence[Hit], numbers: Sequence[Number], mass: int) -> bool:
    said = {hit.form.concept for hit in hits}
    if not said & _FLIGHT:
        return False
    money = {hit.start for hit in hits if hit.form.concept == "sign_money" and "money" in said}
    return "whole_place" in said or any(
        number.value >= mass and number.start not in money for number in numbers
    )
