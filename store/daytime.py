"""Messages that wait for daytime: what relays are told, and digests in which nothing severe is open.

They wait in the outbox, one to a person in five minutes from the morning on, and do not expire by night.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, exists, func, select

from store.database import ms
from store.failover import place_of
from store.outgoing import Outgoing
from store.rows import serialise
from store.tables import alerts, digest_lines, outbox

GRAVE: Final = 3
SUMMARY: Final = "digest"
APART: Final = timedelta(minutes=5)


def slot(conn: Connection, one: Outgoing, morning: datetime) -> datetime | None:
    """When a message that is for the day may leave in the morning, after those that wait for it already; None
    for what quiet hours do not bind.
    """
    if not _is_for_day(conn, one):
        return None
    serialise(conn, one.recipient.encode())
    mine = and_(outbox.c.recipient == one.recipient, outbox.c.id != one.id)
    waits = and_(mine, outbox.c.state == "pending", outbox.c.due_at >= ms(morning))
    before = conn.execute(select(func.count()).where(waits)).scalar_one()
    return morning + APART * before


def is_severe(conn: Connection, digest_id: str) -> bool:
    """Whether a digest tells of an alert of severity 3 or 4 that nobody has answered."""
    told = and_(digest_lines.c.digest_id == digest_id, digest_lines.c.alert_id == alerts.c.id)
    severe = exists().where(told, alerts.c.severity >= GRAVE, alerts.c.status == "active")
    return bool(conn.execute(select(severe)).scalar_one())


def _is_for_day(conn: Connection, one: Outgoing) -> bool:
    if one.purpose == "bulletin":
        return True
    root, place = place_of(one)
    first = select(outbox.c.cause).where(outbox.c.id == root)
    cause = conn.execute(first).scalar_one_or_none() if place else one.cause
    word, _, rest = (cause or "").partition(":")
    return word == SUMMARY and not is_severe(conn, rest.partition(":")[0])
