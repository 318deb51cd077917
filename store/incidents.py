"""Events: what several reports say together, how far they are believed, and what was released by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, false, insert, or_, select, true, update

from core.reports import Incident, State
from store import reports as told
from store.database import from_ms, ms
from store.reports import ReportRow
from store.tables import incidents, reports
from store.vault import Vault

CLOSED = ("false", "unresolved")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One counted report of an incident, and whose word it is. `text` is redacted, and there if asked for."""

    report: ReportRow
    first_seen_day: str
    text: str | None = None

    @property
    def contact(self) -> str:
        return self.report.contact


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident and when a named person let it leave the circle of staff (None: not yet)."""

    incident: Incident
    released_at: datetime | None
    released_by: str | None = None
    verified_by: str | None = None


def get(conn: Connection, incident_id: str) -> Incident | None:
    found = conn.execute(select(incidents).where(incidents.c.id == incident_id)).mappings().one_or_none()
    return None if found is None else _incident(found)


def open_near(conn: Connection, *, adm2: str | None, since: datetime) -> list[Incident]:
    """The incidents without a verdict against them that were opened since, in a cercle or (None) anywhere.

    A radius crosses borders: whoever joins by kilometres asks for all of them.
    """
    near = [incidents.c.opened_at >= ms(since), incidents.c.state.not_in(CLOSED)]
    if adm2 is not None:
        near.append(incidents.c.adm2 == adm2)
    found = conn.execute(select(incidents).where(*near).order_by(incidents.c.opened_at, incidents.c.id))
    return [_incident(row) for row in found.mappings()]


def sources(conn: Connection, incident_id: str, vault: Vault | None = None) -> list[SourceRow]:
    """The reports that count in an incident, in the order of reception. With a vault, their redacted texts
    too.
    """
    rows = [row for row in told.of_incident(conn, incident_id) if row.repeat_of is None]
    return [
        SourceRow(
            row,
            row.first_seen or row.received_at.date().isoformat(),
            None if vault is None else told.text_of(conn, vault, row.id),
        )
        for row in rows
    ]


def save(conn: Connection, incident: Incident) -> None:
    """Inserts an incident or writes what it has become; release and verifier stay."""
    names = (
        *("code", "place", "adm1", "adm2", "adm3", "lat", "lon", "occurred", "severity", "state"),
        *("confidence", "sources", "killed", "injured", "hearsay_only", "seen", "all_new"),
    )
    values: dict[str, Any] = {name: getattr(incident, name) for name in names}
    values |= {"opened_at": ms(incident.opened_at), "updated_at": ms(incident.updated_at)}
    if conn.execute(update(incidents).where(incidents.c.id == incident.id).values(values)).rowcount == 0:
        conn.execute(insert(incidents).values(id=incident.id, **values))


def attach(conn: Connection, report_id: str, incident_id: str | None) -> None:
    """The report is of this incident, or of none."""
    conn.execute(update(reports).where(reports.c.id == report_id).values(incident_id=incident_id))


def set_state(conn: Connection, incident_id: str, state: State, at: datetime, by: str | None = None) -> bool:
    """A person's verdict, or the end of the time for one; False when the incident has that state already."""
    other = and_(incidents.c.id == incident_id, incidents.c.state != state)
    values: dict[str, Any] = {"state": state, "updated_at": ms(at)}
    if by is not None:
        values["verified_by"] = by
    return conn.execute(update(incidents).where(other).values(values)).rowcount == 1


def release(conn: Connection, incident_id: str, by: str, at: datetime) -> bool:
    """A named person lets a verified incident leave the circle of staff; False when it was or is not
    verified.
    """
    ready = and_(
        incidents.c.id == incident_id, incidents.c.state == "verified", incidents.c.released_at.is_(None)
    )
    done = update(incidents).where(ready).values(released_at=ms(at), released_by=by)
    return conn.execute(done).rowcount == 1


def listing(
    conn: Connection,
    *,
    areas: Sequence[str] = (),
    released: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Listed]:
    """Incidents of these areas (regions, cercles, or `ML` for all), and with `released` those set free, by
    time.
    """
    wanted = or_(_within(areas), incidents.c.released_at.is_not(None) if released else false())
    window = []
    if since is not None:
        window.append(incidents.c.opened_at >= ms(since))
    if until is not None:
        window.append(incidents.c.opened_at < ms(until))
    asked = select(incidents).where(wanted, *window).order_by(incidents.c.opened_at, incidents.c.id)
    return [_listed(row) for row in conn.execute(asked).mappings()]


def tally(conn: Connection, *names: str) -> dict[tuple[Any, ...], int]:
    """How many incidents there are by the values of these columns (`code`, `state`, `adm1`...)."""
    found: dict[tuple[Any, ...], int] = {}
    for row in conn.execute(select(*(incidents.c[name] for name in names))):
        found[tuple(row)] = found.get(tuple(row), 0) + 1
    return found


def _within(areas: Sequence[str]) -> ColumnElement[bool]:
    """Every p-code begins with its country's two letters: an area of two letters is the country."""
    if any(len(area) == 2 for area in areas):
        return true()
    return or_(incidents.c.adm1.in_(areas), incidents.c.adm2.in_(areas), incidents.c.adm3.in_(areas))


def _incident(found: RowMapping) -> Incident:
    values = {name: found[name] for name in Incident.__dataclass_fields__}
    times = {"opened_at": from_ms(found["opened_at"]), "updated_at": from_ms(found["updated_at"])}
    return Incident(**values | times)


def _listed(found: RowMapping) -> Listed:
    free = found["released_at"]
    at = None if free is None else from_ms(free)
    return Listed(_incident(found), at, found["released_by"], found["verified_by"])
