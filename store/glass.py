"""Breaking the glass: from a report to the number that told it, while that exists (P54).

A verifier asks and gives a reason, an auditor agrees within 24 hours, the number is seen once. One at a time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, insert, select, update

from core.errors import LasomiError
from store import inbox
from store.accounts import one_person
from store.database import ms
from store.rows import new_id
from store.tables import glass, reports
from store.vault import Vault

LASTS: Final = timedelta(hours=24)
REASONS: Final = ("danger", "help")
"""A life is in danger and only this person can be warned; the person has asked to be called."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody asked for the number behind a report."""

    id: str
    report: str
    asked_by: str
    reason: str


def ask(conn: Connection, vault: Vault, report: str, by: str, reason: str, now: datetime) -> Wish:
    """Raises LasomiError: `glass.empty` when there is no number any more, `glass.busy` while another is
    asked for.
    """
    if not _number(conn, vault, report):
        raise LasomiError("glass.empty", report)
    if _open(conn, now) is not None:
        raise LasomiError("glass.busy", report)
    wish = Wish(new_id(), report, by, reason)
    values = {"id": wish.id, "report": report, "asked_by": by, "asked_at": ms(now), "reason": reason}
    conn.execute(insert(glass).values(**values))
    return wish


def open_(conn: Connection, vault: Vault, report: str, by: str, now: datetime) -> str:
    """The number, once, for the second of two persons.

    Raises LasomiError: `glass.unasked`, `glass.alone` for whoever asked, `glass.empty`.
    """
    row = _open(conn, now)
    if row is None or row.report != report:
        raise LasomiError("glass.unasked", report)
    if one_person(conn, row.asked_by, by):
        raise LasomiError("glass.alone", report)
    number = _number(conn, vault, report)
    if not number:
        raise LasomiError("glass.empty", report)
    conn.execute(update(glass).where(glass.c.id == row.id).values(agreed_by=by, opened_at=ms(now)))
    return number


def _open(conn: Connection, now: datetime) -> Row[Any] | None:
    waits = and_(glass.c.opened_at.is_(None), glass.c.asked_at > ms(now - LASTS))
    return conn.execute(select(glass).where(waits)).first()


def _number(conn: Connection, vault: Vault, report: str) -> str:
    """ "" once the body is shredded, erased, or severed from its report."""
    row = conn.execute(select(reports.c.inbox_id).where(reports.c.id == report)).one_or_none()
    return str(inbox.reopened(conn, vault, row.inbox_id).get("urn", "")) if row else ""
