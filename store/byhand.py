"""What a person joins and parts: reports change their incident, and the way back is kept (`alerts.md` §6)."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, select, update

from store import floods, sources
from store.reports import ReportRow, matching
from store.tables import incidents, reports


def give(conn: Connection, gone: str, kept: str) -> None:
    """Every report of one incident is of another; the first stays, and counts for nothing."""
    theirs = reports.c.incident_id == gone
    sources.renew(conn, gone, {}, {})
    conn.execute(update(reports).where(theirs).values(incident_id=kept, merged_from=gone))
    values = {"merged_into": kept, "set_aside": True, "sources": 0, "confidence": 0.0, "told": None}
    conn.execute(update(incidents).where(incidents.c.id == gone).values(values))
    floods.rehome(conn, gone, kept)


def given(conn: Connection, kept: str) -> list[str]:
    """The incidents whose reports an incident was given."""
    asked = select(incidents.c.id).where(incidents.c.merged_into == kept)
    return list(conn.scalars(asked.order_by(incidents.c.opened_at, incidents.c.id)))


def holder(conn: Connection, incident_id: str) -> str:
    """The incident that has its reports now: itself, or the last one it was merged into."""
    while into := conn.execute(_INTO.where(incidents.c.id == incident_id)).scalar_one_or_none():
        incident_id = into
    return incident_id


def of_gone(conn: Connection, kept: str, gone: str) -> list[ReportRow]:
    """The reports that an incident was given by another and has still."""
    return matching(conn, and_(reports.c.incident_id == kept, reports.c.merged_from == gone))


def of_sources(conn: Connection, incident_id: str, chosen: Sequence[str]) -> list[ReportRow]:
    """The reports of these independent sources, in the order of reception."""
    return matching(conn, and_(reports.c.incident_id == incident_id, reports.c.source.in_(chosen)))


def move(conn: Connection, rows: Sequence[ReportRow], incident_id: str) -> None:
    """These reports are of that incident, whatever they were of before."""
    theirs = reports.c.id.in_([row.id for row in rows])
    conn.execute(update(reports).where(theirs).values(incident_id=incident_id, source=None, merged_from=None))


def give_back_aside(conn: Connection, kept: str, gone: str) -> int:
    """What a merged incident had brought and is aside now comes back to it, if it does; how many reports."""
    theirs = and_(reports.c.aside_from == kept, reports.c.merged_from == gone)
    moved = update(reports).where(theirs).values(aside_from=gone, merged_from=None)
    return conn.execute(moved).rowcount


def revive(conn: Connection, gone: str) -> None:
    """An incident that was merged stands by itself again."""
    values = {"merged_into": None, "set_aside": None}
    conn.execute(update(incidents).where(incidents.c.id == gone).values(values))


_INTO = select(incidents.c.merged_into)
