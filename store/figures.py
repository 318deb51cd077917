"""What analysts read, as sums: cells (`store.cells`), ratings (`store.ratings`), delays and counters."""

from sqlalchemy import Connection, and_, delete, select

from store.cells import (
    Cell,
    cells,
    gathered,
    localities,
    members_in,
    observe,
    observe_all,
    periods,
    take_back,
)
from store.ratings import Rated, Rating, rate, withdraw_ratings
from store.ratings import hold as hold_ratings
from store.ratings import ripen as ripen_ratings
from store.recount import rebuild
from store.rows import add_to, insert_new
from store.tables import counters
from store.tables import durations as duration_table

__all__ = [
    "Cell",
    "Rated",
    "Rating",
    "cells",
    "count",
    "counted",
    "duration",
    "durations",
    "gathered",
    "hold_ratings",
    "localities",
    "members_in",
    "observe",
    "observe_all",
    "periods",
    "rate",
    "rebuild",
    "ripen_ratings",
    "take_back",
    "withdraw_duration",
    "withdraw_ratings",
]


def duration(conn: Connection, indicator: str, cause: str, place: str, period: str, seconds: float) -> bool:
    """One delay of one cause, once: the minutes may go, the seconds stay (P27)."""
    values = {"indicator": indicator, "cause": cause, "place": place, "period": period, "seconds": seconds}
    return insert_new(conn, duration_table, values)


def withdraw_duration(conn: Connection, indicator: str, cause: str) -> None:
    """What was measured did not happen: the act that ended it was taken back."""
    mine = and_(duration_table.c.indicator == indicator, duration_table.c.cause == cause)
    conn.execute(delete(duration_table).where(mine))


def durations(
    conn: Connection, indicator: str, *, place: str | None = None, period: str | None = None
) -> list[float]:
    """The delays in a place and all below it, the shortest first."""
    table = duration_table.c
    asked = select(table.seconds).where(table.indicator == indicator)
    if place is not None:
        asked = asked.where(table.place.startswith(place, autoescape=True))
    if period is not None:
        asked = asked.where(table.period == period)
    return list(conn.scalars(asked.order_by(table.seconds)))


def count(conn: Connection, name: str, place: str, period: str, by: int = 1) -> None:
    """Moves a counter, which bears no pseudonym and no cause."""
    add_to(conn, counters, {"name": name, "place": place, "period": period}, {"n": by})


def counted(conn: Connection, name: str, place: str, period: str) -> int:
    """What `count` has come to."""
    one = and_(counters.c.name == name, counters.c.place == place, counters.c.period == period)
    return conn.execute(select(counters.c.n).where(one)).scalar_one_or_none() or 0
