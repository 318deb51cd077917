"""What women and men answered, place by place, and which of these cells may be shown beside one another.

Units within units, and in each of them women, men and who did not say, are suppressed as one table (P58).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.country import Country
from core.disclosure import K_RATINGS, Entry, Sum, nested, rating_reason, suppress
from core.groups import ALL
from core.poststrat import Answers
from gateway.feeds.ratings import parents
from store.cells import Cell

OF: Mapping[str, str] = {ALL: "", "sex:f": "f", "sex:m": "m"}
"""The groups that weights need, as they are called here."""
Key = tuple[str, str]
"""A place and a sex, empty for all."""
Answered = Mapping[Key, Answers]


@dataclass(frozen=True, slots=True)
class Strata:
    """The cells of one authority, and those of them that may be shown."""

    told: Answered
    shown: frozenset[Key]


def of(
    country: Country,
    cells: Iterable[Cell],
    members: Mapping[tuple[str, int, str], Mapping[str, int]],
    shown: Collection[tuple[str, int]],
) -> dict[int, Strata]:
    """By authority. `members` are the localities of each cell, `shown` the cells of all that show."""
    found: dict[int, dict[Key, Cell]] = defaultdict(dict)
    for cell in cells:
        if cell.group in OF:
            found[cell.authority][cell.place, OF[cell.group]] = cell
    return {authority: _strata(country, cells_, members, shown) for authority, cells_ in found.items()}


def _strata(
    country: Country,
    cells: Mapping[Key, Cell],
    members: Mapping[tuple[str, int, str], Mapping[str, int]],
    shown: Collection[tuple[str, int]],
) -> Strata:
    told = {key: Answers(round(cell.denominator), cell.numerator) for key, cell in cells.items()}
    entries = {}
    for key, cell in cells.items():
        known = len(members.get((cell.place, cell.authority, cell.group), ()))
        reason = rating_reason(cell.denominator, cell.weight2, known)
        if cell.denominator:
            entries[key] = Entry("/".join(key), cell.denominator, reason)
    hidden = suppress(*_bound(country, entries))
    open_ = {key for key, cell in cells.items() if (cell.place, cell.authority) in shown}
    return Strata(
        told, frozenset(key for key, each in entries.items() if key in open_ and each.key not in hidden)
    )


def _bound(country: Country, table: Mapping[Key, Entry]) -> tuple[list[Entry], list[Sum]]:
    """All entries and the sums that bind them."""
    entries, sums = [], []
    for sex in OF.values():
        family = {entry.key: entry for (_, of_), entry in table.items() if of_ == sex}
        places = parents((place for place, of_ in table if of_ == sex), country)
        above = {f"{place}/{sex}": f"{unit}/{sex}" for place, unit in places.items()}
        found, bound = nested(family, above, K_RATINGS)
        entries += found
        sums += bound
    for place in {place for place, sex in table if not sex}:
        for more, total in _by_sex(place, table):
            entries += more
            sums.append(total)
    return entries, sums


def _by_sex(place: str, table: Mapping[Key, Entry]) -> Iterator[tuple[list[Entry], Sum]]:
    """Women, men, and who did not say make all."""
    whole, parts = table[place, ""], [table[place, sex] for sex in ("f", "m") if (place, sex) in table]
    if not parts:
        return
    rest = whole.n - sum(part.n for part in parts)
    reason = f"k<{K_RATINGS}" if rest < K_RATINGS else ""
    unsaid = [Entry(f"{place}/unsaid", rest, reason, silent=True)] if rest > 0 else []
    yield unsaid, Sum(whole.key, tuple(entry.key for entry in (*parts, *unsaid)))
