"""What the store has summed, as the tables of the feed and the console: one cube for every reader."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.definitions import Formula, Indicator
from gateway.feeds import answered, confirmed, counts, logframe, ratings, strata, tracker, warning, weights
from gateway.feeds.csvtable import Row
from gateway.house import House
from store import figures
from store.confirmed import judged
from store.warning import referred

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
    """The rows of one indicator, period and level; none of what is kept with an exercise."""
    made = ROWS[indicator.formula]
    begun = logframe.begun(indicator, period, house.clock())
    before = made(house, indicator, begun, cut) if begun else []
    return logframe.beside(indicator, made(house, indicator, period, cut), before)


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


def _ratings(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    shown = rated(house, indicator, period)
    plain = ratings.rows(house.country, indicator, period, shown, level=cut.level, public=cut.public)
    return [*plain, *_weighted(house, indicator, period, plain, shown)] if house.country.census else plain


def _weighted(
    house: House, indicator: Indicator, period: str, plain: list[Row], shown: Iterable[ratings.Shown]
) -> list[Row]:
    with house.database.read() as conn:
        cells = figures.cells(conn, indicator=indicator.id, period=period)
        members = figures.members_in(conn, indicator=indicator.id, period=period)
    open_ = {(each.cell.place, each.cell.authority) for each in shown if not each.reason}
    return weights.rows(house.country, plain, strata.of(house.country, cells, members, open_))


def _counts(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return counts.rows(house.country, indicator, period, counted(house, indicator, period), level=cut.level)


def _rates(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return warning.rate_rows(house.country, indicator, period, week_of(house, period), level=cut.level)


def _shares(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return warning.share_rows(house, indicator, period, week_of(house, period), level=cut.level)


def _delays(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return warning.delay_rows(house, indicator, period, level=cut.level)


def _flags(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return warning.flag_rows(house, indicator, period, level=cut.level)


def _completeness(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return warning.completeness_rows(house, indicator, period, level=cut.level)


def _answers(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    with house.database.read() as conn:
        cases = referred(conn)
    since, until = warning.stretch(period)
    return answered.rows(house.country, indicator, period, cases, level=cut.level, since=since, until=until)


def _confirmed(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    with house.database.read() as conn:
        cases = judged(conn, period)
    return confirmed.rows(house.country, indicator, period, cases, level=cut.level)


def _tracked(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    return tracker.rows(house, indicator, period, level=cut.level, public=cut.public)


def week_of(house: House, week: str) -> counts.WeekTable:
    """The cube of incidents of a week: what other figures of that week may lean on."""
    counting = next(each for each in house.country.indicators if each.formula == "count")
    return counted(house, counting, week)


ROWS: Mapping[Formula, Callable[[House, Indicator, str, Cut], list[Row]]] = {
    "proportion": _ratings,
    "count": _counts,
    "delay": _delays,
    "rate": _rates,
    "flags": _flags,
    "share": _shares,
    "completeness": _completeness,
    "response": _answers,
    "wait": _answers,
    "confirmed": _confirmed,
    "readiness": lambda *_: [],
    "tracker": _tracked,
}
