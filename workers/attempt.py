"""One attempt to send one message: everything that can be known before is known before the request leaves."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from core.periods import day, iso_week
from gateway.channels.base import Send
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import ALERT_SECONDS, BUDGET_SHARE, SENT
from store import alerts, failover, figures, outbox, people, replies, spending, stops, windows
from store.leases import LeaseLost
from store.outbox import Outgoing
from store.spending import Rate
from workers import overdue, unsent
from workers.aggregate import RECEIPT_TO_ALERT
from workers.daytime import morning
from workers.lanes import MAIL, rate_of
from workers.linewatch import fault_of, noted
from workers.windows import leaves

Senders = Mapping[str, Send]
Result = SendResult | SendFailed
Insist = Callable[[Callable[[], str]], str]
"""How the provider's word is written down while the store is away."""
ALARM_AT: Final = 0.8
"""The share of a day's budget at which the operator is told."""


def once(write: Callable[[], str]) -> str:
    return write()


def attempt(house: House, senders: Senders, one: Outgoing, insist: Insist = once) -> str | None:
    """The new state of the message; None when it does not leave now.

    While the store or the keys do not answer it is left to its lease, as if nobody had touched it.
    Raises LeaseLost, and LasomiError while they do not.
    """
    ready = _before(house, senders, one)
    if ready is None:
        return None
    if isinstance(ready, SendFailed):
        state = outbox.refuse(
            house.database, one, ready, house.clock(), vault=house.vault, jitter=random.uniform(-1, 1)
        )
    else:
        result = _said(senders[one.channel], ready)
        state = insist(lambda: _concluded(house, one, ready, result))
    SENT.labels(one.channel, state).inc()
    return state


def _before(house: House, senders: Senders, one: Outgoing) -> OutboundMessage | SendFailed | None:
    """Everything before the request. What breaks there is put off like what a provider refuses: left to its
    lease it would come back at once, and end one sender after the other (`reliability.md` F28).
    """
    try:
        ready = _ready(house, senders, one)
        return ready if isinstance(ready, SendFailed) else _begun(house, one, ready)
    except LasomiError as error:
        if error.retryable or isinstance(error, LeaseLost):
            raise
        code = error.code
    except Exception as fault:  # its words may quote a number: only its name goes on
        code = type(fault).__name__
    logger().error("send_broke", channel=one.channel, row_id=one.id, error_code=code)
    return SendFailed("send_broke", retryable=True)


def _ready(house: House, senders: Senders, one: Outgoing) -> OutboundMessage | SendFailed:
    """The message in clear, or why it may not leave. Nobody who asked for silence is written to."""
    try:
        message = outbox.message(house.vault, one)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return SendFailed(error.code, retryable=False)
    with house.database.read() as conn:
        silent = people.opted_out(conn, house.vault, _number(house, conn, one, message), house.clock())
        if silent and not replies.is_farewell(conn, one):
            return SendFailed("opted_out", retryable=False)
        if not _is_theirs(house, conn, one, message):
            return SendFailed("sim_revoked", retryable=False)
    if one.channel not in senders:
        logger().error("no_sender", channel=one.channel, row_id=one.id)
        return SendFailed("no_sender", retryable=True)
    return message


def _number(house: House, conn: Any, one: Outgoing, message: OutboundMessage) -> str:
    """The phone whose owner may have asked for silence; who did is sent no mail either.

    An address of nobody on the roster stands for itself.
    """
    on_roster = one.channel == MAIL and people.member(conn, one.recipient) is not None
    return people.number_of(conn, house.vault, one.recipient) if on_roster else message.urn


def _is_theirs(house: House, conn: Any, one: Outgoing, message: OutboundMessage) -> bool:
    """Whether a phone is still that of the member of staff for whom a text was written: a SIM may be lost
    between the two. Whoever is not on the roster has only the one they wrote from.
    """
    if one.channel == MAIL:
        return True
    try:
        return people.number_of(conn, house.vault, one.recipient) == message.urn
    except LasomiError as error:
        if error.code != "no_member":
            raise
        return True


def _begun(house: House, one: Outgoing, message: OutboundMessage) -> OutboundMessage | None:
    """The message under the id of its attempt, as it stands now. The delay of an alert ends with its first
    attempt (`alerts.md` §4, E4).
    """
    delays: list[float] = []
    said: list[str] = []
    now = house.clock()

    def over(conn: Any) -> bool:
        text = unsent.text(house, conn, one, message.text, now)
        text = overdue.text(house, conn, one, message.text, now) if text is None else text
        if text:
            outbox.rewrite(conn, house.vault, one, message, text)
            said.append(text)
        return text == ""

    def first(conn: Any) -> None:
        if one.purpose in ("alert", "bulletin") and one.channel != MAIL:
            leaves(house, conn, one.recipient)
        told = windows.subjects(conn, failover.first_cause(conn, one), one.alert_id)
        due = house.country.alerts.told_seconds
        delays.extend(seconds for each in told if (seconds := _delay(conn, each, now, due)) is not None)

    begun = outbox.begin(house.database, one, now, also=first, morning=morning(house, now), over=over)
    for seconds in () if house.exercise else delays:
        ALERT_SECONDS.observe(seconds)
    return None if begun is None else replace(message, attempt=begun, text=said[0] if said else message.text)


def _delay(conn: Any, alert_id: str, now: datetime, due: Mapping[int, int]) -> float | None:
    """The seconds from acceptance to this first attempt, now among the figures; None for any later one, and
    for a severity that is `due` in a digest only.
    """
    seconds = alerts.mark_first_sent(conn, alert_id, now)
    alert = alerts.get(conn, alert_id)
    if seconds is None or alert is None or alert.severity not in due:
        return None
    week = iso_week(alert.raised_at)
    figures.duration(conn, RECEIPT_TO_ALERT, alert.id, alert.area, week, seconds)
    return seconds


def _said(send: Send, message: OutboundMessage) -> Result:
    """The provider's word, or why there is none."""
    try:
        return send(message)
    except SendFailed as failure:
        return failure


def _concluded(house: House, one: Outgoing, message: OutboundMessage, result: Result) -> str:
    """The provider's word, what it cost and what it asks of us, in one transaction."""
    spent: list[int] = []
    now = house.clock()

    def heeded(conn: Any) -> None:
        if isinstance(result, SendFailed) and result.wait:
            rate = Rate(one.channel, rate_of(house.settings, one.channel))
            spending.pause(conn, house.database.lease_now(conn), rate, min(result.wait, spending.LONGEST))
        noted(house, conn, one.channel, fault_of(result), now)
        if _may_cost(result):
            spent.append(spending.spend(conn, one.channel, day(now), 1))
        if isinstance(result, SendResult) and (result.opted_out or _left_before(house, conn, one, result)):
            number = _number(house, conn, one, message)
            cause = result.code if result.opted_out else "provider"
            people.opt_out(conn, house.vault, number, now, cause=cause, channel=one.channel)

    state = outbox.conclude(
        *(house.database, one, message.attempt, result, now),
        vault=house.vault,
        jitter=random.uniform(-1, 1),
        also=heeded,
    )
    for total in spent:
        _watch_budget(house, one.channel, total)
    if isinstance(result, SendResult) and result.operator_alarm:
        logger().error("provider_refuses_us", channel=one.channel, error_code=result.code)
    return state


def _left_before(house: House, conn: Any, one: Outgoing, result: SendResult) -> bool:
    """Whether the receipt was quicker than this answer, and said that they asked for silence."""
    known = bool(result.provider_id)
    return known and stops.told_early(conn, house.vault, one.channel, result.provider_id, house.clock())


def _may_cost(result: Result) -> bool:
    return result.ambiguous if isinstance(result, SendFailed) else result.status != "failed"


def _watch_budget(house: House, channel: str, total: int) -> None:
    """One line when four fifths of the day's budget are spent, and one when all is."""
    budget = house.settings.budgets.get(channel)
    if not budget:
        return
    BUDGET_SHARE.labels(channel).set(total / budget)
    for event, share in (("budget_nearly_spent", ALARM_AT), ("budget_spent", 1.0)):
        if total - 1 < share * budget <= total:
            logger().error(event, channel=channel, count=total)
