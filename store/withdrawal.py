"""What must not have been told: its report, ratings, opinions, figures and label go (P11, P36, P37)."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, select, update

from store import clusters, holds, labels, opinions
from store import incidents as events
from store.cells import leave_out, take_back
from store.ratings import withdraw_ratings
from store.reports import of_session
from store.tables import alerts, cases, incidents, outbox, reports, rumours, sources


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a forgotten call had caused. `incident_id`: what others tell, or were alerted of, too."""

    report_id: str
    incident_id: str | None


def withdraw_session(conn: Connection, session: str) -> Withdrawn | None:
    """Takes back what a call told. What is left of its incident is for a worker to say anew, or to recall.

    An incident that is left without a report goes too; one that people were alerted of stays, empty,
    and of its alert nothing more leaves.
    """
    withdraw_ratings(conn, session)
    opinions.withdraw(conn, session)
    known = of_session(conn, session)
    if known is None:
        return None
    withdraw(conn, known.id)
    if known.incident_id is None:
        return Withdrawn(known.id, None)
    left = events.contacts(conn, known.incident_id)
    if not left:
        empty(conn, known.incident_id)
    elif known.contact not in left:
        leave_out(conn, known.incident_id, known.contact)
    one = incidents.c.id == known.incident_id
    stays = conn.execute(update(incidents).where(one).values(told=None)).rowcount == 1
    return Withdrawn(known.id, known.incident_id if stays else None)


def withdraw(conn: Connection, report_id: str) -> None:
    """A report, and what was said of it. What is left of its incident is for the caller to say anew."""
    labels.forget(conn, report_id)
    clusters.forget(conn, report_id)
    conn.execute(delete(reports).where(reports.c.id == report_id))
    take_back(conn, report_id)


def empty(conn: Connection, incident_id: str) -> None:
    """An incident without a report counts for nothing; it is gone unless people were alerted of it, or it was
    referred to an authority.
    """
    take_back(conn, incident_id)
    holds.end(conn, incident_id)
    _recall(conn, incident_id)
    conn.execute(delete(sources).where(sources.c.incident_id == incident_id))
    one = incidents.c.id == incident_id
    alerted = select(alerts.c.id).where(alerts.c.incident_id == incident_id)
    referred = select(cases.c.id).where(cases.c.incident_id == incident_id)
    if conn.execute(alerted).first() is None and conn.execute(referred).first() is None:
        conn.execute(delete(rumours).where(rumours.c.incident_id == incident_id))
        conn.execute(delete(incidents).where(one))
    else:
        conn.execute(update(incidents).where(one).values(sources=0, confidence=0.0))
        silence(conn, incident_id)


def silence(conn: Connection, incident_id: str) -> None:
    """Of what was written about an incident nothing more leaves."""
    raised = select(alerts.c.id).where(alerts.c.incident_id == incident_id)
    unsent = and_(outbox.c.alert_id.in_(raised), outbox.c.state == "pending")
    conn.execute(update(outbox).where(unsent).values(state="expired"))


def _recall(conn: Connection, incident_id: str) -> None:
    """What must not have been told is no case any more: no authority sees it, and it counts in no figure."""
    standing = and_(cases.c.incident_id == incident_id, cases.c.withdrawn_at.is_(None))
    recalled = {"withdrawn_at": cases.c.referred_at, "withdrawn_why": "emptied"}
    conn.execute(update(cases).where(standing).values(recalled))
