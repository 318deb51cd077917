"""Ratings that may be made public by name: referred, told in a bulletin, at an interface meeting (P56, P58).

Of whatever unit, from thirty raters of three localities. Whoever hears of them reads the public feed too:
what it does not show of the regions must not follow from what is told of their cercles and communes. So all
of them are one table, whose regions stay as the feed has them. It is a part of the cube that no question can
name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from core.country import Country
from core.definitions import Indicator
from core.disclosure import (
    FINEST_LEVEL,
    K_PUBLIC,
    K_RATINGS,
    Entry,
    Sum,
    exposures,
    nested,
    public_reason,
    suppress,
)
from core.groups import ALL
from core.referrals import Office
from gateway.feeds import ratings
from gateway.feeds.csvtable import Row
from gateway.feeds.ratings import Shown
from gateway.feeds.shapes import Series, finest, row

PART: Final = "publishable"
"""Of a cube. No `Cut` bears this name."""
Table = Mapping[str, Shown]
"""The cells of one authority, by place."""


def rows(country: Country, indicator: Indicator, period: str, shown: Iterable[Shown]) -> list[Row]:
    """One row for each rating that may be made public."""
    families: dict[int, dict[str, Shown]] = defaultdict(dict)
    for each in shown:
        if each.cell.group == ALL and each.cell.denominator:
            families[each.cell.authority][each.cell.place] = each
    return [
        row(
            country,
            country.gazetteer.get(place),
            Series(indicator.id, indicator.name["fr"], period, str(authority)),
            ratings.figure_of(table[place]),
        )
        for authority, table in sorted(families.items())
        for place in sorted(_open(table, country))
    ]


def offices(told: Iterable[Row]) -> Iterator[Office]:
    """Who was rated, of each row."""
    for each in told:
        yield Office(int(each["authority"]), finest(each))


def _open(table: Table, country: Country) -> Collection[str]:
    """The places of an authority that may be told. Where the feed's own regions would have to be hidden for
    them, nothing finer may.
    """
    entries, bound = _bound(table, country)
    hidden = suppress(entries, bound, K_RATINGS)
    regions = {place for place in table if _is_told(place, country)}
    fed = {place for place in regions if not table[place].refused}
    if fed & hidden.keys() or exposures(entries, bound, hidden, K_RATINGS):
        return fed
    return fed | {place for place in table.keys() - regions if place not in hidden}


def _bound(table: Table, country: Country) -> tuple[Sequence[Entry], Sequence[Sum]]:
    """A region that is not shown has a row all the same; of what is finer nobody hears that it is there."""
    entries = {
        place: Entry(
            place,
            each.cell.denominator,
            each.refused if _is_told(place, country) else _reason(each),
            least=float(_is_told(place, country)),
        )
        for place, each in table.items()
    }
    return nested(entries, ratings.parents(entries, country), K_PUBLIC)


def _reason(each: Shown) -> str:
    return public_reason(each.reason, each.cell.denominator, each.cell.localities)


def _is_told(place: str, country: Country) -> bool:
    """Whether it stands in the public feed."""
    unit = country.gazetteer.get(place)
    return unit is None or unit.level <= FINEST_LEVEL["public"]
