"""What was accepted, and what became of it: `new → leased → done`, or `poison` after five attempts.

Accepting is one insert under a unique key: what a provider sends again is known for ever. How rows are worked
on stands in `store.leases`; its verbs are offered here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from core.errors import LasomiError
from core.periods import hour_of
from store.database import from_ms, ms
from store.leases import LeaseLost, Row, body, fail, finish, give_back, lease, release_expired, renew
from store.rows import insert_new, new_id
from store.tables import inbox, quarantine
from store.vault import Vault

__all__ = [
    "Entry",
    "Fate",
    "LeaseLost",
    "Row",
    "accept",
    "accept_erased",
    "blank",
    "body",
    "counts",
    "fail",
    "fate",
    "finish",
    "forget_session",
    "give_back",
    "hasten",
    "lease",
    "outrun",
    "release_expired",
    "renew",
    "reopened",
    "seal_entry",
    "supersede",
    "unread",
    "waiting",
]

LATE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be accepted. Holds no number: `sealed` opens with the key of `key_day`.

    `twin` is its mark where a provider may bring it twice under two ids (`store.copies`).
    """

    id: str
    channel: str
    kind: str
    dedupe: bytes
    sealed: bytes
    key_day: str
    received_at: datetime
    sent_at: datetime | None
    late: bool
    session: str | None
    position: int | None
    due_at: datetime
    twin: bytes | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an accepted row: its state, and when done its outcome and the reason."""

    state: str
    outcome: str | None
    reason: str | None


def seal_entry(
    vault: Vault,
    *,
    channel: str,
    kind: str,
    external_id: str,
    body: Mapping[str, Any],
    received_at: datetime,
    sent_at: datetime | None = None,
    session: str | None = None,
    position: int | None = None,
    due_at: datetime | None = None,
    twin: bytes | None = None,
) -> Entry:
    """Seals a body under the key of its day. `external_id` makes it the same message when it comes again.

    `session` is the mark of a USSD call, never the provider's id; `due_at` lets a partial answer wait.
    """
    row = new_id()
    sealed, key_day = _sealed(vault, row, body, received_at)
    dedupe = vault.mark("dedupe", f"{channel}|{external_id}", received_at)
    late = sent_at is not None and received_at - sent_at > LATE
    due = due_at or received_at
    return Entry(
        row, channel, kind, dedupe, sealed, key_day, received_at, sent_at, late, session, position, due, twin
    )


def _sealed(vault: Vault, row: str, body: Mapping[str, Any], at: datetime) -> tuple[bytes, str]:
    """The sealed body of a row, and the day of its key."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return vault.seal("day", plain, at, table="inbox", row=row, purpose="body")


def accept(conn: Connection, entry: Entry) -> bool:
    """On disk once the transaction is; False when the provider has sent it before."""
    return insert_new(conn, inbox, _values(entry))


def accept_erased(conn: Connection, entry: Entry) -> bool:
    """The same without what it says: whoever told it wants to be forgotten. It is known if it comes again."""
    return insert_new(conn, inbox, _values(entry) | {"sealed": None, "state": "done", "outcome": "erased"})


def unread(conn: Connection, row_id: str, channel: str, day: str, at: datetime) -> None:
    """A message that nobody could open in its 72 h: channel, hour and this state, counted and shown (P25)."""
    hour = ms(hour_of(at))
    times = {"received_at": hour, "due_at": hour, "attempts": 0, "late": True}
    known = {"id": row_id, "dedupe": bytes.fromhex(row_id), "channel": channel, "key_day": day}
    insert_new(conn, inbox, {**known, **times, "kind": "letter", "state": "shredded_unread"})


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "channel": entry.channel,
        "kind": entry.kind,
        "dedupe": entry.dedupe,
        "sealed": entry.sealed,
        "key_day": entry.key_day,
        "state": "new",
        "attempts": 0,
        "received_at": ms(entry.received_at),
        "sent_at": None if entry.sent_at is None else ms(entry.sent_at),
        "late": entry.late,
        "session": entry.session,
        "position": entry.position,
        "due_at": ms(entry.due_at),
        "twin": entry.twin,
    }


def supersede(conn: Connection, session: str, below: int) -> int:
    """The waiting answers of a call that a later turn of it contains are done."""
    return conn.execute(_SUPERSEDE, {"of": session, "below": below}).rowcount


# Concatenated, no index has the state: by it SQLite looks through all that waits, for the few rows of a call.
_WAITS = inbox.c.state.concat("") == "new"
_SUPERSEDE = (
    update(inbox)
    .where(inbox.c.session == bindparam("of"), _WAITS)
    .where(inbox.c.position < bindparam("below"))
    .values(state="done", outcome="superseded")
)


def outrun(conn: Connection, session: str, position: int, seq: int) -> bool:
    """Whether a call has a longer turn than this row, or one as long that was accepted before it: what is
    typed after the end makes a call no longer.
    """
    return conn.execute(_OUTRUN, {"of": session, "position": position, "seq": seq}).first() is not None


_AS_LONG = and_(inbox.c.position == bindparam("position"), inbox.c.seq < bindparam("seq"))
_OUTRUN = (
    select(inbox.c.seq)
    .where(inbox.c.session == bindparam("of"), inbox.c.kind == "ussd")
    .where(or_(inbox.c.position > bindparam("position"), _AS_LONG))
    .limit(1)
)


def hasten(conn: Connection, session: str, now: datetime) -> int:
    """The call is over: what it told is due now."""
    later = and_(inbox.c.session == session, _WAITS, inbox.c.due_at > ms(now))
    return conn.execute(update(inbox).where(later).values(due_at=ms(now))).rowcount


def forget_session(conn: Connection, session: str) -> int:
    """No row of this call remains (P11, P36). A worker that holds one loses its lease."""
    return conn.execute(delete(inbox).where(inbox.c.session == session)).rowcount


def blank(conn: Connection, row_id: str) -> None:
    """The body is gone at once: a protected text that now lies under another seal, or under none (P37). So is
    the copy of it that was set aside for its bytes.
    """
    conn.execute(update(inbox).where(inbox.c.id == row_id).values(sealed=None))
    conn.execute(update(quarantine).where(quarantine.c.id == row_id).values(sealed=None))


def reopened(conn: Connection, vault: Vault, row_id: str) -> Mapping[str, Any]:
    """What an accepted row held, while its key stands; nothing once it is blank, severed or shredded."""
    asked = select(inbox.c.sealed, inbox.c.key_day).where(inbox.c.id == row_id, inbox.c.sealed.is_not(None))
    found = conn.execute(asked).one_or_none()
    if found is None:
        return {}
    try:
        plain = vault.open("day", found.key_day, found.sealed, table="inbox", row=row_id, purpose="body")
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return {}
    opened: dict[str, Any] = json.loads(plain)
    return opened


def waiting(conn: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many rows wait for a worker or are with one, and when the oldest of them was accepted."""
    unfinished = or_(inbox.c.state == "leased", and_(inbox.c.state == "new", inbox.c.due_at <= ms(now)))
    asked = select(func.count(), func.min(inbox.c.received_at)).where(unfinished)
    count, oldest = conn.execute(asked).one()
    return count, None if oldest is None else from_ms(oldest)


def fate(conn: Connection, row_id: str) -> Fate | None:
    """What the page that sent a command waits for. None: no such row."""
    asked = select(inbox.c.state, inbox.c.outcome, inbox.c.reason).where(inbox.c.id == row_id)
    found = conn.execute(asked).one_or_none()
    return None if found is None else Fate(found.state, found.outcome, found.reason)


def counts(conn: Connection) -> dict[str, int]:
    """Rows by state; `poison` and `shredded_unread` are for the operator."""
    found = conn.execute(select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state))
    return {row.state: row.n for row in found}
