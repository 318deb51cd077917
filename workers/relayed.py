"""Texts leave for relays: by day, one to each in five minutes, none two days old (`alerts.md` §4, §7).

What has not left by the evening leaves in the morning (`store.daytime`).
"""

from datetime import datetime, timedelta
from typing import Any, Final

from gateway.house import House
from gateway.routing import line_for
from store import elapsed, outbox, people, relayed, windows
from store.relayed import Waiting
from workers.daytime import is_day
from workers.windows import reachable, window_ms
from workers.work import TURN

LASTS: Final = timedelta(hours=48)
MOST: Final = 200


def send_due(house: House, now: datetime) -> int:
    """Writes what may leave now; how many texts. Whoever is not to be reached any more hears nothing."""
    if not is_day(house, now) or not _anything(house):
        return 0
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        relayed.forget(conn, now - LASTS)
        clock = elapsed.now(house.database, conn)
        reached = {member.id: member for member in reachable(house, conn, now) if member.is_("relay")}
        return sum(_sent(house, conn, one, reached, now, clock) for one in relayed.waiting(conn, MOST))


def _anything(house: House) -> bool:
    with house.database.read() as conn:
        return bool(relayed.waiting(conn, 1))


def _sent(house: House, conn: Any, one: Waiting, reached: dict[str, Any], now: datetime, clock: int) -> bool:
    member = reached.get(one.recipient)
    if member is None:
        relayed.take(conn, one)
        return False
    free = windows.is_free(conn, member.id, clock) and not relayed.is_on_its_way(conn, member.id)
    if not free or not relayed.take(conn, one):
        return False
    windows.open_(conn, member.id, clock + window_ms(house))
    return outbox.add(
        conn,
        house.vault,
        cause=one.cause,
        recipient=member.id,
        step=0,
        urn=people.number_of(conn, house.vault, member.id),
        text=one.text,
        purpose="bulletin",
        channel=line_for(house, conn, member),
        now=now,
        expires_at=one.since + LASTS,
    )
