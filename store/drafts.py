"""What a call that dropped had typed: who dials again soon may go on from there (`taxonomy.md` §9.3, P12).

It lies sealed in the inbox, in the row of the last turn that was kept, and nowhere else until then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from store import inbox, sessions
from store.database import ms
from store.sessions import Call
from store.tables import inbox as rows
from store.vault import Vault

RESUMABLE: Final = timedelta(minutes=10)
LONGEST_CALL: Final = timedelta(minutes=3)
"""How long before its last turn a call may have begun (`channels.md` §16)."""
KINDS: Final = frozenset({"report", "rating", "opinion"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A dropped call as its first look found it, the session its answers are kept under, what was typed."""

    call: Call
    session: str
    typed: tuple[str, ...]


def find(conn: Connection, vault: Vault, service_code: str, number: str, at: datetime) -> Draft | None:
    """What the same phone on the same service code left unfinished; None after a call that was finished, quit
    or erased, and after one that touched the protected lane, of which there is no row.
    """
    callers = sessions.callers_of(vault, service_code, number, at)
    last = sessions.newest(conn, vault, callers, since=at - RESUMABLE - LONGEST_CALL)
    if last is None:
        return None
    asked = {"calls": [last.id, last.resumes or last.id], "since": ms(at - RESUMABLE)}
    row = conn.execute(_LAST_TURN, asked).one_or_none()
    told = inbox.reopened(conn, vault, row.id) if row else {}
    if row is None or not _is_unfinished(told):
        return None
    return Draft(last, row.session, tuple(told["typed"]))


def _is_unfinished(told: Any) -> bool:
    open_ = not told.get("confirmed") and not told.get("ended")
    return bool(told.get("typed")) and told["kind"] in KINDS and open_


_LAST_TURN = (
    select(rows.c.id, rows.c.session)
    .where(rows.c.session.in_(bindparam("calls", expanding=True)), rows.c.kind == "ussd")
    .where(rows.c.received_at >= bindparam("since"))
    .order_by(rows.c.seq.desc())
    .limit(1)
)
