"""Village ratings after suppression, for the steering committee and for nobody else (`indicators.md` §5.5).

They stand in a part of the cube that no question to the feed can name. A village under k is hidden, and so is
the next smallest until nothing follows from the total of its commune, which is published. Where that total
is hidden, so are its villages: shown, they would give away what is hidden beside it. And where the villages
of a small total would be told by their mere rows, there is none.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from core.country import Country
from core.definitions import Indicator
from core.disclosure import K_RATINGS, Entry, Sum, exposures, nested, suppress
from core.groups import ALL
from core.indicators import figure
from gateway.feeds.csvtable import Row
from gateway.feeds.ratings import Shown
from gateway.feeds.shapes import Series, row
from store.villages import COMMUNE, Village

PART: Final = "villages"
"""Of a cube. No `Cut` bears this name."""
TOTAL: Final = "/all"
Commune = tuple[str, int]
"""Its p-code, and the authority that was rated."""


def rows(
    country: Country, indicator: Indicator, period: str, shown: Iterable[Shown], found: Iterable[Village]
) -> list[Row]:
    """One row for each village of a published commune."""
    totals, inside = _totals(shown), _by_commune(found)
    return [
        _row(country, indicator, period, village, why.get(village.locality, ""))
        for commune, whole in sorted(totals.items())
        for why in [_hidden(whole, inside.get(commune, ()))]
        if TOTAL not in why
        for village in inside.get(commune, ())
    ]


def exposed(shown: Iterable[Shown], found: Iterable[Village]) -> list[str]:
    """The exact audit of every commune with its villages (P58): the names of what is not hidden well."""
    totals, inside = _totals(shown), _by_commune(found)
    return [
        f"{commune[0]}/{name}"
        for commune, whole in totals.items()
        for name in _audited(whole, inside.get(commune, ()))
    ]


def _totals(shown: Iterable[Shown]) -> dict[Commune, float]:
    """How many rated, in the communes that are published."""
    cells = [each.cell for each in shown if not each.reason and each.cell.group == ALL]
    return {
        (cell.place, cell.authority): cell.denominator
        for cell in cells
        if len(cell.place) == COMMUNE and cell.denominator
    }


def _by_commune(found: Iterable[Village]) -> Mapping[Commune, Sequence[Village]]:
    inside: dict[Commune, list[Village]] = defaultdict(list)
    for village in found:
        inside[village.commune, village.authority].append(village)
    return inside


def _hidden(whole: float, found: Sequence[Village]) -> dict[str, str]:
    return suppress(*_bound(whole, found), K_RATINGS)


def _audited(whole: float, found: Sequence[Village]) -> list[str]:
    why = _hidden(whole, found)
    return [] if TOTAL in why else exposures(*_bound(whole, found), why, K_RATINGS)


def _bound(whole: float, found: Sequence[Village]) -> tuple[Collection[Entry], Sequence[Sum]]:
    """The villages of a commune, and their sum with its total."""
    total = Entry(TOTAL, whole)
    inside = {
        each.locality: Entry(
            each.locality,
            each.denominator,
            f"k<{K_RATINGS}" if each.denominator < K_RATINGS else "",
            least=1.0,
        )
        for each in found
    }
    return nested({TOTAL: total} | inside, dict.fromkeys(inside, TOTAL), K_RATINGS)


def _row(country: Country, indicator: Indicator, period: str, village: Village, reason: str) -> Row:
    """`group` is the village: its p-code, or that of the commune where no village was said."""
    series = Series(
        indicator.id,
        indicator.name["fr"],
        period,
        str(village.authority),
        extra={"by": "village", "group": village.locality},
    )
    told = figure(village.numerator, village.denominator, reason=reason)
    return row(country, country.gazetteer.get(village.commune), series, told)
