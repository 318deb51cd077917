"""E3 to E7 and E9 by week, and the delays E4: cells under k hidden for good (`indicators.md` §9).

Of a share only the whole percent is told, never what it is made of: a numerator and a denominator beside the
cube of incidents would give its hidden cells away (P58). Yet a percent times a denominator that is known from
there, or from the highlights, is the numerator, and numerators can be subtracted: so shares are hidden, and
audited, as if they told how many they are of. Delays are too, which told it once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.country import Country
from core.definitions import Indicator
from core.disclosure import Entry, Sum, exposures, nested, suppress
from core.indicators import Figure
from core.warning import Share, delays
from gateway.feeds.csvtable import Row
from gateway.feeds.ratings import parents
from gateway.feeds.shapes import LEVELS, Series, row
from store.warning import Measured

EVERY_ONE = "complete"
FINEST = LEVELS["adm2"]


class Size(NamedTuple):
    """How much was counted in a place, how many people are behind it, and behind what of it no unit within
    accounts for; None where these are as many as are counted.
    """

    whole: float
    people: int
    apart: int | None


Sizes = Mapping[str, Size]
"""By p-code."""


@dataclass(frozen=True, slots=True)
class Delays:
    """What was measured in one place between two steps, in seconds, and how many people told of it; `apart`:
    of what is known of no unit within.
    """

    place: str
    seconds: Sequence[float]
    reporters: int
    apart: int


def share_rows(
    country: Country, indicator: Indicator, period: str, shares: Mapping[str, Share], *, level: int
) -> list[Row]:
    """The share of every unit of a level that has one. `shares` holds those of all levels, by code."""
    known = {place: share for place, share in shares.items() if share.whole}
    hidden = _hidden(country, _wholes(known), indicator.minimum, told=False)
    series = Series(indicator.id, indicator.name["fr"], period, sampling=EVERY_ONE)
    return [
        row(country, country.gazetteer.get(place), series, shown(share.value, hidden.get(place, "")))
        for place, share in known.items()
        if _level(country, place) == level and _may_stand(level, hidden.get(place, ""))
    ]


def share_exposures(country: Country, indicator: Indicator, shares: Mapping[str, Share]) -> list[str]:
    """The exact audit of the shares of all levels (P58): the places of what is not hidden well."""
    return _audited(country, _wholes(shares), indicator.minimum, told=False)


def delay_rows(
    country: Country,
    indicator: Indicator,
    period: str,
    step: str,
    measured: Iterable[Measured],
    *,
    level: int,
) -> list[Row]:
    """Median and 90th percentile, in seconds, of each place of a level; of how many is told nowhere: of two
    steps it would follow how many were left unanswered, beside the highlights that hide it.
    """
    places = _by_place(measured)
    hidden = _hidden(country, _numbers(places), indicator.minimum, told=True)
    return [
        _delay(country, indicator, period, step, each, name, hidden.get(place, ""))
        for place, each in sorted(places.items())
        if _level(country, place) == level and _may_stand(level, hidden.get(place, ""))
        for name in delays(())
    ]


def delay_exposures(country: Country, indicator: Indicator, measured: Iterable[Measured]) -> list[str]:
    """The exact audit of the delays of one step (P58): the places of what is not hidden well."""
    return _audited(country, _numbers(_by_place(measured)), indicator.minimum, told=True)


def shown(value: float | None, reason: str = "") -> Figure:
    """A whole percent, or why it is hidden."""
    if reason or value is None:
        return Figure("suppressed", reason or "no data")
    return Figure("normal", value=round(value, 2))


def _wholes(shares: Mapping[str, Share]) -> Sizes:
    return {
        place: Size(share.whole, share.reporters, share.apart)
        for place, share in shares.items()
        if share.whole
    }


def _numbers(places: Mapping[str, Delays]) -> Sizes:
    return {place: Size(len(each.seconds), each.reporters, each.apart) for place, each in places.items()}


def _hidden(country: Country, sizes: Sizes, k: int, *, told: bool) -> dict[str, str]:
    return suppress(*_bound(country, sizes, k, told=told), k)


def _audited(country: Country, sizes: Sizes, k: int, *, told: bool) -> list[str]:
    entries, sums = _bound(country, sizes, k, told=told)
    return exposures(entries, sums, _hidden(country, sizes, k, told=told), k)


def _bound(country: Country, sizes: Sizes, k: int, *, told: bool) -> tuple[list[Entry], list[Sum]]:
    """The places of all levels, and the sums that bind them. Where numbers are `told`, the row of a region
    that is hidden tells that somebody is there; below regions it looks as if nobody was.
    """
    entries = {
        place: Entry(
            place,
            each.whole,
            "" if each.people >= k else f"k<{k}",
            least=float(told and _level(country, place) <= LEVELS["adm1"]),
        )
        for place, each in sizes.items()
    }
    apart = {place: each.apart for place, each in sizes.items() if each.apart is not None}
    return nested(entries, parents(entries, country), k, apart)


def _may_stand(level: int, reason: str) -> bool:
    """Below regions what is hidden looks as what never was: zeros are not told there (P60)."""
    return level <= LEVELS["adm1"] or (level <= FINEST and not reason)


def _by_place(measured: Iterable[Measured]) -> dict[str, Delays]:
    """For the cercle, the region and the country: a p-code begins with that of the unit above."""
    seconds: dict[str, list[float]] = {}
    people: dict[str, set[str]] = {}
    apart: dict[str, set[str]] = {}
    for each in measured:
        finest = min(len(each.place), 2 + 2 * FINEST)
        apart.setdefault(each.place[:finest], set()).update(each.reporters)
        for size in range(2, finest + 1, 2):
            seconds.setdefault(each.place[:size], []).append(each.seconds)
            people.setdefault(each.place[:size], set()).update(each.reporters)
    return {
        place: Delays(place, found, len(people[place]), len(apart.get(place, ())))
        for place, found in seconds.items()
    }


def _delay(
    country: Country, indicator: Indicator, period: str, step: str, each: Delays, name: str, reason: str
) -> Row:
    found = delays(each.seconds)[name]
    series = Series(
        f"{indicator.id}_{step}_{name}",
        f"{indicator.name['fr']} : {step}, {name}",
        period,
        sampling=EVERY_ONE,
        extra={"cause": step, "statistic": name},
    )
    figure = Figure("suppressed", reason)
    if not reason and found is not None:
        figure = Figure("normal", value=round(found, 4))
    return row(country, country.gazetteer.get(each.place), series, figure)


def _level(country: Country, place: str) -> int:
    unit = country.gazetteer.get(place)
    return unit.level if unit else 0
