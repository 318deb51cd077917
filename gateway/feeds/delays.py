"""E4: how long it took from receipt to alert and from alert to acknowledgement (`indicators.md` §9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.country import Country
from core.definitions import Indicator
from core.indicators import Figure, percentile
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import Series, row

STATISTICS: Mapping[str, float] = {"median": 50, "p90": 90}
EVERY_ALERT = "complete"


@dataclass(frozen=True, slots=True)
class Delay:
    """What was measured in one place between two steps of its alerts, in seconds."""

    place: str
    cause: str
    seconds: Sequence[float]


def rows(country: Country, indicator: Indicator, period: str, measured: Iterable[Delay]) -> list[Row]:
    """Median and 90th percentile, in seconds, of each place and cause."""
    told = ((each, name) for each in measured if each.seconds for name in STATISTICS)
    return [_row(country, indicator, period, each, name) for each, name in told]


def _row(country: Country, indicator: Indicator, period: str, each: Delay, name: str) -> Row:
    found = percentile(each.seconds, STATISTICS[name])
    series = Series(
        f"{indicator.id}_{each.cause}_{name}",
        f"{indicator.name['fr']} : {each.cause}, {name}",
        period,
        sampling=EVERY_ALERT,
        extra={"cause": each.cause, "statistic": name},
    )
    shown = Figure("normal", value=None if found is None else round(found, 4), n=len(each.seconds))
    return row(country, country.gazetteer.get(each.place), series, shown)
