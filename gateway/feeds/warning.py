"""How well the warning works, as the rows of the feed and of the console: E1 to E9 (`indicators.md` §9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final, TypeVar

from core import warning
from core.country import Country
from core.definitions import Indicator
from core.indicators import Figure
from core.periods import bounds, end_of
from core.warning import Event, Share, Warned
from gateway.feeds import counts, rumours, shares
from gateway.feeds.counts import WeekTable
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS, Series, row
from gateway.house import House
from store import warning as told

OF_INCIDENTS: Final = frozenset({"E3", "E6"})
"""Shares of the incidents that a week is published with."""
RUMOURS: Final = "E6"
Placed = TypeVar("Placed", Event, Warned)


def stretch(period: str) -> tuple[datetime, datetime]:
    """From the first moment of a period to the first after it."""
    return datetime.combine(bounds(period)[0], time(), UTC), end_of(period)


def share_rows(house: House, indicator: Indicator, period: str, week: WeekTable, *, level: int) -> list[Row]:
    """E3, E5, E6 or E9, and the delays that belong to it."""
    found = shares_of(house, indicator, period, week)
    rows = shares.share_rows(house.country, indicator, period, found, level=level)
    return [*rows, *delay_rows(house, indicator, period, level=level)]


def delay_rows(house: House, indicator: Indicator, period: str, *, level: int) -> list[Row]:
    """The delays of every cause of an indicator: those of E4, and the counter-message's of E6."""
    return [
        line
        for step, found in _measured(house, indicator, period).items()
        for line in shares.delay_rows(house.country, indicator, period, step, found, level=level)
    ]


def share_exposures(house: House, indicator: Indicator, period: str, week: WeekTable) -> list[str]:
    """The exact audit of `share_rows` (P58)."""
    found = shares_of(house, indicator, period, week)
    exposed = shares.share_exposures(house.country, indicator, found)
    false = _false_exposures(house, period, week) if indicator.id == RUMOURS else []
    return [*exposed, *false, *delay_exposures(house, indicator, period)]


def delay_exposures(house: House, indicator: Indicator, period: str) -> list[str]:
    """The exact audit of `delay_rows` (P58), step by step."""
    return [
        f"{step}/{name}"
        for step, found in _measured(house, indicator, period).items()
        for name in shares.delay_exposures(house.country, indicator, found)
    ]


def _false_exposures(house: House, period: str, week: WeekTable) -> list[str]:
    """The exact audit of how many were false, as E6 tells it beside the cube."""
    with house.database.read() as conn:
        events = told.events(conn, *stretch(period))
    return rumours.exposed(house.country, _kept(house, events, week))


def shares_of(house: House, indicator: Indicator, period: str, week: WeekTable) -> Mapping[str, Share]:
    """The share of each region and of the country, by p-code."""
    since, until = stretch(period)
    with house.database.read() as conn:
        if indicator.id == "E9":
            return _voices(house.country, told.voices(conn, period))
        if indicator.id == "E5":
            alerts = _by_region(house.country, told.warned(conn, since, until))
            return {place: _judged(found, place, house.country) for place, found in alerts.items()}
        events = told.events(conn, since, until)
    kept = _kept(house, events, week)
    if indicator.id == "E3":
        return {place: warning.corroborated(found) for place, found in kept.items()}
    dark = rumours.dark(house.country, kept)
    seen = {place: found for place, found in kept.items() if _sees_rumours(place, events, week)}
    return {place: warning.rumours(found) for place, found in seen.items() if place not in dark}


def rate_rows(
    country: Country, indicator: Indicator, period: str, week: WeekTable, *, level: int
) -> list[Row]:
    """E1: what the cube of incidents shows, per 100 000 people; what it hides is hidden here."""
    return [
        _rate(country, indicator, period, cell, week)
        for cell in _cells(week, level)
        if country.population.get(cell.place)
    ]


def flag_rows(house: House, indicator: Indicator, period: str, *, level: int) -> list[Row]:
    """E2, for the country and its regions: a flag names no cercle here."""
    if level > LEVELS["adm1"]:
        return []
    with house.database.read() as conn:
        raised = told.flagged(conn, *stretch(period))
    found: dict[str, list[str]] = defaultdict(list)
    for area, about in raised:
        found[area[: 2 + 2 * level]] += about["methods"]
    return [
        _flag(house.country, indicator, period, place, method, n)
        for place, methods in sorted(found.items())
        for method, n in warning.flags(methods).items()
    ]


def completeness_rows(house: House, indicator: Indicator, period: str, *, level: int) -> list[Row]:
    """E7. Fewer relays than k are not told of: one that is silent would be known."""
    return shares.share_rows(house.country, indicator, period, _completeness(house, period), level=level)


def completeness_exposures(house: House, indicator: Indicator, period: str) -> list[str]:
    """The exact audit of `completeness_rows` (P58)."""
    return shares.share_exposures(house.country, indicator, _completeness(house, period))


def _measured(house: House, indicator: Indicator, period: str) -> Mapping[str, list[told.Measured]]:
    with house.database.read() as conn:
        return {step: told.measured(conn, step, period) for step in indicator.causes}


def _completeness(house: House, period: str) -> Mapping[str, Share]:
    with house.database.read() as conn:
        weeks = told.relays(conn, period)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in weeks:
        for size in range(2, len(each.area) + 1, 2):
            found[each.area[:size]].append((each.reporting, each.expected))
    return {place: warning.completeness(pairs) for place, pairs in found.items()}


def _judged(found: Collection[Warned], place: str, country: Country) -> Share:
    """E5, and who told of the judged alerts that are of no region: they follow from the country."""
    share = warning.precision(found)
    if place != country.code.upper():
        return share
    return replace(share, apart=warning.precision(each for each in found if each.adm1 is None).reporters)


def _voices(country: Country, found: Iterable[told.Voices]) -> dict[str, Share]:
    known = {each.place: warning.voices(each.women, each.men, each.phones) for each in found}
    whole = [sum(getattr(share, name) for share in known.values()) for name in ("part", "whole", "reporters")]
    return known | {country.code.upper(): Share(*whole)}


def _kept(house: House, events: Iterable[Event], week: WeekTable) -> dict[str, list[Event]]:
    """The incidents of the cells that the cube shows, and the false ones that would be in them."""
    return _by_region(house.country, (each for each in events if _is_shown(each.adm1, each.code, week)))


def _by_region(country: Country, rows: Iterable[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = defaultdict(list)
    for each in rows:
        found[country.code.upper()].append(each)
        if each.adm1:
            found[each.adm1].append(each)
    return found


def _is_shown(region: str | None, code: str, week: WeekTable) -> bool:
    return region is not None and counts.key(region, code) not in week.hidden


def _sees_rumours(place: str, events: Iterable[Event], week: WeekTable) -> bool:
    """Whether no region of a place hides its rumours: a share without them would be none."""
    regions = {event.adm1 for event in events if event.adm1 and event.adm1.startswith(place)}
    return all(_is_shown(region, warning.RUMOUR, week) for region in regions)


def _cells(week: WeekTable, level: int) -> Iterable[counts.CountCell]:
    if level not in {LEVELS["adm1"], LEVELS["adm2"]}:
        return ()
    return (week.by_code if level == LEVELS["adm1"] else week.by_group).values()


def _rate(
    country: Country, indicator: Indicator, period: str, cell: counts.CountCell, week: WeekTable
) -> Row:
    name = f"{indicator.name['fr']} : {counts.label(country, cell.code, 'fr')}"
    series = Series(f"{indicator.id}_{cell.code}", name, period, extra={"code": cell.code})
    reason = week.hidden.get(counts.key(cell.place, cell.code), "")
    value = round(warning.rate(cell.incidents, country.population[cell.place]), 4)
    figure = Figure("suppressed", reason) if reason else Figure("normal", value=value)
    return row(country, country.gazetteer.get(cell.place), series, figure)


def _flag(country: Country, indicator: Indicator, period: str, place: str, method: str, n: int) -> Row:
    series = Series(
        f"{indicator.id}_{method}",
        f"{indicator.name['fr']} : {method}",
        period,
        sampling=shares.EVERY_ONE,
        extra={"cause": method},
    )
    return row(country, country.gazetteer.get(place), series, Figure("normal", value=float(n)))
