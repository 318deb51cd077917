"""A call that must not have been: its report, its ratings and its figures go (P11, P36)."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, select, update

from store import incidents as events
from store.cells import leave_out, take_back
from store.ratings import withdraw_ratings
from store.reports import of_session
from store.tables import alerts, incidents, outbox, reports, sources


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a forgotten call had caused. `emptied`: the incident has no report left."""

    report_id: str
    incident_id: str | None
    emptied: bool


def withdraw_session(conn: Connection, session: str) -> Withdrawn | None:
    """Takes back what a call told. What is left of a shared incident is for a worker to say anew.

    An incident that is left without a report goes too; one that people were alerted of stays, empty,
    and of its alert nothing more leaves.
    """
    withdraw_ratings(conn, session)
    known = of_session(conn, session)
    if known is None:
        return None
    conn.execute(delete(reports).where(reports.c.id == known.id))
    take_back(conn, known.id)
    if known.incident_id is None:
        return Withdrawn(known.id, None, emptied=False)
    left = events.contacts(conn, known.incident_id)
    if not left:
        empty(conn, known.incident_id)
    elif known.contact not in left:
        leave_out(conn, known.incident_id, known.contact)
    conn.execute(update(incidents).where(incidents.c.id == known.incident_id).values(told=None))
    return Withdrawn(known.id, known.incident_id, emptied=not left)


def empty(conn: Connection, incident_id: str) -> None:
    """An incident without a report counts for nothing; it is gone unless people were alerted of it."""
    take_back(conn, incident_id)
    conn.execute(delete(sources).where(sources.c.incident_id == incident_id))
    one = incidents.c.id == incident_id
    if conn.execute(select(alerts.c.id).where(alerts.c.incident_id == incident_id)).first() is None:
        conn.execute(delete(incidents).where(one))
    else:
        conn.execute(update(incidents).where(one).values(sources=0, confidence=0.0))
        raised = select(alerts.c.id).where(alerts.c.incident_id == incident_id)
        unsent = and_(outbox.c.alert_id.in_(raised), outbox.c.state == "pending")
        conn.execute(update(outbox).where(unsent).values(state="expired"))
