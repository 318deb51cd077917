"""When it happened: now, today, yesterday, earlier or unknown (`languages.md` §13, `taxonomy.md` §6)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import get_args

from core.reports import Occurred
from core.text import plain_digits
from workers.lasting import LASTING, THREAT, goes_on
from workers.lexicon import Hit
from workers.numerals import Number
from workers.spelling import Word, sounds, word_set

_DAY = word_set("jour jours jr jrs j tile")
_LONGER = word_set(
    "semaine semaines semain mois moi an ans annee annees dogokun dogokunw kalo kalow san sanw"
)
_HOURS = word_set("heure heures heur h lere")
_MINUTES = word_set("mn mns min minute minutes minit miniti")
_DAY_HOURS = 24
_IN_FRONT = word_set("tile dogokun kalo san lere miniti")
"""Units that stand before their number: *tile saba*."""
_GLUED = re.compile(r"(\d{1,3})(mns?|min|h|heures?|j|jrs?|jours?|mois|ans?)")
_ABOUT = word_set("environ plus de presque deja au moins pres peut etre a peu pendant")
_ALREADY = word_set("que ke deja dja depuis dpui depui passe passes temenen")
_AFTER = word_set("dans ds apres apre")
_MONTHS = word_set(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janv fev sept oct nov dec",
)
_YEAR_AFTER = word_set("en depuis depui dpui kabini san")
_DATE_AFTER = word_set("le du ce au")
_FAIR = word_set("foire marche avant avan jusqu jusque chaque chak tous tout toutes tou sani")
_NEXT = word_set("prochain prochaine prochin o nataa nata")
_WILL = word_set("va vont doit doivent aura")
_NAMED_ONCE = word_set("salon kunasini recemment dernierement")
_GONE = frozenset({"14", "23"})
"""*Depuis, pas de nouvelles*: who is missed has been gone for a while."""
_GRIEVANCES = frozenset({"15", "32", "42", "54", "71", "72", "73"})
"""What *depuis deux mois* says is going on still; of other codes it says how long ago it was."""


_LATEST_FIRST: tuple[Occurred, ...] = get_args(Occurred)


def occurred(
    words: Sequence[Word],
    hits: Sequence[Hit],
    numbers: Sequence[Number],
    code: str | None,
    *,
    hearsay: bool = False,
) -> Occurred:
    """The most recent of the times told; without one, now when the text tells of something that goes on.

    A habit and tomorrow are no occurrence, and a threat has none. `code`: the best guess.
    """
    days = _days(words, hits, numbers)
    named = {hit.form.concept.removeprefix("day_") for hit in days}
    named.update(_dates(words), _spans(words, days, numbers, code))
    found: Occurred = next((each for each in _LATEST_FIRST if each in named), "unknown")
    if found != "unknown" and "since" not in named:
        return found
    still = goes_on(words, hits, code, hearsay=hearsay, planned="none" in named)
    if "since" in named and code in _GONE and found == "unknown":
        return "earlier"
    if "since" in named and _still(found, code, goes_on=still):
        return "now"
    if found != "unknown" or not still:
        return found
    return "now" if "habit" not in named or code in _GRIEVANCES else "unknown"


def _still(found: str, code: str | None, *, goes_on: bool) -> bool:
    """*Rien ne rentre depuis lundi* goes on; *disparu depuis lundi*, *trois morts depuis hier* do not."""
    if found in {"earlier", "unknown"}:
        return goes_on or code in _GRIEVANCES
    return goes_on and code not in LASTING


def _days(words: Sequence[Word], hits: Sequence[Hit], numbers: Sequence[Number]) -> list[Hit]:
    """The words of time that stand for themselves: no *hier* inside *avant-hier*, no *bi* of *bi naani*."""
    days = [hit for hit in hits if hit.form.concept.startswith("day_")]
    tens = [number for number in numbers if number.said and number.end - number.start > 1]
    keys = [word.key for word in words]
    return [
        hit
        for hit in days
        if not (any(n.start <= hit.start < n.end for n in tens) or _covered(hit, days) or _no_day(hit, keys))
    ]


def _covered(hit: Hit, others: Sequence[Hit]) -> bool:
    length = hit.end - hit.start
    return any(o.start <= hit.start and hit.end <= o.end and o.end - o.start > length for o in others)


def _no_day(hit: Hit, keys: Sequence[str]) -> bool:
    """*Foire de mardi* is a place, *avant lundi* a term, *ils vont venir lundi* a threat."""
    if hit.form.concept != "day_earlier" or hit.end - hit.start > 1 or keys[hit.start] in _NAMED_ONCE:
        return False
    before = keys[max(0, hit.start - 5) : hit.start]
    if not _FAIR.isdisjoint(before[-2:]) or not _NEXT.isdisjoint(keys[hit.end : hit.end + 1]):
        return True
    return not _WILL.isdisjoint(before) or ("be", "na") in pairwise(before)


def _dates(words: Sequence[Word]) -> Iterator[str]:
    """`le 12 mars`, `le 12/03`, `depuis 2012`: earlier, because nobody writes the date of today."""
    digits = [plain_digits(word.key) if word.key.isdecimal() else "" for word in words]
    for at, written in enumerate(digits):
        if not written:
            continue
        before = words[at - 1].key if at else ""
        behind = words[at + 1].key if at + 1 < len(words) else ""
        year = len(written) == 4 and written[:2] in {"19", "20"} and before in _YEAR_AFTER
        day = len(written) <= 2 and behind in _MONTHS
        if year or day or (before in _DATE_AFTER and _is_slashed(words, digits, at)):
            yield "earlier"


def _is_slashed(words: Sequence[Word], digits: Sequence[str], at: int) -> bool:
    if at + 1 >= len(words) or not digits[at + 1] or max(map(len, digits[at : at + 2])) > 2:
        return False
    joined = words[at + 1].start - words[at].end == 1
    return joined and int(digits[at]) <= 31 and int(digits[at + 1]) <= 12


def _spans(
    words: Sequence[Word], days: Sequence[Hit], numbers: Sequence[Number], code: str | None
) -> Iterator[str]:
    """`il y a 3 jours`, `3 jours que`, `depuis 2 mois`, `20mn`, `tile naani`: how long ago, and `since`."""
    ago = frozenset(hit.end for hit in days if hit.form.concept in {"day_ago", "day_since"})
    if any(hit.form.concept == "day_since" for hit in days):
        yield "since"
    for number in numbers:
        unit, end = _unit(words, number)
        if unit and _is_past(words, number, unit, end, ago) and not _is_ahead(words, number, end, code):
            yield _how_long(number.value, unit)
    for at, word in enumerate(words):
        glued = _GLUED.fullmatch(plain_digits(word.key)) if word.key[:1].isdecimal() else None
        if glued and _leads(words, at, ago):
            yield _how_long(int(glued[1]), glued[2])


def _unit(words: Sequence[Word], number: Number) -> tuple[str, int]:
    """The unit of time that a number counts, and where the span ends."""
    behind = words[number.end].key if number.end < len(words) else ""
    if behind in _DAY or behind in _LONGER or behind in _HOURS or behind in _MINUTES:
        return behind, number.end + 1
    before = sounds(words[number.start - 1].text)[0] if number.start and words[number.start - 1].key else ""
    return (before, number.end) if before in _IN_FRONT else ("", number.end)


def _is_past(words: Sequence[Word], number: Number, unit: str, end: int, ago: frozenset[int]) -> bool:
    follows = end < len(words) and words[end].key in _ALREADY
    return follows or unit in _IN_FRONT or _leads(words, number.start, ago)


def _leads(words: Sequence[Word], start: int, ago: frozenset[int]) -> bool:
    """`il y a` right in front, or with `environ` and the like between."""
    for at in range(start, max(-1, start - 4), -1):
        if at in ago:
            return True
        if at and words[at - 1].key not in _ABOUT:
            return False
    return False


def _is_ahead(words: Sequence[Word], number: Number, end: int, code: str | None) -> bool:
    """`dans 3 jours`, `tile fila kɔfɛ`, and the term that a threat sets: no time past."""
    before = words[number.start - 1].key if number.start else ""
    behind = words[end].key if end < len(words) else ""
    return before in _AFTER or behind == "kofe" or (behind == "kono" and code == THREAT)


def _how_long(value: int, unit: str) -> str:
    if unit in _MINUTES:
        return "now"
    hours = value if unit in _HOURS else value * _DAY_HOURS
    if unit in _LONGER or hours > _DAY_HOURS:
        return "earlier"
    return "yesterday" if hours == _DAY_HOURS else "today"
