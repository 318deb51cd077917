"""What the store has summed, as the tables of the feed and the console: one cube for every reader."""

from dataclasses import dataclass

from core.definitions import Indicator
from gateway.feeds import counts, delays, ratings
from gateway.feeds.csvtable import Row
from gateway.house import House
from store import figures

HEADLINE = "all"
ASSISTED = "assisted"
"""Ratings that a relay helped with: kept beside the headline, told as a share."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the cube is wanted: one level, as somebody of this scope sees it."""

    level: int
    scope: str

    @property
    def public(self) -> bool:
        return self.scope == "public"


def rows(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    """The rows of one indicator, period and level."""
    country = house.country
    if indicator.formula == "proportion":
        shown = rated(house, indicator, period)
        return ratings.rows(country, indicator, period, shown, level=cut.level, public=cut.public)
    if indicator.formula == "count":
        return counts.rows(country, indicator, period, counted(house, indicator, period), level=cut.level)
    return delays.rows(country, indicator, period, measured(house, indicator, period, cut.level))


def rated(house: House, indicator: Indicator, period: str) -> list[ratings.Shown]:
    """Every cell of a period, suppressed as one table."""
    with house.database.read() as conn:
        cells = figures.cells(conn, indicator=indicator.id, period=period)
        members = figures.members_in(conn, indicator=indicator.id, period=period)
    helped = {(cell.place, cell.authority): cell.denominator for cell in cells if cell.group == ASSISTED}
    found = (
        ratings.RatingCell(
            place=cell.place,
            authority=cell.authority,
            numerator=cell.numerator,
            denominator=cell.denominator,
            weight2=cell.weight2,
            dont_know=cell.dont_know,
            localities=len(members.get((cell.place, cell.authority, HEADLINE), ())),
            assisted=helped.get((cell.place, cell.authority), 0.0),
        )
        for cell in cells
        if cell.group == HEADLINE
    )
    return ratings.suppressed(found, house.country)


def counted(house: House, indicator: Indicator, week: str) -> counts.WeekTable:
    """Every incident of a week by code, suppressed as one table."""
    with house.database.read() as conn:
        cells = figures.cells(conn, indicator=indicator.id, period=week)
        members = figures.members_in(conn, indicator=indicator.id, period=week)
    found = (
        counts.CountCell(
            cell.place,
            cell.group,
            round(cell.numerator),
            frozenset(members.get((cell.place, cell.authority, cell.group), ())),
        )
        for cell in cells
    )
    return counts.suppressed(found, house.country)


def measured(house: House, indicator: Indicator, period: str, level: int) -> list[delays.Delay]:
    """Every delay of a period, in the units of one level and all below them."""
    country = house.country
    units = [unit.code for unit in country.gazetteer.units(level)] if level else [country.code.upper()]
    with house.database.read() as conn:
        return [
            delays.Delay(unit, cause, figures.durations(conn, cause, place=unit, period=period))
            for unit in units
            for cause in indicator.causes
        ]
