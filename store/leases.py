"""Working on what was accepted: a lease that another boot or ten seconds of silence end, and its fence.

`attempts` is committed before the work begins, so a message that kills its worker is known by its count; a
row that failed twice comes alone and after all others, so that its neighbours neither become poison with it
nor wait for it. `store.inbox` offers all this.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from core.errors import LasomiError
from store.database import Database, from_ms, ms
from store.prepared import Prepared
from store.tables import inbox
from store.tables.intake import TIRED
from store.vault import Vault

MOST_ATTEMPTS = 5
ALONE_FROM = 2  # as `TIRED` says in SQL
LEASE_SECONDS = 10.0
LATELY = 2000
"""How far back commands are looked for, in rows: whoever leases next sees them, which is within a second."""
LONGEST_REST = timedelta(minutes=2)
"""Nobody lets a row wait longer: what is due later than that was accepted before the clock was put back."""


class LeaseLost(LasomiError):
    """Somebody else has this row now: whatever was done for it must be rolled back."""

    def __init__(self, row_id: str) -> None:
        super().__init__("lease_lost", row_id)


@dataclass(frozen=True, slots=True)
class Row:
    """A leased row. `attempts` counts this one too; with `owner` it is the fence of `finish`."""

    seq: int
    id: str
    channel: str
    kind: str
    sealed: bytes | None
    key_day: str
    attempts: int
    owner: str
    received_at: datetime
    sent_at: datetime | None
    late: bool
    session: str | None
    position: int | None
    leased_at: datetime


def lease(
    database: Database, owner: str, now: datetime, limit: int = 32, seconds: float = LEASE_SECONDS
) -> list[Row]:
    """The oldest due rows, ours for `seconds`, in the order of acceptance; committed on return.

    What the console asks comes before what phones have sent: a switch must work within ten seconds, and an
    answer stop a ladder within five, however much waits. One that has ended two workers comes by itself,
    when nothing else is due or two minutes are over.
    """
    with database.read() as conn:
        if conn.execute(select(inbox.c.seq).where(due(now)).limit(1)).first() is None:
            return []
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        claim = (
            update(inbox)
            .where(inbox.c.seq.in_(_chosen(database, conn, now, limit)))
            .values(state="leased", attempts=inbox.c.attempts + 1, lease_owner=owner)
            .values(lease_boot=boot, lease_until=clock + int(seconds * 1000))
            .returning(*_LEASED)
        )
        found = conn.execute(claim).mappings().all()
    return sorted((_row(one, owner, now) for one in found), key=lambda row: row.seq)


def body(vault: Vault, row: Row) -> dict[str, Any]:
    """Opens the seal. Raises LasomiError `key_gone` when the key of its day is destroyed."""
    if row.sealed is None:
        raise LasomiError("key_gone", f"inbox {row.id} is blank")
    plain = vault.open("day", row.key_day, row.sealed, table="inbox", row=row.id, purpose="body")
    opened: dict[str, Any] = json.loads(plain)
    return opened


def renew(database: Database, row: Row, seconds: float = LEASE_SECONDS) -> None:
    """Another `seconds` for a row that is being worked on. Raises LeaseLost."""
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        _fenced(conn, row, lease_boot=boot, lease_until=clock + int(seconds * 1000))


def finish(conn: Connection, row: Row, outcome: str, reason: str = "") -> None:
    """Says what became of a row, in the transaction of its effects. Raises LeaseLost: roll back then."""
    _fenced(conn, row, state="done", outcome=outcome, reason=reason[:120], **_FREE)


def fail(database: Database, row: Row, reason: str, wait: timedelta = timedelta(0)) -> str:
    """Gives a row back after an error, due again after `wait`; after five attempts it is poison, kept sealed.

    Returns the new state. Raises LeaseLost.
    """
    state = "new" if row.attempts < MOST_ATTEMPTS else "poison"
    with database.write() as conn:
        _fenced(conn, row, state=state, reason=reason[:120], due_at=ms(row.leased_at + wait), **_FREE)
    return state


def give_back(database: Database, row: Row) -> None:
    """A graceful stop: the row is new again and the attempt does not count. Raises LeaseLost."""
    with database.write() as conn:
        _fenced(conn, row, state="new", attempts=row.attempts - 1, **_FREE)


def release_expired(database: Database, now: datetime | None = None) -> int:
    """Frees the rows of workers that died or hang: new again, or poison after five attempts.

    A row that has ended two workers waits 4, 8, 16 s from `now` before it may try a third, so that whoever
    came after it goes first; without `now` it does not.
    """
    with database.read() as conn:
        if conn.execute(select(inbox.c.seq).where(_expired(database, conn)).limit(1)).first() is None:
            return 0
    with database.write() as conn:
        expired = _expired(database, conn)
        worn = and_(expired, inbox.c.attempts >= MOST_ATTEMPTS)
        buried = update(inbox).where(worn).values(state="poison", reason="its worker died", **_FREE)
        done = conn.execute(buried).rowcount
        if now is not None:
            _rest(conn, expired, now)
        return done + conn.execute(update(inbox).where(expired).values(state="new", **_FREE)).rowcount


_OURS = update(inbox).where(
    inbox.c.id == bindparam("of"),
    inbox.c.lease_owner == bindparam("by"),
    inbox.c.attempts == bindparam("attempt"),
)


def _rest(conn: Connection, expired: Any, now: datetime) -> None:
    for attempts in range(ALONE_FROM, MOST_ATTEMPTS):
        tired = and_(expired, inbox.c.attempts == attempts)
        later = ms(now + timedelta(seconds=2**attempts))
        conn.execute(update(inbox).where(tired).values(due_at=later))


_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None, "lease_boot": None}
_LEASED = [
    *(inbox.c.seq, inbox.c.id, inbox.c.channel, inbox.c.kind, inbox.c.sealed, inbox.c.key_day),
    *(inbox.c.attempts, inbox.c.received_at, inbox.c.sent_at, inbox.c.late, inbox.c.session),
    inbox.c.position,
]


def due(now: datetime) -> ColumnElement[bool]:
    """New rows whose time has come."""
    come = or_(inbox.c.due_at <= ms(now), inbox.c.due_at > ms(now + LONGEST_REST))
    return and_(inbox.c.state == "new", come)


def _due(now: datetime, limit: int, *, tired: bool = False) -> Select[int]:
    ended = TIRED if tired else inbox.c.attempts < ALONE_FROM
    return select(inbox.c.seq).where(due(now), ended).order_by(inbox.c.seq).limit(limit)


def _commands(now: datetime, limit: int) -> Select[int]:
    """By the numbers of rows, not by what waits: with a long backlog each lease would go through it."""
    newest = select(func.max(inbox.c.seq)).scalar_subquery()
    asked = and_(inbox.c.seq > newest - LATELY, inbox.c.kind == "command", inbox.c.attempts < ALONE_FROM)
    return select(inbox.c.seq).where(asked, due(now)).order_by(inbox.c.seq).limit(limit)


def _chosen(database: Database, conn: Connection, now: datetime, limit: int) -> Sequence[int]:
    """Commands; what nobody failed at yet, in order; else one that has ended two workers.

    Such a one waits for everybody else, two minutes at most, and is tried by one worker at a time: whoever
    comes after it is served by the others meanwhile.
    """
    waited = _due(now, 1, tired=True).where(inbox.c.due_at <= ms(now - LONGEST_REST))
    free = not _one_is_tried(database, conn)
    return (
        _locked(conn, _commands(now, limit))
        or (_locked(conn, waited) if free else ())
        or _locked(conn, _due(now, limit))
        or (_locked(conn, _due(now, 1, tired=True)) if free else ())
    )


def _one_is_tried(database: Database, conn: Connection) -> bool:
    tried = and_(inbox.c.state == "leased", inbox.c.attempts > ALONE_FROM, ~_over(database, conn))
    return conn.execute(select(inbox.c.seq).where(tried).limit(1)).first() is not None


def _locked(conn: Connection, asked: Select[int]) -> Sequence[int]:
    return conn.execute(asked.with_for_update(skip_locked=True)).scalars().all()


def _over(database: Database, conn: Connection) -> Any:
    boot, clock = database.lease_now(conn)
    return or_(inbox.c.lease_boot != boot, inbox.c.lease_until < clock)


def _expired(database: Database, conn: Connection) -> Any:
    return and_(inbox.c.state == "leased", _over(database, conn))


def _fenced(conn: Connection, row: Row, **values: Any) -> None:
    ours = {"of": row.id, "by": row.owner, "attempt": row.attempts}
    if _ours(*values).change(conn, values | ours) != 1:
        raise LeaseLost(row.id)


@cache
def _ours(*names: str) -> Prepared:
    return Prepared(_OURS, names)


def _row(found: RowMapping, owner: str, now: datetime) -> Row:
    values: dict[str, Any] = {str(name): value for name, value in found.items()}
    sent_at = values.pop("sent_at")
    return Row(
        **values | {"received_at": from_ms(values["received_at"])},
        sent_at=None if sent_at is None else from_ms(sent_at),
        owner=owner,
        leased_at=now,
    )
