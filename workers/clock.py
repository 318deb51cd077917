"""What time itself brings: leases that ran out, rows nobody rang for, the spool, keys that come and go.

One process at a time does this (`Database.singleton`). A tick may be repeated: what is due follows from the
time alone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import INBOX_WAITING, OUTBOX_WAITING
from store import inbox, outbox
from store.shred import shred
from store.spool import Spool

NAME: Final = "clock"
TICK_SECONDS: Final = 5.0
SHRED_EVERY: Final = timedelta(minutes=10)


def tick(house: House, now: datetime, since: datetime | None = None) -> None:
    """Everything that is due. `since` is the tick before, None for the first one of a process.

    Keys are destroyed every ten minutes; by a process that has just started once nothing waits, or at the
    next of these moments: a machine that was off drains first.

    Raises LasomiError while the store or the keys do not answer.
    """
    Spool(house.settings.spool_dir, house.vault).flush(house.database)
    inbox.release_expired(house.database)
    outbox.release_expired(house.database)
    waiting = _ring(house, now)
    house.keys.issue(now)
    due = waiting == 0 if since is None else _slot(since) != _slot(now)
    if due:
        _shred(house, now)


def run(house: House, stops: Callable[[float], bool]) -> None:
    """Ticks every 5 s, as the only one, until `stops(seconds)` says so after waiting so long."""
    since: datetime | None = None
    while True:
        with house.database.singleton(NAME) as alone:
            while alone:
                since = _ticked(house, since)
                if stops(TICK_SECONDS):
                    return
        if stops(TICK_SECONDS):
            return


def _ticked(house: House, since: datetime | None) -> datetime | None:
    """The moment of a tick that was completed, else that of the one before."""
    now = house.clock()
    try:
        tick(house, now, since)
    except (LasomiError, OSError) as error:
        code = error.code if isinstance(error, LasomiError) else type(error).__name__
        logger().error("tick_failed", error_code=code)
        _keep_keys(house, now, since)
        return since
    return now


def _keep_keys(house: House, now: datetime, since: datetime | None) -> None:
    """Keys come and go while the store is away too: nothing is read longer than was promised (P25)."""
    try:
        house.keys.issue(now)
        if since is not None and _slot(since) != _slot(now):
            house.keys.destroy_due(now)
    except (LasomiError, OSError):
        logger().error("keys_wait")


def _ring(house: House, now: datetime) -> int:
    """Rings for what waits; how many accepted rows do."""
    with house.database.read() as conn:
        waiting, _ = inbox.waiting(conn, now)
        leaving = outbox.waiting(conn)
    INBOX_WAITING.set(waiting)
    OUTBOX_WAITING.set(leaving)
    if waiting:
        house.queue.ring("drain")
    if leaving:
        house.queue.ring("deliver")
    return waiting


def _shred(house: House, now: datetime) -> None:
    gone = shred(house.database, house.keys, now)
    if gone.unread:
        logger().error("shredded_unread", count=gone.unread)


def _slot(at: datetime) -> int:
    return int(at.timestamp() // SHRED_EVERY.total_seconds())
