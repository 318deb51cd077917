"""Reports that wait for a person, and those that a verifier may read: the policy is in the query (P43)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from store import holds
from store.database import ms
from store.reports import ReportRow, matching
from store.tables import labels, reports

VERIFIER: Final = "verifier"
BLIND: Final = "blind"
"""A verifier answers without seeing what the machine said; the report itself waits for nothing."""
COUNTRY_LETTERS: Final = 2
REGION_LETTERS: Final = 4
_COUNTED: Final = reports.c.repeat_of.is_(None)
_SEEN: Final = or_(reports.c.queue.is_(None), reports.c.queue != BLIND)


def waiting(conn: Connection, areas: Sequence[str]) -> list[ReportRow]:
    """What waits for a verifier of these areas: what an alert waits for, then in the order of reception."""
    found = matching(conn, and_(_within(areas), reports.c.queue.in_((VERIFIER, BLIND)), _COUNTED))
    urgent = {held.incident for held in holds.listing(conn)}
    return sorted(found, key=lambda row: row.incident_id not in urgent)


def recent(conn: Connection, areas: Sequence[str], since: datetime) -> list[ReportRow]:
    """Reports with a text that nobody has answered yet, whatever the machine made of them."""
    answered = select(labels.c.report_id).where(labels.c.report_id == reports.c.id).exists()
    young = and_(reports.c.received_at >= ms(since), reports.c.sealed_text.is_not(None))
    return matching(conn, and_(_within(areas), young, _SEEN, _COUNTED, ~answered))


def of_incident(conn: Connection, areas: Sequence[str], incident_id: str) -> list[ReportRow]:
    """What was told of an event, without what is to be answered blind."""
    return matching(conn, and_(_within(areas), reports.c.incident_id == incident_id, _SEEN, _COUNTED))


def visible(conn: Connection, areas: Sequence[str], report_id: str) -> ReportRow | None:
    """A report that somebody of these areas may read and correct; None for every other, and for a repeat."""
    found = matching(conn, and_(_within(areas), reports.c.id == report_id, _COUNTED))
    return found[0] if found else None


def repeats(conn: Connection, report_id: str) -> list[ReportRow]:
    """The same words of the same phone, told again."""
    return matching(conn, reports.c.repeat_of == report_id)


def _within(areas: Sequence[str]) -> ColumnElement[bool]:
    """The cercle or the region of a report is an area of theirs; a report known only to its region is for
    whoever serves a part of it, and one that nobody could place is for everybody.
    """
    if any(len(area) == COUNTRY_LETTERS for area in areas):
        return true()
    around = {area[:REGION_LETTERS] for area in areas}
    vague = and_(reports.c.adm2.is_(None), reports.c.adm1.in_(around))
    return or_(reports.c.adm1.in_(areas), reports.c.adm2.in_(areas), vague, reports.c.adm1.is_(None))
