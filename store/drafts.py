"""What a call that dropped had typed: who dials again soon may go on from there (`taxonomy.md` §9.3, P12).

It lies sealed in the inbox, in the row of the last turn that was kept, and nowhere else until then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from core.answers import KEPT
from store import inbox, sessions
from store.database import ms
from store.sessions import Call
from store.tables import inbox as rows
from store.vault import Vault

RESUMABLE: Final = timedelta(minutes=10)
LONGEST_CALL: Final = timedelta(minutes=3)
"""How long before its last turn a call may have begun (`channels.md` §16)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A dropped call as its first look found it, the session its answers are kept under, what was typed."""

    call: Call
    session: str
    typed: tuple[str, ...]


def find(conn: Connection, vault: Vault, service_code: str, number: str, at: datetime) -> Draft | None:
    """What the same phone on the same service code left unfinished; None after a call that was finished, quit
    or erased, that took back what it had told, or that touched the protected lane, of which there is no row.

    It stood where its longest turn led, whatever came in after that (`channels.md` §16). A call that began
    anew has its own turns; those of one that went on are under the session it continued.
    """
    callers = sessions.callers_of(vault, service_code, number, at)
    last = sessions.newest(conn, vault, callers, since=at - RESUMABLE - LONGEST_CALL)
    if last is None:
        return None
    found = conn.execute(_TURNS, {"calls": [last.id, last.resumes or last.id]}).all()
    turns = [row for row in found if row.session == last.id] or found
    if not turns or turns[0].received_at < ms(at - RESUMABLE):
        return None
    told = [inbox.reopened(conn, vault, row.id) for row in turns]
    if any(map(_is_over, told)) or not _is_told(told[0]):
        return None
    return Draft(last, turns[0].session, tuple(told[0]["typed"]))


def _is_over(turn: Any) -> bool:
    return bool(turn.get("confirmed") or turn.get("ended"))


def _is_told(turn: Any) -> bool:
    return bool(turn.get("typed")) and turn["kind"] in KEPT


_TURNS = (
    select(rows.c.id, rows.c.session, rows.c.received_at)
    .where(rows.c.session.in_(bindparam("calls", expanding=True)), rows.c.kind == "ussd")
    .order_by(rows.c.position.desc(), rows.c.seq.desc())
)
"""The turns of the calls, the longest first."""
