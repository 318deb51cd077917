"""G figures of one period: cells of a cube, suppressed once, as every reader of every format sees them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from core.country import Country
from core.definitions import Indicator
from core.disclosure import FINEST_LEVEL, K_PUBLIC, SECONDARY, Entry, public_reason, rating_reason
from core.groups import ALL, ASSISTED, DIMENSIONS, belongs
from core.indicators import Figure, figure
from gateway.feeds import grouped
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import Series, row

OWN = frozenset({"sex", "age", "status"})
"""The dimensions that every row tells."""
REFUSED: Final = f"raters<{K_PUBLIC}"
Table = Mapping[grouped.Key, "Shown"]
"""The cells of one authority, by place and group."""


@dataclass(frozen=True, slots=True)
class RatingCell:
    """The sums of one place, one authority and one group.

    `localities` counts the distinct ones its raters come from, `assisted` the ratings a relay helped with,
    which are not among the rest. `unsaid` did not say which sex; None where nobody was asked.
    """

    place: str
    authority: int
    numerator: float
    denominator: float
    weight2: float
    dont_know: int
    localities: int
    assisted: float = 0.0
    group: str = ALL
    unsaid: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell and why it is hidden, if it is; `hides_unsaid`: so is how many did not say which sex;
    `hides_assisted`: and how many a relay helped.

    `refused` and what follows are the same for the public, from whom everything is hidden until its own table
    is made.
    """

    cell: RatingCell
    reason: str
    hides_unsaid: bool = False
    hides_assisted: bool = False
    refused: str = REFUSED
    refuses_unsaid: bool = True
    refuses_assisted: bool = True


def suppressed(cells: Iterable[RatingCell], country: Country) -> list[Shown]:
    """Every cell of an indicator and period, authority by authority: nothing hidden follows from the rest,
    nor does what the public is not shown follow from what it is.
    """
    families: dict[int, dict[grouped.Key, RatingCell]] = defaultdict(dict)
    for cell in cells:
        families[cell.authority][cell.place, cell.group] = cell
    tables = (_suppressed(family, country) for family in families.values())
    return [shown for table in tables for shown in _refused(table, country)]


def exposures(shown: Iterable[Shown], country: Country) -> list[str]:
    """The exact audit of a suppressed table, and of what the public sees of it (P58): the names of what is
    not hidden well.
    """
    families: dict[int, dict[grouped.Key, Shown]] = defaultdict(dict)
    for each in shown:
        families[each.cell.authority][each.cell.place, each.cell.group] = each
    return [name for family in families.values() for name in _exposed(family, country)]


def published(shown: Iterable[Shown]) -> list[Shown]:
    """The same cells as the public sees them."""
    return [
        replace(
            each,
            reason=each.refused,
            hides_unsaid=each.refuses_unsaid,
            hides_assisted=each.refuses_assisted,
        )
        for each in shown
    ]


def _suppressed(family: Mapping[grouped.Key, RatingCell], country: Country) -> dict[grouped.Key, Shown]:
    hidden = grouped.hidden(country, _entries(family))
    return {
        key: Shown(
            cell,
            hidden.get(grouped.name(key), "" if cell.denominator else "no data"),
            _unsaid(cell) in hidden,
            _assisted(cell) in hidden,
        )
        for key, cell in family.items()
    }


def _refused(table: Table, country: Country) -> Iterator[Shown]:
    """Every cell with why the public does not see it: what is hidden from everyone, what has too few raters,
    and what would give these away in the table of its levels.
    """
    entries = _public_entries(table, country)
    hidden = grouped.hidden(country, entries, K_PUBLIC)
    for key, each in table.items():
        told = key in entries and not each.reason
        reason = hidden.get(grouped.name(key), "") if told else each.reason or REFUSED
        yield replace(
            each,
            refused=reason,
            refuses_unsaid=each.hides_unsaid or _unsaid(each.cell) in hidden,
            refuses_assisted=each.hides_assisted or _assisted(each.cell) in hidden,
        )


def _exposed(table: Table, country: Country) -> list[str]:
    found = grouped.audited(country, _entries({key: each.cell for key, each in table.items()}), _why(table))
    seen = dict(zip(table, published(table.values()), strict=True))
    entries = _public_entries(table, country)
    return [*found, *grouped.audited(country, entries, _why(seen), K_PUBLIC)]


def _why(table: Table) -> dict[str, str]:
    """What is hidden, by its name, with those who did not say which sex."""
    why = {grouped.name(key): each.reason for key, each in table.items() if each.reason}
    return why | {_unsaid(each.cell): SECONDARY for each in table.values() if each.hides_unsaid}


def _unsaid(cell: RatingCell) -> str:
    return grouped.name((cell.place, grouped.UNSAID))


def _assisted(cell: RatingCell) -> str:
    return grouped.name((cell.place, ASSISTED))


def _public_entries(table: Table, country: Country) -> dict[grouped.Key, Entry]:
    """The cells of the levels that are public, each hidden if it is for all or has too few raters."""
    entries = {
        key: replace(entry, reason=public_reason(table[key].reason, entry.n, table[key].cell.localities))
        for key, entry in _entries({key: each.cell for key, each in table.items()}).items()
        if _level(country, key[0]) <= FINEST_LEVEL["public"]
    }
    dark = ((key, entry) for key, entry in grouped.unsaid(entries).items() if table[key[0], ALL].hides_unsaid)
    return entries | {key: replace(entry, reason=SECONDARY) for key, entry in dark}


def _level(country: Country, place: str) -> int:
    unit = country.gazetteer.get(place)
    return unit.level if unit else 0


def _entries(family: Mapping[grouped.Key, RatingCell]) -> dict[grouped.Key, Entry]:
    """Every cell that somebody answered in: where nobody did, there is no row, so one is known of each."""
    return {
        key: Entry(
            grouped.name(key),
            cell.denominator,
            rating_reason(cell.denominator, cell.weight2, cell.localities),
            least=1.0,
        )
        for key, cell in family.items()
        if cell.denominator
    }


def parents(places: Iterable[str], country: Country) -> dict[str, str]:
    """The unit in which each unit lies, by code; a region lies in the country."""
    found = ((place, country.gazetteer.get(place)) for place in places)
    return {place: unit.parent for place, unit in found if unit}


def rows(
    country: Country,
    indicator: Indicator,
    period: str,
    shown: Iterable[Shown],
    *,
    level: int,
    public: bool,
    by: str | None = None,
) -> list[Row]:
    """The rows of one level: all together, and the groups of one dimension where one is asked for."""
    lines = []
    for each in published(shown) if public else shown:
        place, group = country.gazetteer.get(each.cell.place), each.cell.group
        if _level(country, each.cell.place) != level or not (group == ALL or (by and belongs(group, by))):
            continue
        told = figure_of(each)
        extra = {**_beside(each, told), **_named(group, by)}
        series = Series(indicator.id, indicator.name["fr"], period, str(each.cell.authority), extra=extra)
        lines.append(row(country, place, series, told))
    return lines


def _named(group: str, by: str | None) -> dict[str, str]:
    """Sex, age and status have columns of their own."""
    if by is None:
        return {}
    value = ALL if group == ALL else group.removeprefix(DIMENSIONS[by]) or by
    return {"by": by, "group": value} | ({by: value} if by in OWN else {})


def figure_of(shown: Shown) -> Figure:
    cell = shown.cell
    return figure(cell.numerator, cell.denominator, weight2=cell.weight2, reason=shown.reason)


def _beside(shown: Shown, told: Figure) -> dict[str, float | None]:
    """What a table has no column for; hidden with its value."""
    cell = shown.cell
    if told.suppressed:
        return dict.fromkeys(("dont_know", "assisted_share", "sex_missing"))
    unsaid = None if shown.hides_unsaid or cell.unsaid is None else cell.unsaid / cell.denominator
    return {
        "dont_know": _share(cell.dont_know, cell.denominator),
        "assisted_share": None if shown.hides_assisted else _share(cell.assisted, cell.denominator),
        "sex_missing": None if unsaid is None else round(unsaid, 4),
    }


def _share(part: float, rest: float) -> float:
    return round(part / (part + rest), 4)
