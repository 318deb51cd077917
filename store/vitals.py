"""What an operator must know of the database, read at once: what waits, what failed, what was lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, or_, select

from core.periods import day
from store import cubes, lines, signs, spending
from store.database import from_ms, ms
from store.leases import due
from store.lines import Standing
from store.signs import Sign
from store.tables import elapsed, inbox, outbox


@dataclass(frozen=True, slots=True)
class Vitals:
    """`oldest`: since when the first of the waiting could have been worked on; None when nothing waits.
    `shift`: by how much the wall clock has jumped away from the time that is believed. `blocked`: the figures
    that are not published, because somebody could be told from them.
    """

    waiting: int
    oldest: datetime | None
    understanding: bool
    poison: int
    unread: int
    leaving: int
    overdue: datetime | None
    spent: Mapping[str, int]
    signs: Mapping[str, Sign]
    lines: Mapping[str, Standing]
    shift: timedelta
    blocked: Sequence[str]


def read(conn: Connection, now: datetime) -> Vitals:
    """Counts by index; no row of a person is looked at."""
    waiting, oldest = _first(conn, inbox, or_(inbox.c.state == "leased", due(now)), inbox.c.due_at)
    leaving, overdue = _first(
        conn, outbox, and_(outbox.c.state == "pending", outbox.c.due_at <= ms(now)), outbox.c.due_at
    )
    return Vitals(
        waiting=waiting,
        oldest=oldest,
        understanding=_count(conn, inbox, inbox.c.state == "leased") > 0,
        poison=_count(conn, inbox, inbox.c.state == "poison"),
        unread=_count(conn, inbox, inbox.c.state == "shredded_unread"),
        leaving=leaving,
        overdue=overdue,
        spent=spending.spent(conn, day(now)),
        signs={one.channel: one for one in signs.all(conn)},
        lines=lines.every(conn),
        shift=_shift(conn),
        blocked=cubes.blocked(conn),
    )


def _first(
    conn: Connection, table: FromClause, which: ColumnElement[bool], age: ColumnElement[Any]
) -> tuple[int, datetime | None]:
    count, first = conn.execute(select(func.count(), func.min(age)).select_from(table).where(which)).one()
    return count, None if first is None else from_ms(first)


def _count(conn: Connection, table: FromClause, which: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count()).select_from(table).where(which)).scalar_one()


def _shift(conn: Connection) -> timedelta:
    """As the clock process wrote it down (`store.elapsed`)."""
    found = conn.execute(select(elapsed.c.wall).where(elapsed.c.name == "shift")).scalar_one_or_none()
    return timedelta(milliseconds=found or 0)
