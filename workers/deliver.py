"""The way out: an attempt is committed before its request leaves, and what comes back only ever raises it."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from core.periods import iso_week
from gateway.channels.base import Send
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import ALERT_SECONDS, SENT
from store import alerts, figures, outbox, people
from store.inbox import LeaseLost
from store.outbox import Outgoing
from workers.aggregate import RECEIPT_TO_ALERT

Senders = Mapping[str, Send]
AGAIN: Final = "again:"
SILENCE: Final = timedelta(seconds=60)
"""How long an attempt without an answer waits for a receipt before staff are told again."""


def deliver_once(house: House, senders: Senders, owner: str) -> int:
    """Sends at most 32 messages that are due, alerts first; how many there were.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    tell_again(house, senders)
    batch = outbox.lease(house.database, owner, house.clock())
    for outgoing in batch:
        try:
            _deliver(house, senders, outgoing)
        except LeaseLost:
            logger().warning("send_lost", row_id=outgoing.id)
    return len(batch)


def _deliver(house: House, senders: Senders, outgoing: Outgoing) -> None:
    began = house.clock()
    attempt = outbox.begin(house.database, outgoing, began)
    result = _tried(house, senders, outgoing, attempt)
    state = outbox.conclude(
        house.database,
        outgoing,
        attempt,
        result,
        house.clock(),
        vault=house.vault,
        jitter=random.uniform(-1, 1),
    )
    SENT.labels(outgoing.channel, state).inc()


def _tried(house: House, senders: Senders, outgoing: Outgoing, attempt: str) -> SendResult | SendFailed:
    """The provider's word, or why there is none."""
    try:
        return _sent(house, senders, outgoing, attempt)
    except SendFailed as failure:
        return failure
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return SendFailed(error.code, retryable=False)


def _sent(house: House, senders: Senders, outgoing: Outgoing, attempt: str) -> SendResult:
    """Nobody who asked for silence is written to. Raises SendFailed, and LasomiError `key_gone`."""
    message = outbox.message(house.vault, outgoing, attempt)
    with house.database.read() as conn:
        if people.opted_out(conn, house.vault, message.urn, house.clock()):
            raise SendFailed("opted_out", retryable=False)
    if outgoing.channel not in senders:
        logger().error("no_sender", channel=outgoing.channel, row_id=outgoing.id)
        raise SendFailed("no_sender", retryable=True)
    _first_attempt(house, outgoing)
    result = senders[outgoing.channel](message)
    _heed(house, message, result)
    return result


def _first_attempt(house: House, outgoing: Outgoing) -> None:
    """The delay of an alert ends when its first request leaves (`alerts.md` §4, E4)."""
    if outgoing.alert_id is None:
        return
    with house.database.write() as conn:
        seconds = alerts.mark_first_sent(conn, outgoing.alert_id, house.clock())
        alert = alerts.get(conn, outgoing.alert_id)
        if seconds is None or alert is None:
            return
        week = iso_week(alert.raised_at)
        figures.duration(conn, RECEIPT_TO_ALERT, alert.id, alert.area, week, seconds)
    ALERT_SECONDS.observe(seconds)


def _heed(house: House, message: OutboundMessage, result: SendResult) -> None:
    if result.operator_alarm:
        logger().error("provider_refuses_us", channel=message.channel, error_code=result.code)
    if result.opted_out:
        with house.database.write() as conn:
            people.opt_out(
                conn, house.vault, message.urn, house.clock(), cause=result.code, channel=message.channel
            )


def tell_again(house: House, senders: Senders) -> int:
    """Alerts that left and were never answered go once more, by the next channel, with the same number.

    A message to anybody else is never sent twice (`channels.md` §11).
    """
    now = house.clock()
    with house.database.read() as conn:
        doubtful = outbox.unknown_since(conn, now - SILENCE)
    again = [each for each in doubtful if _is_told_again(each) and now < each.expires_at]
    if not again:
        return 0
    with house.database.write() as conn:
        return sum(_repeat(house, conn, each, senders) for each in again)


def _is_told_again(outgoing: Outgoing) -> bool:
    return outgoing.purpose == "alert" and not outgoing.cause.startswith(AGAIN)


def _repeat(house: House, conn: Any, outgoing: Outgoing, senders: Senders) -> bool:
    """False when it was repeated before, or can be opened no more: others still have to leave."""
    try:
        message = outbox.message(house.vault, outgoing)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return False
    return outbox.add(
        conn,
        house.vault,
        cause=f"{AGAIN}{outgoing.id}",
        recipient=outgoing.recipient,
        step=outgoing.step,
        urn=message.urn,
        text=message.text,
        purpose=outgoing.purpose,
        channel=next((name for name in senders if name != outgoing.channel), outgoing.channel),
        now=house.clock(),
        alert_id=outgoing.alert_id,
        priority=outgoing.priority,
        expires_at=outgoing.expires_at,
    )
