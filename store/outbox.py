"""What is to be sent: `pending → sending → accepted → sent → delivered | failed`, `unknown`, `expired`.

`sending` is committed with an attempt of its own before the request leaves. What comes back only ever raises
an attempt (`store.receipts`), so late and repeated receipts end the same in every order. Which row may leave
when is the matter of `store.departures`.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from core.errors import SendFailed
from core.messages import OutboundMessage, Purpose, SendResult
from store import capposts, daytime, failover, switches
from store.database import Database, from_ms, ms
from store.departures import FREE, Terms, expired_lease, is_moot, lease
from store.leases import LEASE_SECONDS, LeaseLost
from store.outgoing import COLUMNS, Outgoing, outgoing
from store.receipts import RANK, Outcome, apply_receipt, conclude_attempt, outcome_of
from store.rows import insert_new, new_id
from store.tables import attempts, outbox
from store.vault import Vault
from store.windows import FOR_THE_DAY

__all__ = [
    "Outgoing",
    "Terms",
    "add",
    "apply_receipt",
    "asked",
    "begin",
    "conclude",
    "counts",
    "lease",
    "message",
    "refuse",
    "release",
    "release_expired",
    "renew",
    "rewrite",
    "state_of",
    "unanswered",
    "waiting",
]

LATER = timedelta(seconds=5)
"""Before a message looks again whether another channel has brought it."""
ASKED = "asked"
"""The code of an attempt whose provider knew nothing of it."""

Also = Callable[[Connection], None]


Over = Callable[[Connection], bool]


def _nothing_else(_conn: Connection) -> None:
    """What is written in the same transaction, when there is no more to say."""


def _stands(_conn: Connection) -> bool:
    """Of what is a single thing to say, the rows tell whether it is over."""
    return False


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


def message(vault: Vault, one: Outgoing, attempt: str = "") -> OutboundMessage:
    """Opens the seal, in RAM only. Raises LasomiError `key_gone`."""
    sealed = one.sealed or b""
    where = {"table": "outbox", "row": one.id, "purpose": "message"}
    body = json.loads(vault.open("day", one.key_day, sealed, **where))
    return OutboundMessage(one.id, one.channel, body["urn"], body["text"], one.purpose, attempt)


def rewrite(conn: Connection, vault: Vault, one: Outgoing, message: OutboundMessage, text: str) -> None:
    """Puts another text in the place of one that has not left, under the key of the day of the first."""
    plain = json.dumps({"urn": message.urn, "text": text}, ensure_ascii=False).encode()
    sealed, key_day = vault.seal("day", plain, one.created_at, table="outbox", row=one.id, purpose="message")
    conn.execute(update(outbox).where(outbox.c.id == one.id).values(sealed=sealed, key_day=key_day))


def begin(
    database: Database,
    one: Outgoing,
    now: datetime,
    also: Also = _nothing_else,
    morning: datetime | None = None,
    over: Over = _stands,
) -> str | None:
    """Commits that the request is about to leave, and `also` with it; the id of the attempt.

    None when it is not to leave now: another channel has brought it or may yet, nobody waits for it any more,
    nothing that it tells of stands (`over`), it tells of a cercle whose switch is on (P71), or it is for the
    day and quiet hours last until the `morning`. Raises LeaseLost.
    """
    with database.write() as conn:
        kin = failover.others(conn, one)
        moot = is_moot(conn, one) or capposts.is_moot(conn, one) or switches.is_silenced(conn, one)
        if failover.is_told(kin) or moot or over(conn):
            _fenced(conn, one, state="expired", **FREE)
            return None
        if failover.is_under_way(kin, now) or capposts.waits(conn, one):
            _fenced(conn, one, due_at=ms(now + LATER), **FREE)
            return None
        if morning and (slot := daytime.slot(conn, one, morning)):
            _fenced(conn, one, due_at=ms(slot), priority=FOR_THE_DAY, **FREE)
            return None
        _fenced(conn, one, state="sending", attempts=one.attempts + 1)
        attempt = _attempted(conn, one, now)
        also(conn)
    return attempt


def refuse(
    database: Database,
    one: Outgoing,
    why: SendFailed,
    now: datetime,
    *,
    vault: Vault,
    jitter: float = 0.0,
) -> str:
    """It fails before anything left: nobody may be written to, nothing sends by this channel, the seal opens
    no more. The new state; pending, when trying again may help. Raises LeaseLost.
    """
    with database.write() as conn:
        _fenced(conn, one, state="sending", attempts=one.attempts + 1)
        attempt = _attempted(conn, one, now)
        return conclude_attempt(
            conn, vault, attempt, outcome_of(why), now, channel=one.channel, jitter=jitter
        )


def conclude(
    database: Database,
    one: Outgoing,
    attempt_id: str,
    result: SendResult | SendFailed,
    now: datetime,
    *,
    vault: Vault,
    jitter: float = 0.0,
    also: Also = _nothing_else,
) -> str:
    """What the provider said of an attempt; the new state of the message.

    `jitter`, from -1 to 1, moves the next try by up to a fifth. A receipt that was quicker is applied now.
    """
    said: Outcome = outcome_of(result)
    with database.write() as conn:
        also(conn)
        return conclude_attempt(conn, vault, attempt_id, said, now, channel=one.channel, jitter=jitter)


def renew(database: Database, owner: str, ids: Iterable[str], seconds: float = LEASE_SECONDS) -> None:
    """Another `seconds` for messages in flight: their sender lives."""
    with database.write() as conn:
        boot, clock = database.lease_now(conn)
        mine = and_(outbox.c.id.in_(list(ids)), outbox.c.lease_owner == owner)
        conn.execute(
            update(outbox).where(mine).values(lease_boot=boot, lease_until=clock + int(seconds * 1000))
        )


def release_expired(database: Database) -> int:
    """After a crash: what had not left is free again, what may have left is `unknown` and never resent
    blindly.
    """
    with database.read() as conn:
        if conn.execute(select(outbox.c.seq).where(expired_lease(database, conn)).limit(1)).first() is None:
            return 0
    with database.write() as conn:
        return _release(conn, expired_lease(database, conn))


def release(database: Database, owner: str) -> int:
    """A graceful stop gives back what this sender still holds, as if its leases had run out."""
    with database.write() as conn:
        return _release(conn, outbox.c.lease_owner == owner)


def _release(conn: Connection, those: Any) -> int:
    left = select(outbox.c.id).where(those, outbox.c.state == "sending")
    doubtful = and_(attempts.c.state == "sending", attempts.c.outbox_id.in_(left))
    conn.execute(update(attempts).where(doubtful).values(state="unknown", rank=RANK["unknown"]))
    stopped = update(outbox).where(those, outbox.c.state == "sending").values(state="unknown", **FREE)
    freed = update(outbox).where(those, outbox.c.state == "pending").values(**FREE)
    return conn.execute(stopped).rowcount + conn.execute(freed).rowcount


def unanswered(
    conn: Connection, channels: Iterable[str], before: datetime
) -> list[tuple[Outgoing, str, datetime]]:
    """Messages whose last attempt began by then, left and was never answered, and whose provider was not
    asked of it yet: with the attempt and the moment of its beginning.
    """
    doubtful = and_(
        outbox.c.state == "unknown",
        outbox.c.channel.in_(list(channels)),
        outbox.c.sealed.is_not(None),
        attempts.c.outbox_id == outbox.c.id,
        attempts.c.number == outbox.c.attempts,
        attempts.c.state == "unknown",
        attempts.c.code != ASKED,
        attempts.c.started_at <= ms(before),
    )
    wanted = select(*COLUMNS, attempts.c.id.label("attempt"), attempts.c.started_at).where(doubtful)
    rows = conn.execute(wanted.order_by(outbox.c.seq)).mappings()
    return [(outgoing(row), row["attempt"], from_ms(row["started_at"])) for row in rows]


def asked(conn: Connection, attempt_id: str) -> None:
    """The provider knows nothing of this attempt: it is not asked again."""
    doubtful = and_(attempts.c.id == attempt_id, attempts.c.state == "unknown")
    conn.execute(update(attempts).where(doubtful).values(code=ASKED))


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


def _fenced(conn: Connection, one: Outgoing, **values: Any) -> None:
    """Raises LeaseLost, and rolls back with it, when this message is not ours to send any more."""
    ours = and_(
        outbox.c.id == one.id,
        outbox.c.state == "pending",
        outbox.c.lease_owner == one.owner,
        outbox.c.attempts == one.attempts,
    )
    if conn.execute(update(outbox).where(ours).values(**values)).rowcount != 1:
        raise LeaseLost(one.id)


def _attempted(conn: Connection, one: Outgoing, now: datetime) -> str:
    attempt = new_id()
    values = {
        "id": attempt,
        "outbox_id": one.id,
        "number": one.attempts + 1,
        "channel": one.channel,
        "state": "sending",
        "rank": RANK["sending"],
        "code": "",
        "started_at": ms(now),
    }
    conn.execute(insert(attempts).values(values))
    return attempt
