"""Texts for relays that wait for daytime and for the window of each (`alerts.md` §7, §11)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import outbox, relayed


@dataclass(frozen=True, slots=True)
class Waiting:
    """One text for one relay, by what caused it."""

    cause: str
    recipient: str
    text: str
    since: datetime


def add(conn: Connection, cause: str, recipient: str, text: str, at: datetime) -> bool:
    """False when this relay is to hear it already."""
    values = {"cause": cause, "recipient": recipient, "text": text, "since": ms(at)}
    return insert_new(conn, relayed, values)


def waiting(conn: Connection, most: int) -> list[Waiting]:
    """Those that have waited longest."""
    asked = select(relayed).order_by(relayed.c.since, relayed.c.cause, relayed.c.recipient).limit(most)
    return [Waiting(row.cause, row.recipient, row.text, from_ms(row.since)) for row in conn.execute(asked)]


def is_on_its_way(conn: Connection, recipient: str) -> bool:
    """Whether an earlier text of this relay has not left yet."""
    mine = (outbox.c.recipient == recipient, outbox.c.purpose == "bulletin")
    unsent = exists().where(*mine, outbox.c.state.in_(("pending", "sending")))
    return bool(conn.execute(select(unsent)).scalar_one())


def take(conn: Connection, one: Waiting) -> bool:
    """It waits no more; False when somebody else was quicker."""
    mine = (relayed.c.cause == one.cause, relayed.c.recipient == one.recipient)
    return conn.execute(delete(relayed).where(*mine)).rowcount == 1


def forget(conn: Connection, before: datetime) -> int:
    """What nobody could be told in time is told no more; how many."""
    return conn.execute(delete(relayed).where(relayed.c.since < ms(before))).rowcount
