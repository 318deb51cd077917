"""What becomes of an attempt: ranks that only rise, so every order of receipts ends alike (`channels` §11).

A message is `delivered` if one of its attempts is; else it has the state of the latest one. A temporary
failure of the latest attempt makes the message due again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from core.errors import SendFailed
from core.messages import Receipt, SendResult
from store.database import ms
from store.rows import serialise
from store.tables import attempts, outbox, parked_receipts
from store.vault import Vault

RANK = {"pending": 0, "sending": 1, "unknown": 2, "accepted": 3, "sent": 4, "failed": 5, "delivered": 6}
WAITS = (5, 15, 45, 120, 300)
LONGEST = 300.0
OPTED_OUT = "opted_out"
"""The code of a message to somebody who asked for silence, whatever the provider calls it."""
TEMPORARY = "~"
"""Before the code of a failed attempt: another one may succeed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word on one attempt. `wait`: the provider asks for so many seconds of patience."""

    state: str
    code: str = ""
    temporary: bool = False
    provider_id: str = ""
    wait: float = 0.0


def outcome_of(result: SendResult | SendFailed) -> Outcome:
    """The provider's answer, or its silence, as one word."""
    if isinstance(result, SendResult):
        code = OPTED_OUT if result.opted_out else result.code
        return Outcome(result.status, code, result.retryable, result.provider_id)
    if result.ambiguous:
        return Outcome("unknown", result.code)
    return Outcome("failed", result.code, result.retryable, wait=result.wait)


def wait_before(attempt: int, jitter: float, asked: float = 0.0) -> timedelta:
    """5 s, 15 s, 45 s, 2 min, then 5 min, give or take a fifth (`jitter` from -1 to 1); never less than
    asked, never more than 5 min.
    """
    seconds = WAITS[min(attempt, len(WAITS)) - 1] * (1 + 0.2 * max(-1.0, min(1.0, jitter)))
    return timedelta(seconds=min(LONGEST, max(seconds, asked)))


def apply_receipt(
    conn: Connection, vault: Vault, receipt: Receipt, now: datetime, jitter: float = 0.0
) -> bool:
    """False when no message of ours has this id yet: the receipt is parked until it appears (72 h)."""
    if receipt.status is None:
        return True
    mark = mark_of(vault, receipt.channel, receipt.message_id, now)
    serialise(conn, mark)
    found = conn.execute(select(attempts.c.id).where(attempts.c.provider_mark == mark)).scalar_one_or_none()
    said = Outcome(receipt.status, OPTED_OUT if receipt.opted_out else receipt.reason, receipt.temporary)
    if found is None:
        _park(conn, mark, receipt.channel, said, now)
        return False
    _raise(conn, found, _told(conn, found, said), now, jitter)
    return True


def parked(conn: Connection, vault: Vault, channel: str, provider_id: str, now: datetime) -> list[str]:
    """What a provider said of a message that nobody here has written yet, in the order of arrival."""
    mark = mark_of(vault, channel, provider_id, now)
    told = select(parked_receipts.c.status).where(parked_receipts.c.provider_mark == mark)
    return list(conn.execute(told.order_by(parked_receipts.c.seq)).scalars())


def conclude_attempt(
    conn: Connection,
    vault: Vault,
    attempt_id: str,
    said: Outcome,
    now: datetime,
    *,
    channel: str,
    jitter: float = 0.0,
) -> str:
    """Writes down what the provider answered, and what it had told before its answer arrived."""
    if said.provider_id:
        mark = mark_of(vault, channel, said.provider_id, now)
        serialise(conn, mark)
        conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(provider_mark=mark))
        waiting = select(parked_receipts).where(parked_receipts.c.provider_mark == mark)
        for row in conn.execute(waiting.order_by(parked_receipts.c.seq)).all():
            told = _told(conn, attempt_id, _outcome(row.status, row.code))
            _raise(conn, attempt_id, told, now, jitter)
        conn.execute(delete(parked_receipts).where(parked_receipts.c.provider_mark == mark))
    return _raise(conn, attempt_id, said, now, jitter)


def _raise(conn: Connection, attempt_id: str, said: Outcome, now: datetime, jitter: float) -> str:
    attempt = conn.execute(_locked_attempt(conn, attempt_id)).one()
    known = _outcome(attempt.state, attempt.code)
    if weight(said) > weight(known):
        values = {"state": said.state, "rank": RANK[said.state], "code": _code(said)}
        conn.execute(update(attempts).where(attempts.c.id == attempt_id).values(values))
        known = said
    message = conn.execute(select(outbox).where(outbox.c.id == attempt.outbox_id)).one()
    latest = attempt.number == message.attempts
    if known.state != "delivered" and (not latest or message.state in {"delivered", "expired"}):
        return str(message.state)
    return _settle(conn, message, known, ms(now + wait_before(message.attempts, jitter, said.wait)))


def _told(conn: Connection, attempt_id: str, said: Outcome) -> Outcome:
    """A receipt as it counts: a provider took the message once, so only alerts are ever sent again for it."""
    purpose = select(outbox.c.purpose).where(outbox.c.id == attempts.c.outbox_id, attempts.c.id == attempt_id)
    is_alert = conn.execute(purpose).scalar_one() == "alert"
    return said if is_alert else replace(said, temporary=False)


_TAKEN: Final = frozenset({"accepted", "sent", "delivered", "failed"})
"""A reply to a reporter is not written again once its provider has spoken: its number is blank from then on
(P11)."""


def _settle(conn: Connection, message: Any, known: Outcome, due_at: int) -> str:
    again = known.state == "failed" and known.temporary
    state = "pending" if again else known.state
    if state != message.state:
        due = {"due_at": due_at} if again else {}
        free = {"lease_owner": None, "lease_until": None, "lease_boot": None}
        told = {"sealed": None} if message.purpose == "neutral" and state in _TAKEN else {}
        conn.execute(
            update(outbox).where(outbox.c.id == message.id).values(state=state, **due, **free, **told)
        )
    return state


def _locked_attempt(conn: Connection, attempt_id: str) -> Any:
    """The message is locked first, so that receipts of one message wait for one another (PostgreSQL)."""
    owner = select(attempts.c.outbox_id).where(attempts.c.id == attempt_id).scalar_subquery()
    conn.execute(select(outbox.c.seq).where(outbox.c.id == owner).with_for_update())
    return select(attempts).where(attempts.c.id == attempt_id)


def weight(said: Outcome) -> tuple[int, int]:
    """A failure for good outranks a temporary one."""
    return RANK[said.state], int(said.state == "failed" and not said.temporary)


def _park(conn: Connection, mark: bytes, channel: str, said: Outcome, now: datetime) -> None:
    values = {"provider_mark": mark, "channel": channel, "status": said.state, "code": _code(said)}
    conn.execute(insert(parked_receipts).values(arrived_at=ms(now), **values))


def mark_of(vault: Vault, channel: str, provider_id: str, now: datetime) -> bytes:
    """Provider ids lead back to the provider's log: only their mark is kept (P20)."""
    return vault.mark("dedupe", f"{channel}|{provider_id}", now)


def _code(said: Outcome) -> str:
    return f"{TEMPORARY if said.temporary else ''}{said.code}"[:60]


def _outcome(state: str, code: str) -> Outcome:
    return Outcome(state, code.removeprefix(TEMPORARY), code.startswith(TEMPORARY))
