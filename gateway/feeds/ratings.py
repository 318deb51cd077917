"""G figures of one period: cells of a cube, suppressed once, as every reader of every format sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.country import Country
from core.definitions import Indicator
from core.disclosure import Entry, public_reason, rating_reason
from core.groups import ALL, ASSISTED, DIMENSIONS, belongs
from core.indicators import Figure, figure
from gateway.feeds import grouped
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import Series, row

OWN = frozenset({"sex", "age", "status"})
"""The dimensions that every row tells."""


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
    """

    cell: RatingCell
    reason: str
    hides_unsaid: bool = False
    hides_assisted: bool = False


def suppressed(cells: Iterable[RatingCell], country: Country) -> list[Shown]:
    """Every cell of an indicator and period, authority by authority: nothing hidden follows from the rest."""
    families: dict[int, dict[grouped.Key, RatingCell]] = defaultdict(dict)
    for cell in cells:
        families[cell.authority][cell.place, cell.group] = cell
    return [shown for family in families.values() for shown in _suppressed(family, country)]


def exposures(shown: Iterable[Shown], country: Country) -> list[str]:
    """The exact audit of a suppressed table (P58): the names of what is not hidden well."""
    families: dict[int, dict[grouped.Key, Shown]] = defaultdict(dict)
    for each in shown:
        families[each.cell.authority][each.cell.place, each.cell.group] = each
    return [name for family in families.values() for name in _exposed(family, country)]


def _suppressed(family: Mapping[grouped.Key, RatingCell], country: Country) -> Iterable[Shown]:
    hidden = grouped.hidden(country, _entries(family))
    for key, cell in family.items():
        reason = hidden.get(grouped.name(key), "" if cell.denominator else "no data")
        beside = (grouped.name((cell.place, group)) in hidden for group in (grouped.UNSAID, ASSISTED))
        yield Shown(cell, reason, *beside)


def _exposed(family: Mapping[grouped.Key, Shown], country: Country) -> list[str]:
    why = {grouped.name(key): each.reason for key, each in family.items() if each.reason}
    why |= {
        grouped.name((each.cell.place, grouped.UNSAID)): "hidden"
        for each in family.values()
        if each.hides_unsaid
    }
    return grouped.audited(country, _entries({key: each.cell for key, each in family.items()}), why)


def _entries(family: Mapping[grouped.Key, RatingCell]) -> dict[grouped.Key, Entry]:
    return {
        key: Entry(
            grouped.name(key),
            cell.denominator,
            rating_reason(cell.denominator, cell.weight2, cell.localities),
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
    """The rows of one level: all together, and the groups of one dimension where one is asked for. For the
    public a value needs thirty raters too.
    """
    lines = []
    for each in shown:
        place, group = country.gazetteer.get(each.cell.place), each.cell.group
        if (place.level if place else 0) != level or not (group == ALL or (by and belongs(group, by))):
            continue
        told = figure_of(each, public=public)
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


def figure_of(shown: Shown, *, public: bool = False) -> Figure:
    cell = shown.cell
    reason = public_reason(shown.reason, cell.denominator, cell.localities) if public else shown.reason
    return figure(cell.numerator, cell.denominator, weight2=cell.weight2, reason=reason)


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
