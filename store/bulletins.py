"""The bulletins that a named person has let go, one for each region and week; what was said stays."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, false, func, or_, select

from core.periods import hour_of
from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import bulletins, incidents, reports


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a region was told of a week. `told`: the text for the radio by language, and `sms`, those for
    relays.
    """

    area: str
    week: str
    told: Mapping[str, Any]
    why: str
    approved_by: str
    hour: datetime


def approve(
    conn: Connection,
    *,
    area: str,
    week: str,
    told: Mapping[str, Any],
    why: str,
    by: str,
    at: datetime,
) -> bool:
    """False when the bulletin of this region and week has left already."""
    said = json.dumps(told, ensure_ascii=False, sort_keys=True)
    values = {"area": area, "week": week, "told": said, "why": why, "approved_by": by}
    return insert_new(conn, bulletins, values | {"hour": ms(hour_of(at))})


def get(conn: Connection, area: str, week: str) -> Bulletin | None:
    one = and_(bulletins.c.area == area, bulletins.c.week == week)
    found = conn.execute(select(bulletins).where(one)).mappings().one_or_none()
    return None if found is None else _bulletin(found)


def of_areas(conn: Connection, areas: Collection[str]) -> list[Bulletin]:
    """Those of these regions, the newest first."""
    inside = or_(false(), *(bulletins.c.area == area for area in areas))
    asked = select(bulletins).where(inside).order_by(bulletins.c.week.desc(), bulletins.c.area)
    return [_bulletin(row) for row in conn.execute(asked).mappings()]


def tellers_of_false(conn: Connection, region: str, code: str, since: datetime, until: datetime) -> int:
    """How many pseudonyms told what turned out false, by region, code and week: no cell counts them (P56)."""
    opened = and_(incidents.c.opened_at >= ms(since), incidents.c.opened_at < ms(until))
    alike = and_(incidents.c.adm1 == region, incidents.c.code == code, incidents.c.state == "false")
    told = select(func.count(reports.c.contact.distinct())).join(
        incidents, incidents.c.id == reports.c.incident_id
    )
    return conn.execute(told.where(opened, alike, reports.c.repeat_of.is_(None))).scalar_one()


def _bulletin(row: RowMapping) -> Bulletin:
    return Bulletin(**dict(row) | {"told": json.loads(row["told"]), "hour": from_ms(row["hour"])})
