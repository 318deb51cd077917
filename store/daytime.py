"""Messages that wait for daytime: what relays are told, digests in which nothing severe is open, and slight
alerts that a count has raised.

They wait in the outbox, one to a person in five minutes from the morning on, and do not expire by night.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, exists, func, select

from core.alerts import RULE
from store.database import ms
from store.failover import first_cause
from store.outgoing import Outgoing
from store.rows import serialise
from store.tables import alerts, digest_lines, outbox
from store.windows import subjects

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
    cause = first_cause(conn, one)
    word, _, rest = cause.partition(":")
    if word == SUMMARY:
        return not is_severe(conn, rest.partition(":")[0])
    return one.purpose == "alert" and _is_slight(conn, subjects(conn, cause, one.alert_id))


def _is_slight(conn: Connection, told: Collection[str]) -> bool:
    """Whether all that is told of was raised by counts of what is slight. What has only become slighter is
    told by night too: somebody may be about to act on what it was.
    """
    slight = and_(alerts.c.id.in_(told), alerts.c.severity < GRAVE, alerts.c.rule != RULE)
    counted = conn.execute(select(func.count()).select_from(alerts).where(slight)).scalar_one()
    return 0 < len(told) == counted
