"""Long SMS whose parts reach us one by one: joined by sender, in any order (`channels.md` §14).

After ten minutes what is there is delivered as it is, marked `incomplete`, and set aside for the operator.
"""

import json
from datetime import datetime
from typing import Any, Final

from core.messages import InboundMessage
from gateway import replies
from gateway.house import House
from gateway.metrics import QUARANTINED
from store import elapsed, inbox, parts, quarantine
from store.inbox import seal_entry
from store.parts import Piece, Whole
from workers.work import TURN, Body, Outcome, Work

LIMIT_MS: Final = 10 * 60_000
UNPAIRED: Final = "unpaired_part"


def piece(work: Work, body: Body) -> Outcome:
    """One part: it waits for the others, or is the last of them. Its inbox row is blank from now on."""
    reference, number, total = body["part"]
    whole = {name: value for name, value in body.items() if name != "part"}
    one = Piece(work.row.channel, reference, number, total, whole, work.at)
    until = elapsed.now(work.house.database, work.conn) + LIMIT_MS
    mark, kept = parts.put(work.conn, work.vault, one, until)
    if kept == "another":
        deliver(work.house, work.conn, mark, work.now)
        parts.drop(work.conn, mark)
        mark, kept = parts.put(work.conn, work.vault, one, until)
    if kept == "whole":
        deliver(work.house, work.conn, mark, work.now)
    inbox.blank(work.conn, work.row.id)
    return Outcome("part", kept)


def deliver(house: House, conn: Any, mark: bytes, now: datetime) -> bool:
    """Accepts what is here of a message as one SMS; False when it was delivered before."""
    whole = parts.gather(conn, house.vault, mark)
    if whole is None:
        return False
    _accept(house, conn, whole, mark, now)
    return True


def close_due(house: House, now: datetime) -> int:
    """Delivers what has waited ten minutes for its rest; how many messages.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    with house.database.read() as conn:
        due = parts.due(conn, elapsed.now(house.database, conn))
    closed = sum(_closed(house, mark, now) for mark in due)
    if closed:
        house.queue.ring("drain")
    return closed


def _closed(house: House, mark: bytes, now: datetime) -> bool:
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        delivered = deliver(house, conn, mark, now)
        parts.drop(conn, mark)
    return delivered


def _accept(house: House, conn: Any, whole: Whole, mark: bytes, now: datetime) -> None:
    """The joined message; its reply is decided with it, as for any SMS that is accepted (P6)."""
    first = whole.bodies[0]
    body = {**first, "text": whole.text, "incomplete": whole.missing}
    sent = [datetime.fromisoformat(each["sent"]) for each in whole.bodies if each.get("sent")]
    entry = seal_entry(
        house.vault,
        channel=whole.channel,
        kind="sms",
        external_id=f"joined|{mark.hex()}|{whole.at.isoformat()}",
        body=body,
        received_at=whole.at,
        sent_at=min(sent, default=None),
    )
    if inbox.accept(conn, entry):
        if whole.missing:
            _set_aside(house, conn, whole, entry.id, now)
        message = InboundMessage(whole.channel, "", first["urn"], whole.text, whole.at)
        replies.accepted(conn, house, entry, message)


def _set_aside(house: House, conn: Any, whole: Whole, row: str, now: datetime) -> None:
    """For the operator, sealed for 72 h and no longer than its row; the names of fields only."""
    quarantine.keep(
        conn,
        house.vault,
        channel=whole.channel,
        reason=UNPAIRED,
        fields=("part",),
        raw=json.dumps(whole.bodies, ensure_ascii=False).encode(),
        now=now,
        copy_of=row,
    )
    QUARANTINED.labels(UNPAIRED).inc()
