"""Whoever reads the protected lane hears that something waits, and not a word of it (P39).

Every four hours by day, and only where something new has come. A line that left at once would lead from a
phone to the lane: the operator sees both.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from core.alerts import TASK
from core.contacts import Member, Role
from gateway.house import House
from gateway.routing import line_for
from store import elapsed, outbox, people, protected, windows
from store.rows import new_id
from workers.daytime import is_day
from workers.notify import on_duty
from workers.windows import reachable, window_ms
from workers.work import TURN

FOCAL: Final[Role] = "gbv_focal"
QUIET: Final = timedelta(hours=4)


def expect(conn: Any, now: datetime) -> None:
    """Something has come: at the next moment of telling somebody hears of it."""
    protected.announce(conn, _name(_begun(now) + QUIET))


def tell_due(house: House, now: datetime) -> int:
    """How many are told. Who is not on duty or cannot be reached is told later; of what is gone, nobody."""
    if not is_day(house, now) or not _is_due(house, now):
        return 0
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        if not protected.waiting(conn, now):
            protected.told(conn, _name(now))
            return 0
        written = sum(_write(house, conn, member, now) for member in _free(house, conn, now))
        if written:
            protected.told(conn, _name(now))
    return written


def _is_due(house: House, now: datetime) -> bool:
    with house.database.read() as conn:
        return protected.announced(conn, _name(now))


def _free(house: House, conn: Any, now: datetime) -> Sequence[Member]:
    """The focal persons on duty who were not written to in the last five minutes."""
    clock = elapsed.now(house.database, conn)
    serving = [one for one in reachable(house, conn, now) if one.is_(FOCAL) and on_duty(one, now)]
    return [one for one in serving if windows.is_free(conn, one.id, clock)]


def _write(house: House, conn: Any, member: Member, now: datetime) -> bool:
    """The cause names nothing: it looks like that of any other task."""
    windows.open_(conn, member.id, elapsed.now(house.database, conn) + window_ms(house))
    return outbox.add(
        conn,
        house.vault,
        cause=f"task:{new_id()}",
        recipient=member.id,
        step=0,
        urn=people.number_of(conn, house.vault, member.id),
        text=TASK,
        purpose="alert",
        channel=line_for(house, conn, member),
        now=now,
        expires_at=now + QUIET,
    )


def _begun(now: datetime) -> datetime:
    return now.replace(hour=now.hour - now.hour % 4, minute=0, second=0, microsecond=0)


def _name(at: datetime) -> str:
    return f"{at:%Y%m%d%H}"
