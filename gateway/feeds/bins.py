"""Whole published periods and nothing between them (P57): which bins a question means."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from core.definitions import QUARTERLY, WEEK_QUARTERLY, Formula
from core.disclosure import is_open, opens
from core.periods import bounds, iso_week, quarter, week_quarter
from gateway.feeds.errors import Faulty

MOST_BINS = 60
WEEK = timedelta(days=7)
NAMES = r"^20[0-9]{2}-(Q[1-4]w?|W[0-9]{2})$"
"""What a period may be called."""


def is_week(period: str) -> bool:
    return "-W" in period


def by_week(formula: Formula) -> bool:
    """Ratings and cases are told by calendar quarter and never by week; the rest by ISO week."""
    return formula not in QUARTERLY | WEEK_QUARTERLY


def fits(period: str, formula: Formula) -> bool:
    """Whether a period is one by which this is told. Its fourth day lies in it whatever its kind."""
    return period == _bin(formula, bounds(period)[0] + timedelta(days=3))


def named(period: str, scope: str, now: datetime) -> str:
    """A period by its name, once it is published. Raises Faulty."""
    try:
        bounds(period)
    except ValueError as error:
        raise Faulty("bad_parameter", name="period") from error
    if not is_open(period, scope, now):
        raise Faulty("not_open", name=period)
    return period


def latest(formula: Formula, scope: str, now: datetime) -> str:
    """The last bin that is published by now."""
    day = now.date()
    while not is_open(_bin(formula, day), scope, now):
        day = bounds(_bin(formula, day))[0] - timedelta(days=1)
    return _bin(formula, day)


def between(formula: Formula, first: date, last: date, *, scope: str, now: datetime) -> list[str]:
    """The published bins that a window touches, at most sixty: the window is widened, never cut."""
    found = [period for period in _touched(formula, first, last) if is_open(period, scope, now)]
    return found[:MOST_BINS]


def published_on(period: str, scope: str) -> date:
    """The day on which a bin appeared: the last change of what it holds."""
    return opens(period, scope).date()


def _bin(formula: Formula, day: date) -> str:
    if formula in WEEK_QUARTERLY:
        return week_quarter(day)
    return iso_week(day) if by_week(formula) else quarter(day)


def _touched(formula: Formula, first: date, last: date) -> Iterator[str]:
    day = first
    for _ in range(10 * MOST_BINS):
        period = _bin(formula, day)
        yield period
        day = bounds(period)[1] + timedelta(days=1)
        if day > last:
            return
