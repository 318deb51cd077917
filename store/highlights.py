"""The weekly highlights: what was approved of which week, by whom (`standards.md` §7)."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.periods import hour_of
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import commitments, highlights, status_updates

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Approved:
    """What a named account let go of a week; it is not changed any more."""

    week: str
    told: Told
    mark: str
    approved_by: str
    hour: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as of a day: its last state, whether that was verified, and the day it was said."""

    code: str
    framework: str
    due: str | None
    state: str | None
    verified: bool
    said_on: str | None
    since: str


def mark_of(told: Told) -> str:
    """The same for the same figures, whatever the order of their names."""
    return hashlib.sha256(_text(told).encode()).hexdigest()


def approve(conn: Connection, week: str, told: Told, by: str, at: datetime) -> bool:
    """False when the highlights of this week have been approved already."""
    values = {"week": week, "told": _text(told), "mark": mark_of(told), "approved_by": by}
    return insert_new(conn, highlights, values | {"hour": ms(hour_of(at))})


def get(conn: Connection, week: str) -> Approved | None:
    found = conn.execute(select(highlights).where(highlights.c.week == week)).one_or_none()
    return None if found is None else _approved(found)


def approved(conn: Connection, most: int) -> list[Approved]:
    """The newest weeks first."""
    asked = select(highlights).order_by(highlights.c.week.desc()).limit(most)
    return [_approved(row) for row in conn.execute(asked)]


def promises(conn: Connection, on: str, but: Collection[str]) -> list[Promise]:
    """Every commitment that was there on a day, with what was last said of it by then; `but` frameworks of
    the house's own.
    """
    said = select(func.max(status_updates.c.seq)).where(status_updates.c.date <= on)
    last = said.group_by(status_updates.c.commitment)
    both = commitments.outerjoin(
        status_updates,
        (status_updates.c.commitment == commitments.c.code) & status_updates.c.seq.in_(last),
    )
    asked = select(commitments, status_updates.c.state, status_updates.c.verified, status_updates.c.date)
    rows = conn.execute(
        asked.select_from(both).where(commitments.c.framework.not_in(but)).order_by(commitments.c.code)
    )
    found = (_promise(row) for row in rows)
    return [promise for promise in found if promise.since <= on]


def _promise(row: Row[Any]) -> Promise:
    since = from_ms(row.created_at).date().isoformat()
    return Promise(row.code, row.framework, row.due, row.state, bool(row.verified), row.date, since)


def _approved(row: Row[Any]) -> Approved:
    return Approved(row.week, json.loads(row.told), row.mark, row.approved_by, from_ms(row.hour))


def _text(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
