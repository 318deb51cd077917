"""Alerts that wait for a verifier, because nobody has reviewed the words they rest on (`languages.md` §12).

A deadline is in the house's own time (`store.elapsed`), so a restart neither forgets nor prolongs it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from store.database import from_ms, ms
from store.prepared import Prepared
from store.rows import insert_new
from store.tables import holds, reports


@dataclass(frozen=True, slots=True)
class Hold:
    """An incident whose alert waits. `until` in milliseconds of the house; `accepted_at`: what asked for the
    alert was on disk; `asked`: a verifier was told.
    """

    incident: str
    until: int
    accepted_at: datetime
    asked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What reports of an incident have in common. `waits`: in the queue of the verifiers; `late`: of a day
    before.
    """

    code: str
    unreviewed: bool
    waits: bool
    late: bool


def begin(conn: Connection, hold: Hold) -> bool:
    """False when the alert of this incident waits already: its deadline stays."""
    values = {"incident_id": hold.incident, "until": hold.until, "asked": hold.asked}
    return insert_new(conn, holds, values | {"accepted_at": ms(hold.accepted_at)})


def asked(conn: Connection, incident_id: str) -> None:
    conn.execute(update(holds).where(holds.c.incident_id == incident_id).values(asked=True))


def end(conn: Connection, incident_id: str) -> None:
    """The alert of this incident waits no more, or there is none to wait."""
    _END.change(conn, {"of": incident_id})


def get(conn: Connection, incident_id: str) -> Hold | None:
    row = conn.execute(select(holds).where(holds.c.incident_id == incident_id)).one_or_none()
    return None if row is None else _hold(row)


def listing(conn: Connection) -> list[Hold]:
    """Everything that waits, what is due first."""
    found = conn.execute(select(holds).order_by(holds.c.until, holds.c.incident_id))
    return [_hold(row) for row in found]


def said(conn: Connection, incident_id: str) -> list[Said]:
    """What the reports of an incident that stand say of its kind, each only once."""
    return [Said(*row) for row in _SAID.all(conn, {"of": incident_id})]


def languages(conn: Connection, incident_id: str) -> set[str]:
    """The languages of the reports of an incident that stand."""
    stand = (reports.c.incident_id == incident_id, reports.c.repeat_of.is_(None))
    return {language for language in conn.scalars(select(reports.c.language).where(*stand)) if language}


_END = Prepared(delete(holds).where(holds.c.incident_id == bindparam("of")))
_SAID = Prepared(
    select(
        reports.c.code,
        func.coalesce(reports.c.unreviewed, False).label("unreviewed"),
        reports.c.queue.is_not(None).label("waits"),
        reports.c.late,
    )
    .where(reports.c.incident_id == bindparam("of"), reports.c.repeat_of.is_(None))
    .where(reports.c.accepted, reports.c.code.is_not(None))
    .distinct()
)


def _hold(row: Row[Any]) -> Hold:
    return Hold(row.incident_id, row.until, from_ms(row.accepted_at), row.asked)
