"""Who tells of an incident, source by source, as it may be shown: no phone and no text (P66)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from core.reports import Incident
from store.database import from_ms, ms
from store.incidents import COLUMNS, read, within
from store.sources import PUBLIC
from store.tables import floods, incidents, reports


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent source of an incident. `id` is None for those without proof of origin.

    `kinds`: relay, monitor, regional, national, known, new. `flood`: it is a suspect flood.
    """

    id: str | None
    reports: int
    phones: int
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    places: tuple[str, ...]
    first: datetime
    last: datetime
    flood: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident, how many phones told it, and what people made of it. `aside`: nothing of it counts."""

    incident: Incident
    phones: int
    aside: bool
    into: str | None
    suspect: bool


def listing(conn: Connection, areas: Sequence[str], since: datetime) -> list[Standing]:
    """The incidents of some areas since a moment, whatever became of them, the newest first."""
    newest = (incidents.c.opened_at.desc(), incidents.c.id)
    asked = _STANDING.where(within(areas), incidents.c.opened_at >= ms(since)).order_by(*newest)
    return [_standing(row) for row in conn.execute(asked)]


def one(conn: Connection, areas: Sequence[str], incident_id: str) -> Standing | None:
    found = conn.execute(_STANDING.where(within(areas), incidents.c.id == incident_id)).one_or_none()
    return None if found is None else _standing(found)


def of_incident(conn: Connection, incident_id: str) -> list[Voice]:
    """Its sources, the one that told first at the head."""
    names = ("source", "contact", "role", "known", "code", "adm3", "adm2", "received_at")
    suspect = reports.c.cluster.in_(select(floods.c.id)).label("flood")
    asked = select(*(reports.c[name] for name in names), suspect)
    counted = and_(reports.c.incident_id == incident_id, reports.c.repeat_of.is_(None))
    told: dict[str | None, list[Any]] = {}
    for row in conn.execute(asked.where(counted).order_by(reports.c.received_at, reports.c.id)):
        told.setdefault(row.source, []).append(row)
    return [_voice(source, rows) for source, rows in told.items()]


def _voice(source: str | None, rows: Sequence[Any]) -> Voice:
    return Voice(
        id=source,
        reports=len(rows),
        phones=len({row.contact for row in rows}),
        kinds=_once(_kind(row) for row in rows),
        codes=_once(row.code for row in rows),
        places=_once(row.adm3 or row.adm2 for row in rows),
        first=from_ms(rows[0].received_at),
        last=from_ms(rows[-1].received_at),
        flood=any(row.flood for row in rows),
    )


def _kind(row: Any) -> str:
    if row.role != PUBLIC:
        return str(row.role)
    return "known" if row.known else "new"


def _once(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


_HERE = or_(reports.c.incident_id == incidents.c.id, reports.c.aside_from == incidents.c.id)
_PHONES = (
    select(func.count(reports.c.contact.distinct()))
    .where(_HERE, reports.c.repeat_of.is_(None))
    .scalar_subquery()
)
_SUSPECT = (
    select(reports.c.id)
    .where(_HERE, reports.c.cluster.in_(select(floods.c.id)))
    .correlate(incidents)
    .exists()
)
_STANDING = select(
    *COLUMNS,
    _PHONES.label("phones"),
    incidents.c.set_aside,
    incidents.c.merged_into,
    _SUSPECT.label("suspect"),
)


def _standing(row: Iterable[Any]) -> Standing:
    told = list(row)
    phones, aside, into, suspect = told[len(COLUMNS) :]
    return Standing(read(told[: len(COLUMNS)]), phones, bool(aside), into, bool(suspect))
