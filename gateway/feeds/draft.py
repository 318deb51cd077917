"""A cube before it is published: the rows of every product, made of what the store has summed, suppressed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

from core.definitions import Formula, Indicator
from core.groups import ALL, ASSISTED, DIMENSIONS, belongs
from core.measures import measures
from core.periods import weeks_of
from gateway.feeds import (
    answered,
    audits,
    confirmed,
    counts,
    heard,
    helped,
    nation,
    publishable,
    ratings,
    strata,
    tracker,
    villages,
    warning,
    weights,
)
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import LEVELS
from gateway.house import House
from store import cubes, figures
from store import protected as lane
from store.confirmed import judged
from store.villages import villages as villages_of
from store.warning import referred

Parts = Mapping[str, Any]
"""What is published of an indicator and period, by name: rows by scope, level and dimension."""
PUBLIC: Final = "public"
FIGURES: Final = "figures"
TABLE: Final = "week"
"""The suppressed week itself, which other figures and the bulletins lean on."""
NATION: Final = "nation"
"""The incidents of the country by group, as the highlights tell them."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the cube is wanted: one level, as somebody of this scope sees it, by one dimension or none."""

    level: int
    scope: str
    by: str | None = None

    @property
    def public(self) -> bool:
        return self.scope == PUBLIC

    @property
    def name(self) -> str:
        """Of the part that holds it."""
        return "/".join((PUBLIC if self.public else FIGURES, str(self.level), self.by or ALL))


@dataclass(frozen=True, slots=True)
class Draft:
    """All parts of a cube, and the cells that would give somebody away: with any, it is not published."""

    parts: Parts
    exposed: Sequence[str] = ()


def draft(house: House, indicator: Indicator, period: str) -> Draft:
    """The cube as the sums are now, with its exact audit (`protection.md` P58)."""
    if indicator.formula == "proportion":
        return _rated(house, indicator, period)
    made = ROWS[indicator.formula]
    parts: dict[str, Any] = {cut.name: made(house, indicator, period, cut) for cut in cuts(indicator)}
    if indicator.id == heard.ID:
        return Draft(parts | heard.parts(house, indicator, period), heard.exposed(house, period))
    if indicator.formula != "count":
        audit = AUDITS.get(indicator.formula)
        return Draft(parts, audit(house, indicator, period) if audit else ())
    week = counted(house, indicator, period)
    totals = [astuple(each) for each in _nation(house, indicator, period, week)]
    parts |= {TABLE: counts.packed(week), NATION: totals}
    return Draft(parts, counts.exposures(house.country, week))


def cuts(indicator: Indicator) -> list[Cut]:
    """Everything that may be asked of an indicator. The public reads regions."""
    by = (None, *dimensions(indicator))
    figures_ = [Cut(level, FIGURES, each) for level in sorted(LEVELS.values()) for each in by]
    return [*figures_, *(Cut(LEVELS["adm1"], PUBLIC, each) for each in by)]


def dimensions(indicator: Indicator) -> tuple[str, ...]:
    """By what its ratings may be told apart, one at a time (P56)."""
    if indicator.formula != "proportion":
        return ()
    return tuple(each for each in indicator.disaggregation if each in DIMENSIONS)


def _rated(house: House, indicator: Indicator, period: str) -> Draft:
    shown = suppressed_ratings(house, indicator, period)
    parts = {cut.name: _rating_rows(house, indicator, period, shown, cut) for cut in cuts(indicator)}
    with house.database.read() as conn:
        inside = villages_of(conn, indicator.id, period, measures(house.country.indicators))
    parts |= {
        villages.PART: villages.rows(house.country, indicator, period, shown, inside),
        publishable.PART: publishable.rows(house.country, indicator, period, shown),
    }
    return Draft(parts, [*ratings.exposures(shown, house.country), *villages.exposed(shown, inside)])


def suppressed_ratings(house: House, indicator: Indicator, period: str) -> list[ratings.Shown]:
    """Every cell of a period with its groups, suppressed as one table."""
    with house.database.read() as conn:
        cells = figures.cells(conn, indicator=indicator.id, period=period)
        members = figures.members_in(conn, indicator=indicator.id, period=period)
    by = dimensions(indicator)
    sums = {(cell.place, cell.authority, cell.group): cell.denominator for cell in cells}
    found = (
        ratings.RatingCell(
            place=cell.place,
            authority=cell.authority,
            numerator=cell.numerator,
            denominator=cell.denominator,
            weight2=cell.weight2,
            dont_know=cell.dont_know,
            localities=len(members.get((cell.place, cell.authority, cell.group), ())),
            assisted=0.0 if cell.group != ALL else sums.get((cell.place, cell.authority, ASSISTED), 0.0),
            group=cell.group,
            unsaid=_unsaid(sums, cell),
        )
        for cell in cells
        if cell.group == ALL or any(belongs(cell.group, each) for each in by)
    )
    return ratings.suppressed(found, house.country)


def _unsaid(sums: Mapping[tuple[str, int, str], float], cell: figures.Cell) -> float | None:
    """How many did not say whether they are women or men; None where nobody did."""
    said = [sums.get((cell.place, cell.authority, f"sex:{sex}")) for sex in ("f", "m")]
    known = [n for n in said if n]
    return cell.denominator - sum(known) if known and cell.group == ALL else None


def counted(house: House, indicator: Indicator, week: str) -> counts.WeekTable:
    """Every incident of a week by code, suppressed as one table."""
    return counts.suppressed(_cells(house, indicator, week), house.country)


def _cells(house: House, indicator: Indicator, week: str, level: int | None = None) -> list[counts.CountCell]:
    with house.database.read() as conn:
        cells = figures.cells(conn, indicator=indicator.id, period=week, level=level)
        members = figures.members_in(conn, indicator=indicator.id, period=week, level=level)
    return [
        counts.CountCell(
            cell.place,
            cell.group,
            round(cell.numerator),
            frozenset(members.get((cell.place, cell.authority, cell.group), ())),
        )
        for cell in cells
    ]


def _rating_rows(
    house: House, indicator: Indicator, period: str, shown: list[ratings.Shown], cut: Cut
) -> list[Row]:
    at = {"level": cut.level, "public": cut.public, "by": cut.by}
    plain = ratings.rows(house.country, indicator, period, shown, **at)  # type: ignore[arg-type]
    if cut.by is not None or not house.country.census:
        return plain
    leant_on = strata.of(ratings.published(shown) if cut.public else shown)
    return [*plain, *weights.rows(house.country, plain, leant_on)]


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


def _shares_exposed(house: House, indicator: Indicator, period: str) -> list[str]:
    found = warning.share_exposures(house, indicator, period, week_of(house, period))
    return [*found, *_week_exposed(house, period)] if indicator.id in warning.OF_INCIDENTS else found


def _rates_exposed(house: House, _: Indicator, period: str) -> list[str]:
    return _week_exposed(house, period)


def _week_exposed(house: House, period: str) -> list[str]:
    """Of what is the cube of incidents once more: once that is published, its audit has been passed."""
    counting = counting_of(house)
    with house.database.read() as conn:
        published = cubes.part(conn, counting.id, period, TABLE) is not None
    return [] if published else counts.exposures(house.country, counted(house, counting, period))


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


def _contacts(house: House, indicator: Indicator, period: str, cut: Cut) -> list[Row]:
    with house.database.read() as conn:
        found = lane.counted(conn, weeks_of(period))
    return helped.rows(house.country, indicator, period, found, level=cut.level)


def week_of(house: House, week: str) -> counts.WeekTable:
    """The incidents of a week, which other figures of that week lean on: as they were published, or as they
    would be now. Who prints them reads `gateway.feeds.cube.week_of`.
    """
    counting = counting_of(house)
    with house.database.read() as conn:
        found = cubes.part(conn, counting.id, week, TABLE)
    return counted(house, counting, week) if found is None else counts.unpacked(found)


def counting_of(house: House) -> Indicator:
    """What counts incidents."""
    return next(each for each in house.country.indicators if each.formula == "count")


def _nation(house: House, counting: Indicator, week: str, table: counts.WeekTable) -> list[nation.Total]:
    return nation.totals(house.country, table, _cells(house, counting, week, level=0))


ROWS: Mapping[Formula, Callable[[House, Indicator, str, Cut], list[Row]]] = {
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
    "contacts": _contacts,
}

AUDITS: Mapping[Formula, audits.Audit] = {**audits.AUDITS, "rate": _rates_exposed, "share": _shares_exposed}
