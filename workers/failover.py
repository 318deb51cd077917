"""The next channel of an alert that one channel did not bring: another SMS channel, at last e-mail.

Only alerts to staff are told again, always with the same number. A message to anybody else never changes its
channel (`channels.md` §11).
"""

from collections.abc import Collection, Sequence
from typing import Any

from core.errors import LasomiError
from core.messages import OutboundMessage
from gateway.house import House
from gateway.logs import logger
from gateway.partners import CHANNEL as PARTNER
from gateway.routing import lines_to
from store import lines, outbox, people
from store.database import ms
from store.departures import is_moot
from store.failover import (
    MOST,
    Kin,
    cause_of,
    family,
    is_told,
    is_under_way,
    pause_after,
    place_of,
    stranded,
)
from store.outbox import Outgoing
from workers.lanes import MAIL


def fail_over(house: House, channels: Collection[str]) -> int:
    """Gives every alert that is stranded its next channel; how many got one."""
    now = house.clock()
    with house.database.read() as conn:
        stuck = stranded(conn, now, lines.fallen(conn, now))
        waiting = [one for one in stuck if _next(house, conn, channels, one)]
    if not waiting:
        return 0
    with house.database.write() as conn:
        return sum(_pass_on(house, conn, channels, one) for one in waiting)


def _pass_on(house: House, conn: Any, channels: Collection[str], one: Outgoing) -> bool:
    """False when it can be opened no more, or somebody else was quicker: others still have to leave."""
    channel = _next(house, conn, channels, one)
    message = _opened(house, one)
    if channel is None or message is None:
        return False
    root, place = place_of(one)
    logger().warning("next_channel", channel=channel, row_id=one.id)
    return outbox.add(
        conn,
        house.vault,
        cause=cause_of(root, place + 1),
        recipient=one.recipient,
        step=one.step,
        urn=_address(house, conn, one) or "" if channel == MAIL else message.urn,
        text=message.text,
        purpose=one.purpose,
        channel=channel,
        now=house.clock(),
        alert_id=one.alert_id,
        priority=one.priority,
        expires_at=one.expires_at,
    )


def _next(house: House, conn: Any, channels: Collection[str], one: Outgoing) -> str | None:
    """The channel that has not been tried yet. A copy by e-mail has none; who is told needs none."""
    kin = family(conn, one)
    last = kin[-1]
    rest = [each for each in kin if each.id != one.id]
    if last.id != one.id or last.place >= MOST or is_moot(conn, one) or one.channel == MAIL:
        return None
    if is_told(rest) or is_under_way(rest, house.clock()):
        return None
    tried = {each.channel for each in kin}
    untried = [name for name in channels if name not in {MAIL, PARTNER, *tried}]
    if untried and (lines_left := _by_network(house, conn, untried, one)):
        return lines_left[0]
    if MAIL in channels and MAIL not in tried and _address(house, conn, one):
        return MAIL
    return _in_doubt(kin, ms(house.clock()))


def _by_network(house: House, conn: Any, channels: Sequence[str], one: Outgoing) -> Sequence[str]:
    """In the order of the file of routes for their network; of what opens no more nobody knows it."""
    message = _opened(house, one)
    return lines_to(house, conn, channels, message.urn).lines if message else channels


def _in_doubt(kin: Sequence[Kin], now: int) -> str | None:
    """When all were tried and one or more never answered, the one of these that is longest ago, after a pause
    that grows: where every line is down, nobody knows whether any of them was brought.
    """
    last = kin[-1]
    failed = {each.channel for each in kin if each.state == "failed"}
    asked = {each.channel: each.began for each in kin if each.state == "unknown"}
    doubtful = {channel: began for channel, began in asked.items() if channel not in failed}
    if last.state == "pending" or not doubtful or now < last.began + pause_after(last.place):
        return None
    return min(doubtful, key=lambda channel: doubtful[channel])


def _address(house: House, conn: Any, one: Outgoing) -> str | None:
    try:
        return people.email_of(conn, house.vault, one.recipient)
    except LasomiError as error:
        if error.code not in {"no_member", "key_gone"}:
            raise
        return None


def _opened(house: House, one: Outgoing) -> OutboundMessage | None:
    try:
        return outbox.message(house.vault, one)
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return None
