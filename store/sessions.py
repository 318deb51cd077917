"""A USSD call: one row, written at its first request and never changed (`reliability.md` §3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import sessions


@dataclass(frozen=True, slots=True)
class Call:
    """`id` and `caller` are marks of purpose `session`; the rest is what the first request found."""

    id: str
    caller: str
    language: str | None
    first_use: bool
    home: str | None
    flow_version: str
    created_at: datetime


def find(conn: Connection, id_: str) -> Call | None:
    found = conn.execute(select(sessions).where(sessions.c.id == id_)).mappings().one_or_none()
    return None if found is None else Call(**{**found, "created_at": from_ms(found["created_at"])})


def begin(conn: Connection, call: Call) -> Call:
    """The call as it was begun: this one, or the one that the same request began before."""
    values = {
        "id": call.id,
        "caller": call.caller,
        "language": call.language,
        "first_use": call.first_use,
        "home": call.home,
        "flow_version": call.flow_version,
        "created_at": ms(call.created_at),
    }
    if insert_new(conn, sessions, values):
        return call
    return find(conn, call.id) or call


def forget(conn: Connection, id_: str) -> None:
    conn.execute(delete(sessions).where(sessions.c.id == id_))


def purge(conn: Connection, before: datetime) -> int:
    """Calls that began before a moment; how many."""
    return conn.execute(delete(sessions).where(sessions.c.created_at < ms(before))).rowcount
