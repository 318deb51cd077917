"""Events: what several reports say together, how far they are believed, and what was released by whom."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
    update,
)

from core.reports import Incident, State
from store import reports as told
from store.database import from_ms, ms
from store.prepared import Prepared
from store.reports import ReportRow
from store.rows import execute_rows, put
from store.tables import incidents, reports
from store.vault import Vault

CLOSED = ("false", "unresolved")
Box = tuple[float, float, float, float]
"""South, north, west, east, in degrees."""


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
    found = _GET.first(conn, {"of": incident_id})
    return None if found is None else read(found)


def open_near(conn: Connection, *, kind: str, adm2: str, since: datetime) -> list[Incident]:
    """The incidents without a verdict against them that were opened since, in a cercle; `kind` is the first
    digit of their code.
    """
    found = _NEAR.all(conn, {"since": ms(since), "kind": kind, "adm2": adm2})
    return [read(row) for row in found]


def open_around(conn: Connection, *, kind: str, box: Box, since: datetime) -> list[Incident]:
    """The same within a box of degrees: a radius crosses borders."""
    south, north, west, east = box
    edges = {"south": south, "north": north, "west": west, "east": east}
    found = _AROUND.all(conn, {"since": ms(since), "kind": kind} | edges)
    return [read(row) for row in found]


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


def contacts(conn: Connection, incident_id: str) -> list[str]:
    """The pseudonyms that told of an incident, each once."""
    counted = and_(reports.c.incident_id == incident_id, reports.c.repeat_of.is_(None))
    return list(conn.scalars(select(reports.c.contact).where(counted).distinct()))


def save(conn: Connection, incident: Incident, told: Mapping[str, int] | None = None) -> None:
    """Inserts an incident or writes what it has become; release and verifier stay.

    `told` is what its reports say together (`store.sources`).
    """
    values = _values(incident, told)
    values["id"] = values.pop("of")
    put(conn, incidents, ("id",), values, replaced=_SAVED)


def save_all(conn: Connection, told: Sequence[tuple[Incident, Mapping[str, int]]]) -> None:
    """The same for many incidents that are there."""
    rows = [_values(incident, tally) for incident, tally in told]
    if rows:
        execute_rows(conn, _UPDATE, list(rows[0]), [tuple(row.values()) for row in rows])


def _values(incident: Incident, told: Mapping[str, int] | None) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(incident, name) for name in _WRITTEN}
    values |= {"opened_at": ms(incident.opened_at), "updated_at": ms(incident.updated_at)}
    values |= {"told": None if told is None else json.dumps(told), "told_at": values["updated_at"]}
    return values | {"of": incident.id}


def attach(conn: Connection, report_id: str, incident_id: str | None, source: str | None = None) -> None:
    """The report is of this incident and independent source, or of none."""
    _ATTACH.change(conn, {"report": report_id, "to": incident_id, "voice": source})


def is_shared(conn: Connection, incident_id: str, report_id: str) -> bool:
    """Whether another report counts in an incident."""
    return _OTHERS.first(conn, {"incident": incident_id, "report": report_id}) is not None


def set_state(conn: Connection, incident_id: str, state: State, at: datetime, by: str | None = None) -> bool:
    """A person's verdict, or the end of the time for one; False when the incident has that state already.

    A release ends with FAUX.
    """
    other = and_(incidents.c.id == incident_id, incidents.c.state != state)
    values: dict[str, Any] = {"state": state, "updated_at": ms(at)}
    if by is not None:
        values["verified_by"] = by
    if state == "false":
        values |= {"released_at": None, "released_by": None}
    return conn.execute(update(incidents).where(other).values(values)).rowcount == 1


def unjudge(conn: Connection, incident_id: str, state: State, at: datetime) -> None:
    """A verdict was taken back by who gave it: nobody has judged, and it is as it was."""
    values = {"state": state, "verified_by": None, "updated_at": ms(at)}
    conn.execute(update(incidents).where(incidents.c.id == incident_id).values(values))


def reopen(conn: Connection, incident_id: str) -> None:
    """Nobody tells of it any more: that it was believed, or released, ends; that it was found false stays."""
    believed = and_(incidents.c.id == incident_id, incidents.c.state.in_(("corroborated", "verified")))
    values = {"state": "unverified", "verified_by": None, "released_at": None, "released_by": None}
    conn.execute(update(incidents).where(believed).values(values))


def undecided(conn: Connection, until: datetime, most: int = 200) -> list[str]:
    """What was opened until a moment and has no verdict, the oldest first; nothing that was set aside, or of
    which nobody tells any more.
    """
    open_ = and_(incidents.c.state.in_(("unverified", "corroborated")), incidents.c.opened_at <= ms(until))
    stands = and_(incidents.c.set_aside.is_not(True), incidents.c.sources > 0)
    asked = select(incidents.c.id).where(open_, stands)
    return list(conn.scalars(asked.order_by(incidents.c.opened_at, incidents.c.id).limit(most)))


def release(conn: Connection, incident_id: str, by: str, at: datetime) -> bool:
    """A named person lets a verified incident leave the circle of staff; False when it was or is not
    verified.
    """
    ready = and_(
        incidents.c.id == incident_id, incidents.c.state == "verified", incidents.c.released_at.is_(None)
    )
    done = update(incidents).where(ready).values(released_at=ms(at), released_by=by)
    return conn.execute(done).rowcount == 1


def release_of(conn: Connection, incident_id: str) -> datetime | None:
    """When a named person let it leave the circle of staff."""
    asked = select(incidents.c.released_at).where(incidents.c.id == incident_id)
    found = conn.execute(asked).scalar_one_or_none()
    return None if found is None else from_ms(found)


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
    wanted = or_(within(areas), incidents.c.released_at.is_not(None) if released else false())
    window = []
    if since is not None:
        window.append(incidents.c.opened_at >= ms(since))
    if until is not None:
        window.append(incidents.c.opened_at < ms(until))
    stands = incidents.c.set_aside.is_not(True)
    asked = select(incidents).where(wanted, stands, *window).order_by(incidents.c.opened_at, incidents.c.id)
    return [_listed(row) for row in conn.execute(asked).mappings()]


def tally(conn: Connection, *names: str) -> dict[tuple[Any, ...], int]:
    """How many incidents there are by the values of these columns (`code`, `state`, `adm1`...)."""
    found: dict[tuple[Any, ...], int] = {}
    for row in conn.execute(select(*(incidents.c[name] for name in names))):
        found[tuple(row)] = found.get(tuple(row), 0) + 1
    return found


_WRITTEN = (
    *("code", "place", "adm1", "adm2", "adm3", "lat", "lon", "occurred", "severity", "state"),
    *("confidence", "sources", "killed", "injured", "hearsay_only", "seen", "all_new"),
    "late",
)
_SAVED = (*_WRITTEN, "opened_at", "updated_at", "told", "told_at")
COLUMNS = [incidents.c[name] for name in Incident.__dataclass_fields__]
_TIMES = [list(Incident.__dataclass_fields__).index(name) for name in ("opened_at", "updated_at")]
_LATE = list(Incident.__dataclass_fields__).index("late")
_GET = Prepared(select(*COLUMNS).where(incidents.c.id == bindparam("of")))
_UPDATE = update(incidents).where(incidents.c.id == bindparam("of"))
_ATTACH = Prepared(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(incident_id=bindparam("to"), source=bindparam("voice"))
)
_OTHERS = Prepared(
    select(reports.c.id)
    .where(reports.c.incident_id == bindparam("incident"), reports.c.repeat_of.is_(None))
    .where(reports.c.id != bindparam("report"))
)
_OPEN = (
    select(*COLUMNS)
    .where(incidents.c.opened_at >= bindparam("since"), *(incidents.c.state != each for each in CLOSED))
    .where(incidents.c.set_aside.is_not(True))
    .where(func.substr(incidents.c.code, 1, 1) == bindparam("kind"))
    .order_by(incidents.c.opened_at, incidents.c.id)
)
_NEAR = Prepared(_OPEN.where(incidents.c.adm2 == bindparam("adm2")))
_AROUND = Prepared(
    _OPEN.where(
        incidents.c.lat.between(bindparam("south"), bindparam("north")),
        incidents.c.lon.between(bindparam("west"), bindparam("east")),
    )
)


def within(areas: Sequence[str]) -> ColumnElement[bool]:
    """Every p-code begins with its country's two letters: an area of two letters is the country."""
    if any(len(area) == 2 for area in areas):
        return true()
    return or_(incidents.c.adm1.in_(areas), incidents.c.adm2.in_(areas), incidents.c.adm3.in_(areas))


def read(found: Iterable[Any]) -> Incident:
    """From `COLUMNS`, which come in the order of the fields."""
    values = list(found)
    for at in _TIMES:
        values[at] = from_ms(values[at])
    values[_LATE] = bool(values[_LATE])  # empty on rows of the version before
    return Incident(*values)


def _listed(found: RowMapping) -> Listed:
    free = found["released_at"]
    at = None if free is None else from_ms(free)
    return Listed(read(found[column] for column in COLUMNS), at, found["released_by"], found["verified_by"])
