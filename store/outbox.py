"""What is to be sent: `pending → sending → accepted → sent → delivered | failed`, `unknown`, `expired`.

`sending` is committed with an attempt of its own before the request leaves. What comes back only ever raises
an attempt (`store.receipts`), so late and repeated receipts end the same in every order.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, insert, or_, select, update

from core.errors import SendFailed
from core.messages import OutboundMessage, Purpose, SendResult
from store.database import Database, from_ms, ms
from store.leases import LEASE_SECONDS, LeaseLost
from store.receipts import RANK, Outcome, apply_receipt, conclude_attempt, outcome_of
from store.rows import insert_new, new_id
from store.tables import attempts, outbox
from store.vault import Vault

__all__ = [
    "Outgoing",
    "add",
    "apply_receipt",
    "begin",
    "conclude",
    "counts",
    "lease",
    "message",
    "release_expired",
    "state_of",
    "unknown_since",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message whose turn it is. The number and the text are inside `sealed`: see `message`."""

    seq: int
    id: str
    cause: str
    recipient: str
    step: int
    alert_id: str | None
    purpose: Purpose
    priority: int
    channel: str
    sealed: bytes | None
    key_day: str
    attempts: int
    created_at: datetime
    expires_at: datetime
    owner: str = ""


def add(
    conn: Connection,
    vault: Vault,
    *,
    cause: str,
    recipient: str,
    step: int,
    urn: str,
    text: str,
    purpose: Purpose,
    channel: str,
    now: datetime,
    alert_id: str | None = None,
    priority: int = 1,
    expires_at: datetime,
) -> bool:
    """False when this cause, recipient and step has its message already. Priority 0 leaves before 1."""
    row = new_id()
    plain = json.dumps({"urn": urn, "text": text}, ensure_ascii=False).encode()
    sealed, key_day = vault.seal("day", plain, now, table="outbox", row=row, purpose="message")
    key = {"cause": cause, "recipient": recipient, "step": step}
    kind = {"alert_id": alert_id, "purpose": purpose, "priority": priority, "channel": channel}
    body = {"sealed": sealed, "key_day": key_day, "state": "pending", "attempts": 0}
    times = {"due_at": ms(now), "created_at": ms(now), "expires_at": ms(expires_at)}
    values: dict[str, Any] = {"id": row} | key | kind | body | times
    return insert_new(conn, outbox, values)


def message(vault: Vault, outgoing: Outgoing, attempt: str = "") -> OutboundMessage:
    """Opens the seal, in RAM only. Raises LasomiError `key_gone`."""
    sealed = outgoing.sealed or b""
    where = {"table": "outbox", "row": outgoing.id, "purpose": "message"}
    body = json.loads(vault.open("day", outgoing.key_day, sealed, **where))
    return OutboundMessage(
        outgoing.id, outgoing.channel, body["urn"], body["text"], outgoing.purpose, attempt
    )


def lease(
    database: Database, owner: str, now: datetime, limit: int = 32, seconds: float = LEASE_SECONDS
) -> list[Outgoing]:
    """The messages that are due, urgent ones first; what has expired is closed instead."""
    with database.read() as conn:
        if conn.execute(_due(database, conn, now, 1)).first() is None:
            return []
    with database.write() as conn:
        late = and_(outbox.c.state == "pending", outbox.c.expires_at <= ms(now))
        conn.execute(update(outbox).where(late).values(state="expired", **_FREE))
        boot, clock = database.lease_now(conn)
        chosen = conn.scalars(_due(database, conn, now, limit).with_for_update(skip_locked=True)).all()
        claim = (
            update(outbox)
            .where(outbox.c.seq.in_(chosen))
            .values(lease_owner=owner, lease_boot=boot, lease_until=clock + int(seconds * 1000))
            .returning(*_LEASED)
        )
        found = [_outgoing(row, owner) for row in conn.execute(claim).mappings()]
    return sorted(found, key=lambda one: (one.priority, one.seq))


def begin(database: Database, outgoing: Outgoing, now: datetime) -> str:
    """Commits that the request is about to leave; the id of the attempt. Raises LeaseLost."""
    attempt = new_id()
    ours = and_(
        outbox.c.id == outgoing.id,
        outbox.c.state == "pending",
        outbox.c.lease_owner == outgoing.owner,
        outbox.c.attempts == outgoing.attempts,
    )
    with database.write() as conn:
        goes = update(outbox).where(ours).values(state="sending", attempts=outgoing.attempts + 1)
        if conn.execute(goes).rowcount != 1:
            raise LeaseLost(outgoing.id)
        values = {
            "id": attempt,
            "outbox_id": outgoing.id,
            "number": outgoing.attempts + 1,
            "channel": outgoing.channel,
            "state": "sending",
            "rank": RANK["sending"],
            "code": "",
            "started_at": ms(now),
        }
        conn.execute(insert(attempts).values(values))
    return attempt


def conclude(
    database: Database,
    outgoing: Outgoing,
    attempt_id: str,
    result: SendResult | SendFailed,
    now: datetime,
    *,
    vault: Vault,
    jitter: float = 0.0,
) -> str:
    """What the provider said of an attempt; the new state of the message.

    `jitter`, from -1 to 1, moves the next try by up to a fifth. A receipt that was quicker is applied now.
    """
    said: Outcome = outcome_of(result)
    with database.write() as conn:
        return conclude_attempt(conn, vault, attempt_id, said, now, channel=outgoing.channel, jitter=jitter)


def release_expired(database: Database) -> int:
    """After a crash: what had not left is free again, what may have left is `unknown` and never resent
    blindly.
    """
    with database.read() as conn:
        if conn.execute(select(outbox.c.seq).where(_expired(database, conn)).limit(1)).first() is None:
            return 0
    with database.write() as conn:
        expired = _expired(database, conn)
        left = select(outbox.c.id).where(expired, outbox.c.state == "sending")
        doubtful = and_(attempts.c.state == "sending", attempts.c.outbox_id.in_(left))
        conn.execute(update(attempts).where(doubtful).values(state="unknown", rank=RANK["unknown"]))
        stopped = update(outbox).where(expired, outbox.c.state == "sending").values(state="unknown", **_FREE)
        freed = update(outbox).where(expired, outbox.c.state == "pending").values(**_FREE)
        return conn.execute(stopped).rowcount + conn.execute(freed).rowcount


def unknown_since(conn: Connection, before: datetime) -> list[Outgoing]:
    """Messages whose last attempt began by then and was never answered: to be asked about, or told again."""
    last = select(attempts.c.outbox_id).where(
        attempts.c.state == "unknown",
        attempts.c.number == outbox.c.attempts,
        attempts.c.started_at <= ms(before),
    )
    asked = select(*_LEASED).where(outbox.c.state == "unknown", outbox.c.id.in_(last)).order_by(outbox.c.seq)
    return [_outgoing(row, "") for row in conn.execute(asked).mappings()]


def waiting(conn: Connection) -> int:
    """Messages that have not left yet."""
    pending = outbox.c.state.in_(("pending", "sending"))
    return conn.execute(select(func.count()).where(pending)).scalar_one()


def counts(conn: Connection) -> dict[tuple[str, str], int]:
    """Messages by channel and state."""
    asked = select(outbox.c.channel, outbox.c.state, func.count().label("n"))
    found = conn.execute(asked.group_by(outbox.c.channel, outbox.c.state))
    return {(row.channel, row.state): row.n for row in found}


def state_of(conn: Connection, outbox_id: str) -> str | None:
    return conn.execute(select(outbox.c.state).where(outbox.c.id == outbox_id)).scalar_one_or_none()


_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None, "lease_boot": None}
_LEASED = [
    *(outbox.c.seq, outbox.c.id, outbox.c.cause, outbox.c.recipient, outbox.c.step, outbox.c.alert_id),
    *(outbox.c.purpose, outbox.c.priority, outbox.c.channel, outbox.c.sealed, outbox.c.key_day),
    *(outbox.c.attempts, outbox.c.created_at, outbox.c.expires_at),
]


def _due(database: Database, conn: Connection, now: datetime, limit: int) -> Select[int]:
    free = or_(outbox.c.lease_owner.is_(None), _expired(database, conn))
    return (
        select(outbox.c.seq)
        .where(outbox.c.state == "pending", outbox.c.due_at <= ms(now), free)
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.seq)
        .limit(limit)
    )


def _expired(database: Database, conn: Connection) -> Any:
    boot, clock = database.lease_now(conn)
    over = or_(outbox.c.lease_boot != boot, outbox.c.lease_until < clock)
    return and_(outbox.c.lease_owner.is_not(None), over)


def _outgoing(found: RowMapping, owner: str) -> Outgoing:
    values: dict[str, Any] = {str(name): value for name, value in found.items()}
    times = {name: from_ms(values[name]) for name in ("created_at", "expires_at")}
    return Outgoing(**values | times, owner=owner)
