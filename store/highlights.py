"""The weekly highlights: what was approved of which week, by whom (`standards.md` §7)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from core.periods import hour_of
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import highlights

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Approved:
    """What a named account let go of a week; it is not changed any more."""

    week: str
    told: Told
    mark: str
    approved_by: str
    hour: datetime


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


def _approved(row: Row[Any]) -> Approved:
    return Approved(row.week, json.loads(row.told), row.mark, row.approved_by, from_ms(row.hour))


def _text(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
