"""What women and men answered, place by place, and which of these cells the cube itself shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.groups import ALL
from core.poststrat import Answers
from gateway.feeds.ratings import Shown

OF: Mapping[str, str] = {ALL: "", "sex:f": "f", "sex:m": "m"}
"""The groups that weights need, as they are called here."""
Key = tuple[str, str]
"""A place and a sex, empty for all."""
Answered = Mapping[Key, Answers]


@dataclass(frozen=True, slots=True)
class Strata:
    """The cells of one authority, and those of them that show."""

    told: Answered
    shown: frozenset[Key]


def of(cells: Iterable[Shown]) -> dict[int, Strata]:
    """By authority. A weighted share leans on nothing but what stands in the cube, by sex."""
    found: dict[int, dict[Key, Shown]] = defaultdict(dict)
    for each in cells:
        if each.cell.group in OF:
            found[each.cell.authority][each.cell.place, OF[each.cell.group]] = each
    return {authority: _strata(known) for authority, known in found.items()}


def _strata(known: Mapping[Key, Shown]) -> Strata:
    cells = {key: each.cell for key, each in known.items()}
    told = {key: Answers(round(cell.denominator), cell.numerator) for key, cell in cells.items()}
    return Strata(told, frozenset(key for key, each in known.items() if not each.reason))
