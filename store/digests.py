"""Digests: which alerts one text tells of, under a number of its own, and who has still to be written to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from sqlalchemy import Connection, Row, and_, exists, insert, not_, select, update

from store.database import from_ms, ms
from store.incidents import CLOSED
from store.rows import insert_new, new_id
from store.tables import alerts, digest_lines, digest_readers, digests, incidents

Kind = Literal["daily", "weekly"]
WAITING = "waiting"
WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Digest:
    """One text of one period. `lines` are ids of alerts in the order of the text."""

    id: str
    number: str
    kind: Kind
    period: str
    made_at: datetime
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert of a digest that nobody has answered. `area` is a p-code."""

    number: str
    code: str
    area: str


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A digest that somebody was sent, and what in it waits for an answer."""

    number: str
    kind: Kind
    waits: tuple[Waiting, ...]


def make(
    conn: Connection,
    *,
    number: str,
    kind: Kind,
    period: str,
    lines: Sequence[str],
    readers: Sequence[str],
    at: datetime,
) -> str:
    """Keeps a digest and for whom it is; its id."""
    id_ = new_id()
    values = {"id": id_, "number": number, "kind": kind, "period": period, "made_at": ms(at)}
    conn.execute(insert(digests).values(values))
    for position, alert_id in enumerate(lines):
        row = {"digest_id": id_, "alert_id": alert_id, "position": position}
        insert_new(conn, digest_lines, row)
    for reader in readers:
        insert_new(conn, digest_readers, {"digest_id": id_, "recipient": reader, "state": WAITING})
    return id_


def get(conn: Connection, digest_id: str) -> Digest | None:
    return _one(conn, conn.execute(select(digests).where(digests.c.id == digest_id)).one_or_none())


def by_number(conn: Connection, number: str) -> Digest | None:
    """The newest digest that bears this number."""
    newest = select(digests).where(digests.c.number == number).order_by(digests.c.made_at.desc()).limit(1)
    return _one(conn, conn.execute(newest).one_or_none())


def waiting(conn: Connection) -> list[tuple[str, str]]:
    """Digests that have not been written yet, each with its reader, the oldest first."""
    asked = (
        select(digest_readers.c.digest_id, digest_readers.c.recipient)
        .join(digests, digests.c.id == digest_readers.c.digest_id)
        .where(digest_readers.c.state == WAITING)
        .order_by(digests.c.made_at, digests.c.id, digest_readers.c.recipient)
    )
    return [(digest_id, recipient) for digest_id, recipient in conn.execute(asked)]


def take(conn: Connection, digest_id: str, recipient: str) -> bool:
    """Whether it was still to be written for this reader; from now on it is not."""
    mine = and_(digest_readers.c.digest_id == digest_id, digest_readers.c.recipient == recipient)
    waits = and_(mine, digest_readers.c.state == WAITING)
    return conn.execute(update(digest_readers).where(waits).values(state=WRITTEN)).rowcount == 1


def was_for(conn: Connection, digest_id: str, recipient: str) -> bool:
    mine = and_(digest_readers.c.digest_id == digest_id, digest_readers.c.recipient == recipient)
    return conn.execute(select(digest_readers.c.digest_id).where(mine)).first() is not None


def to_answer(conn: Connection, recipient: str, since: datetime) -> list[ToAnswer]:
    """The digests that somebody was sent since then and of which anything waits for an answer, the newest
    first.
    """
    asked = (
        select(digests.c.id, digests.c.number.label("digest"), digests.c.kind)
        .add_columns(alerts.c.number, alerts.c.code, alerts.c.area)
        .join(digest_readers, digest_readers.c.digest_id == digests.c.id)
        .join(digest_lines, digest_lines.c.digest_id == digests.c.id)
        .join(alerts, and_(alerts.c.id == digest_lines.c.alert_id, alerts.c.status == "active"))
        .where(digest_readers.c.recipient == recipient, digest_readers.c.state == WRITTEN)
        .where(digests.c.made_at >= ms(since))
        .order_by(digests.c.made_at.desc(), digests.c.id, digest_lines.c.position)
    )
    found = groupby(conn.execute(asked), key=lambda row: (row.id, row.digest, row.kind))
    return [
        ToAnswer(number, kind, tuple(Waiting(row.number, row.code, row.area) for row in rows))
        for (_, number, kind), rows in found
    ]


def fresh(conn: Connection, severity: int) -> list[str]:
    """Active alerts of a severity that no digest has told of yet, the oldest first."""
    told = exists().where(digest_lines.c.alert_id == alerts.c.id)
    wanted = and_(alerts.c.status == "active", alerts.c.severity == severity, not_(told))
    return list(conn.scalars(select(alerts.c.id).where(wanted).order_by(alerts.c.raised_at, alerts.c.id)))


def untold(conn: Connection, severity: int, since: datetime) -> list[str]:
    """Incidents of a severity without an alert, opened since then, that stand and have a place; the oldest
    first. What was dated a day or more before its receipt raises nothing.
    """
    raised = exists().where(alerts.c.incident_id == incidents.c.id)
    stands = and_(
        incidents.c.sources > 0,
        incidents.c.state.not_in(CLOSED),
        incidents.c.set_aside.is_not(True),
        incidents.c.merged_into.is_(None),
        incidents.c.late.is_not(True),
        incidents.c.adm2.is_not(None),
    )
    wanted = and_(incidents.c.severity == severity, incidents.c.opened_at >= ms(since), stands, not_(raised))
    asked = select(incidents.c.id).where(wanted).order_by(incidents.c.opened_at, incidents.c.id)
    return list(conn.scalars(asked))


def numbers(conn: Connection, since: datetime) -> set[str]:
    """Numbers that digests bore since then."""
    return set(conn.scalars(select(digests.c.number).where(digests.c.made_at > ms(since))))


def _one(conn: Connection, row: Row[tuple[object, ...]] | None) -> Digest | None:
    if row is None:
        return None
    told = select(digest_lines.c.alert_id).where(digest_lines.c.digest_id == row.id)
    lines = tuple(conn.scalars(told.order_by(digest_lines.c.position)))
    return Digest(row.id, row.number, row.kind, row.period, from_ms(row.made_at), lines)
