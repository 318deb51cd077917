"""G figures of one period: cells of a cube, suppressed once, as every reader of every format sees them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.country import Country
from core.definitions import Indicator
from core.disclosure import K_RATINGS, Entry, nested, public_reason, rating_reason, suppress
from core.indicators import Figure, figure
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import Series, row


@dataclass(frozen=True, slots=True)
class RatingCell:
    """The sums of one place and one authority.

    `localities` counts the distinct ones its raters come from, `assisted` the ratings a relay helped with,
    which are not among the rest.
    """

    place: str
    authority: int
    numerator: float
    denominator: float
    weight2: float
    dont_know: int
    localities: int
    assisted: float = 0.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell and why it is hidden, if it is."""

    cell: RatingCell
    reason: str


def suppressed(cells: Iterable[RatingCell], country: Country) -> list[Shown]:
    """Every cell of an indicator and period, authority by authority: nothing hidden follows from the rest."""
    families: dict[int, dict[str, RatingCell]] = defaultdict(dict)
    for cell in cells:
        families[cell.authority][cell.place] = cell
    return [shown for family in families.values() for shown in _suppressed(family, country)]


def _suppressed(family: Mapping[str, RatingCell], country: Country) -> Iterable[Shown]:
    entries = {
        place: Entry(place, cell.denominator, rating_reason(cell.denominator, cell.weight2, cell.localities))
        for place, cell in family.items()
        if cell.denominator
    }
    hidden = suppress(*nested(entries, parents(entries, country), K_RATINGS))
    for place, cell in family.items():
        yield Shown(cell, hidden.get(place, "" if cell.denominator else "no data"))


def parents(places: Iterable[str], country: Country) -> dict[str, str]:
    """The unit in which each unit lies, by code; a region lies in the country."""
    found = ((place, country.gazetteer.get(place)) for place in places)
    return {place: unit.parent for place, unit in found if unit}


def rows(
    country: Country, indicator: Indicator, period: str, shown: Iterable[Shown], *, level: int, public: bool
) -> list[Row]:
    """The rows of one level. For the public a value needs thirty raters too."""
    gazetteer = country.gazetteer
    lines = []
    for each in shown:
        place = gazetteer.get(each.cell.place)
        if (place.level if place else 0) != level:
            continue
        told = figure_of(each, public=public)
        series = Series(
            indicator.id,
            indicator.name["fr"],
            period,
            str(each.cell.authority),
            extra=_beside(each.cell, told),
        )
        lines.append(row(country, place, series, told))
    return lines


def figure_of(shown: Shown, *, public: bool = False) -> Figure:
    cell = shown.cell
    reason = public_reason(shown.reason, cell.denominator, cell.localities) if public else shown.reason
    return figure(cell.numerator, cell.denominator, weight2=cell.weight2, reason=reason)


def _beside(cell: RatingCell, told: Figure) -> dict[str, float | None]:
    """What a table has no column for; hidden with its value."""
    if told.suppressed:
        return dict.fromkeys(("dont_know", "assisted_share"))
    return {
        "dont_know": _share(cell.dont_know, cell.denominator),
        "assisted_share": _share(cell.assisted, cell.denominator),
    }


def _share(part: float, rest: float) -> float:
    return round(part / (part + rest), 4)
