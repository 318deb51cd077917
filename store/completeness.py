"""How whole the reports of a cercle were in a week: relays that reported of those expected (E7)."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, distinct, func, select

from store.database import from_ms, ms
from store.rows import put
from store.tables import completeness, reports, staff

TOLD: Final = ("incident",)
"""Kinds of report that count: what happened, or `00`, that nothing did."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """One cercle in one ISO week. `phones` told something of it; `population` is None where nobody knows."""

    area: str
    week: str
    expected: int
    reporting: int
    phones: int
    population: float | None = None

    @property
    def share(self) -> float | None:
        """E7; None where no relay was expected."""
        return self.reporting / self.expected if self.expected else None


def keep(conn: Connection, found: Completeness) -> None:
    """Writes a week of a cercle, or what it has come to."""
    values = asdict(found)
    told = tuple(name for name in values if name not in {"area", "week"})
    put(conn, completeness, ("area", "week"), values, replaced=told)


def weeks(
    conn: Connection, *, since: str, until: str, areas: Sequence[str] | None = None
) -> list[Completeness]:
    """From one ISO week to another, both included, by week and cercle; of these areas, or of all."""
    table = completeness.c
    asked = select(table.area, table.week, table.expected, table.reporting, table.phones, table.population)
    asked = asked.where(table.week >= since, table.week <= until).order_by(table.week, table.area)
    found = [Completeness(*row) for row in conn.execute(asked)]
    return [one for one in found if areas is None or _lies_in(one.area, areas)]


def joined(conn: Connection) -> dict[str, datetime]:
    """When everybody who serves came on the roster."""
    serving = select(staff.c.id, staff.c.created_at).where(staff.c.active)
    return {row.id: from_ms(row.created_at) for row in conn.execute(serving)}


def last_told(
    conn: Connection, contacts: Collection[str], since: datetime, until: datetime
) -> dict[str, datetime]:
    """When each of these pseudonyms last reported, from `since` to before `until`."""
    asked = (
        select(reports.c.contact, func.max(reports.c.received_at))
        .where(reports.c.contact.in_(contacts), reports.c.kind.in_(TOLD))
        .where(reports.c.received_at >= ms(since), reports.c.received_at < ms(until))
        .group_by(reports.c.contact)
    )
    return {contact: from_ms(at) for contact, at in conn.execute(asked)}


def phones(conn: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """How many phones told something of each cercle."""
    asked = (
        select(reports.c.adm2, func.count(distinct(reports.c.contact)))
        .where(reports.c.received_at >= ms(since), reports.c.received_at < ms(until))
        .where(reports.c.adm2.is_not(None), reports.c.kind.in_(TOLD))
        .group_by(reports.c.adm2)
    )
    return {row[0]: row[1] for row in conn.execute(asked)}


def _lies_in(place: str, areas: Sequence[str]) -> bool:
    return any(place == area or (len(area) < len(place) and place.startswith(area)) for area in areas)
