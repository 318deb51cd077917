"""Working on what was accepted: a lease that another boot or ten seconds of silence end, and its fence.

`attempts` is committed before the work begins, so a message that kills its worker is known by its count; a
row that failed twice comes alone and after all others, so that its neighbours neither become poison with it
nor wait for it. `store.inbox` offers all this.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, bindparam, func, or_, select, update

from core.errors import LasomiError
from store.database import Database, from_ms, ms
from store.prepared import Prepared, listed, places
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
    times = _times(now)
    with database.read() as conn:
        if not _ANY.first(conn, times):
            return []
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        chosen = _chosen(conn, {**times, "most": limit, "boot": boot, "clock": clock})
        given = {"by": owner, "boot": boot, "until": clock + int(seconds * 1000), **listed(chosen)}
        found = _claim(len(chosen)).named(conn, given) if chosen else []
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
        boot, clock = database.lease_now(conn)
        if not _ANY_EXPIRED.first(conn, {"boot": boot, "clock": clock}):
            return 0
    with database.write() as conn:
        expired = and_(inbox.c.state == "leased", _over(*database.lease_now(conn)))
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
    return _come(ms(now), ms(now + LONGEST_REST))


def _times(now: datetime) -> dict[str, int]:
    return {"now": ms(now), "rest": ms(now + LONGEST_REST), "since": ms(now - LONGEST_REST)}


def _come(now: Any, rest: Any) -> ColumnElement[bool]:
    return and_(inbox.c.state == "new", or_(inbox.c.due_at <= now, inbox.c.due_at > rest))


def _over(boot: Any, clock: Any) -> ColumnElement[bool]:
    return or_(inbox.c.lease_boot != boot, inbox.c.lease_until < clock)


_DUE = select(inbox.c.seq).where(_come(bindparam("now"), bindparam("rest"))).order_by(inbox.c.seq)
_MOST = bindparam("most", type_=Integer)
_FRESH = inbox.c.attempts < ALONE_FROM
_OVER = _over(bindparam("boot"), bindparam("clock"))
_NEWEST = inbox.c.seq > select(func.max(inbox.c.seq)).scalar_subquery() - LATELY
"""By the numbers of rows, not by what waits: with a long backlog each lease would go through it."""

_ANY = Prepared(_DUE.order_by(None).limit(1))
_ANY_EXPIRED = Prepared(select(inbox.c.seq).where(inbox.c.state == "leased", _OVER).limit(1))
_ONE_IS_TRIED = Prepared(
    select(inbox.c.seq).where(inbox.c.state == "leased", inbox.c.attempts > ALONE_FROM, ~_OVER).limit(1)
)
_COMMANDS, _NEXT, _TIRED, _WAITED = (
    Prepared(asked.with_for_update(skip_locked=True))
    for asked in (
        _DUE.where(_NEWEST, inbox.c.kind == "command", _FRESH).limit(_MOST),
        _DUE.where(_FRESH).limit(_MOST),
        _DUE.where(TIRED).limit(1),
        _DUE.where(TIRED, inbox.c.due_at <= bindparam("since")).limit(1),
    )
)


def _chosen(conn: Connection, values: Mapping[str, Any]) -> list[int]:
    """Commands; what nobody failed at yet, in order; else one that has ended two workers.

    Such a one waits for everybody else, two minutes at most, and is tried by one worker at a time: whoever
    comes after it is served by the others meanwhile.
    """
    free = not _ONE_IS_TRIED.first(conn, values)
    found = (
        _COMMANDS.all(conn, values)
        or (free and _WAITED.all(conn, values))
        or _NEXT.all(conn, values)
        or (free and _TIRED.all(conn, values))
    )
    return [seq for (seq,) in found or ()]


@cache
def _claim(many: int) -> Prepared:
    """Of so many rows."""
    held: dict[str, Any] = {"lease_boot": bindparam("boot"), "lease_until": bindparam("until")}
    return Prepared(
        update(inbox)
        .where(inbox.c.seq.in_(places(many)))
        .values(state="leased", attempts=inbox.c.attempts + 1, lease_owner=bindparam("by"), **held)
        .returning(*_LEASED)
    )


def _fenced(conn: Connection, row: Row, **values: Any) -> None:
    ours = {"of": row.id, "by": row.owner, "attempt": row.attempts}
    if _ours(*values).change(conn, values | ours) != 1:
        raise LeaseLost(row.id)


@cache
def _ours(*names: str) -> Prepared:
    return Prepared(_OURS, names)


def _row(found: Any, owner: str, now: datetime) -> Row:
    values = found._asdict()
    sent_at = values.pop("sent_at")
    return Row(
        **values | {"received_at": from_ms(values["received_at"])},
        sent_at=None if sent_at is None else from_ms(sent_at),
        owner=owner,
        leased_at=now,
    )
