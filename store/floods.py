"""Suspect clusters of reports: where they are folded, and whether they were set aside (`alerts.md` §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, update

from core.periods import hour_of
from store.database import ms
from store.prepared import Prepared
from store.tables import floods, incidents, ratings, reports


@dataclass(frozen=True, slots=True)
class Flood:
    """A suspect cluster. `incident`: what its reports are folded into; `aside`: it counts for nothing."""

    id: str
    incident: str
    aside: bool


def suspect(conn: Connection, cluster: str, incident: str, at: datetime) -> None:
    values = {"id": cluster, "incident_id": incident, "hour": ms(hour_of(at)), "aside": False}
    conn.execute(insert(floods).values(values))


def get(conn: Connection, cluster: str) -> Flood | None:
    found = _GET.first(conn, {"of": cluster})
    return None if found is None else Flood(*found)


def among(conn: Connection, clusters: Sequence[str]) -> list[Flood]:
    """Which of some clusters are suspect: what was set aside first, then the oldest."""
    asked = select(floods).where(floods.c.id.in_(clusters))
    return [
        _flood(row) for row in conn.execute(asked.order_by(floods.c.aside.desc(), floods.c.hour, floods.c.id))
    ]


def of_incident(conn: Connection, incident_id: str) -> list[Flood]:
    """The suspect clusters of which an incident has reports, or had before these were set aside."""
    here = (reports.c.incident_id == incident_id) | (reports.c.aside_from == incident_id)
    theirs = select(reports.c.cluster).where(here, reports.c.cluster.is_not(None))
    asked = select(floods).where(floods.c.id.in_(theirs)).order_by(floods.c.hour, floods.c.id)
    return [_flood(row) for row in conn.execute(asked)]


def has(conn: Connection, contact: str) -> bool:
    """Whether a phone has told anything in a suspect flood."""
    theirs = reports.c.cluster.in_(select(floods.c.id))
    return conn.execute(select(reports.c.id).where(reports.c.contact == contact, theirs)).first() is not None


def free(conn: Connection, rater: str, now: datetime) -> None:
    """What this phone has rated is held no more: it counts when its other wait is over, or at once."""
    theirs = and_(ratings.c.rater == rater, ratings.c.held.is_(True))
    due = func.coalesce(ratings.c.due_at, ms(now))
    conn.execute(update(ratings).where(theirs).values(held=None, due_at=due))


def drop(conn: Connection, clusters: Sequence[str]) -> None:
    """These were found to be one with another flood, or to be none."""
    conn.execute(delete(floods).where(floods.c.id.in_(clusters)))


def turn(conn: Connection, cluster: str, *, aside: bool) -> bool:
    """Whether it is set aside; False when it was so before."""
    other = and_(floods.c.id == cluster, floods.c.aside.is_not(aside))
    return conn.execute(update(floods).where(other).values(aside=aside)).rowcount == 1


def move_aside(conn: Connection, report_id: str, incident: str) -> None:
    """A report that comes after its cluster was set aside is of no incident; where it would be, is kept."""
    conn.execute(
        update(reports)
        .where(reports.c.id == report_id)
        .values(incident_id=None, source=None, aside_from=incident)
    )


def set_aside(conn: Connection, cluster: str) -> None:
    """The reports of a cluster leave their incidents; where they were, is kept on each."""
    theirs = and_(reports.c.cluster == cluster, reports.c.incident_id.is_not(None))
    moved = {"aside_from": reports.c.incident_id, "incident_id": None, "source": None}
    conn.execute(update(reports).where(theirs).values(moved))


def put_back(conn: Connection, cluster: str) -> None:
    """The reports of a cluster are where they were."""
    theirs = and_(reports.c.cluster == cluster, reports.c.aside_from.is_not(None))
    moved = {"incident_id": reports.c.aside_from, "aside_from": None}
    conn.execute(update(reports).where(theirs).values(moved))


def rehome(conn: Connection, incident_id: str, other: str) -> None:
    """What is folded into an incident, or would be again, goes to another one from now on; whence it came is
    kept on each report.
    """
    conn.execute(update(floods).where(floods.c.incident_id == incident_id).values(incident_id=other))
    theirs = reports.c.aside_from == incident_id
    conn.execute(update(reports).where(theirs).values(aside_from=other, merged_from=incident_id))


def settle(conn: Connection, *parted: str) -> None:
    """After one incident was made two: each flood of theirs is folded where its first report is, and the
    state before a flood was set aside is forgotten where nothing is aside any more.
    """
    of = func.coalesce(reports.c.incident_id, reports.c.aside_from)
    first = (
        select(of)
        .where(reports.c.cluster == floods.c.id, of.is_not(None))
        .order_by(reports.c.received_at, reports.c.id)
        .limit(1)
        .scalar_subquery()
    )
    homes = floods.c.incident_id.in_(parted)
    conn.execute(update(floods).where(homes).values(incident_id=func.coalesce(first, floods.c.incident_id)))
    for incident_id in parted:
        if not phones_aside(conn, incident_id):
            whole = incidents.c.id == incident_id
            conn.execute(update(incidents).where(whole).values(state_before=None))


def moved_from(conn: Connection, cluster: str) -> list[str]:
    """The incidents that the reports of a cluster left when it was set aside."""
    asked = select(reports.c.aside_from).where(
        reports.c.cluster == cluster, reports.c.aside_from.is_not(None)
    )
    return list(conn.scalars(asked.distinct().order_by(reports.c.aside_from)))


def phones_aside(conn: Connection, incident_id: str) -> int:
    """How many phones told of an incident what was set aside."""
    asked = select(func.count(reports.c.contact.distinct())).where(reports.c.aside_from == incident_id)
    return conn.execute(asked).scalar_one()


def begin(conn: Connection, incident_id: str, *, empty: bool) -> None:
    """Before reports of it are set aside: its state is remembered, once. `empty`: none is left."""
    one = incidents.c.id == incident_id
    fresh = and_(one, incidents.c.state_before.is_(None))
    conn.execute(update(incidents).where(fresh).values(state_before=incidents.c.state))
    if empty:
        conn.execute(
            update(incidents).where(one).values(set_aside=True, sources=0, confidence=0.0, told=None)
        )


def left_alone(conn: Connection, incident_id: str) -> None:
    """What others told is of another incident now, and all that is left is aside: the state that it had with
    them does not come back.
    """
    begin(conn, incident_id, empty=True)
    shared = and_(incidents.c.id == incident_id, incidents.c.state_before == "corroborated")
    conn.execute(update(incidents).where(shared).values(state_before="unverified"))


def end(conn: Connection, incident_id: str) -> str:
    """Reports of it are back: the state that it had before, once none of it is aside any more."""
    one = incidents.c.id == incident_id
    before = conn.execute(select(incidents.c.state_before).where(one)).scalar_one_or_none()
    conn.execute(update(incidents).where(one).values(set_aside=None))
    if before is None or phones_aside(conn, incident_id):
        return "unverified"
    conn.execute(update(incidents).where(one).values(state_before=None))
    return str(before)


_GET = Prepared(
    select(floods.c.id, floods.c.incident_id, floods.c.aside).where(floods.c.id == bindparam("of"))
)


def _flood(row: Row[Any]) -> Flood:
    return Flood(row.id, row.incident_id, row.aside)
