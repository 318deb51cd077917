"""The one door to the figures: every format, the console, bulletins and highlights read what was published.

A period is published once (`gateway.feeds.publication`) and read from then on (`protection.md` P59). Before,
there is nothing to read. Baselines and targets are set beside it when it is read.
"""

from datetime import date
from typing import Any

from core.definitions import Indicator
from core.referrals import Office
from gateway.feeds import bins, logframe, publishable
from gateway.feeds.counts import WeekTable, unpacked
from gateway.feeds.draft import NATION, TABLE, Cut, counted, counting_of, dimensions
from gateway.feeds.nation import Total
from gateway.feeds.runs import Dressed
from gateway.feeds.shapes import order
from gateway.house import House
from store import cubes

__all__ = ["Cut", "changed_on", "counted", "dimensions", "nation_of", "published", "rated", "rows", "week_of"]


def rows(house: House, indicator: Indicator, period: str, cut: Cut) -> Dressed:
    """The rows of one indicator, period and level, in order; none of what is kept with an exercise."""
    begun = logframe.begun(indicator, period, house.clock())
    before = published(house, indicator, begun, cut.name) if begun else []
    return logframe.beside(indicator, published(house, indicator, period, cut.name), before)


def published(house: House, indicator: Indicator, period: str, part: str) -> Any:
    """A part as it was written down, its rows in order; empty until it is. Older ones were not."""
    with house.database.read() as conn:
        found = cubes.part(conn, indicator.id, period, part)
    if isinstance(found, list) and part != NATION:
        return sorted(found, key=order)
    return found or []


def week_of(house: House, week: str) -> WeekTable | None:
    """The incidents of a week as they were published; None where they are not, or are held back."""
    found = published(house, counting_of(house), week, TABLE)
    return unpacked(found) if found else None


def nation_of(house: House, week: str) -> list[Total]:
    """The country by group of codes as it was published; nothing where it was not."""
    return [Total(*each) for each in published(house, counting_of(house), week, NATION)]


def changed_on(house: House, indicator: Indicator, period: str, scope: str) -> date:
    """The day on which a period appeared to somebody of this scope, or was last revised."""
    with house.database.read() as conn:
        revised = cubes.last_changed(conn, indicator.id, period)
    appeared = bins.published_on(period, scope)
    return max(revised, appeared) if revised else appeared


def rated(house: House, indicator: Indicator, period: str) -> list[Office]:
    """Who was rated so that it may be made public, as it was published: of whom it may be referred."""
    return list(publishable.offices(published(house, indicator, period, publishable.PART)))
