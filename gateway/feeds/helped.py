"""The one figure of the protected lane: contacts of a region in a quarter of weeks, from ten on (P41).

Below there is no row: neither 0 nor "fewer than ten". No cercle, no code, no week, no total of the country:
nothing can be subtracted.
"""

from collections.abc import Mapping

from core.country import Country
from core.definitions import Indicator
from core.disclosure import K_PROTECTED
from core.indicators import Figure
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, Series, row


def rows(
    country: Country, indicator: Indicator, period: str, counted: Mapping[str, int], *, level: int
) -> list[Row]:
    """`counted`: contacts by region; those of no region stand under the country, and are not told."""
    if level != LEVELS["adm1"]:
        return []
    series = Series(indicator.id, indicator.name["fr"], period)
    return [
        row(country, region, series, Figure("normal", value=float(n), n=n))
        for region in country.gazetteer.units(level)
        if (n := counted.get(region.code, 0)) >= K_PROTECTED
    ]
