"""What the clock has to do, and how often: a table, and the few lines behind each of its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from core.errors import LasomiError
from gateway.balances import ask, asks
from gateway.checks import Memory
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import INBOX_WAITING, OUTBOX_WAITING
from gateway.probes import probes
from gateway.pullers import pullers
from store import inbox, outbox
from store.shred import shred
from store.spool import Spool
from workers import (
    anomalies,
    auditlines,
    auditor,
    completeness,
    coordinators,
    digests,
    escalate,
    focal,
    headmail,
    hold,
    parts,
    publishing,
    relayed,
    repacking,
    ripening,
    undecided,
    windows,
)
from workers.errands import Errand
from workers.heartbeat import report
from workers.linewatch import look
from workers.reconcile import Reconciler

TICK: Final = timedelta(seconds=5)
MINUTE: Final = timedelta(minutes=1)
LOOK: Final = timedelta(seconds=20)
HOUR: Final = timedelta(hours=1)
SHRED: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tick:
    """One look at everything. `sure`: the time by which things may end, None while nobody can tell;
    `first`: a duty has not been done yet by this process.
    """

    now: datetime
    sure: datetime | None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is due again with every new stretch of time. `without_store`: it needs no database, or
    does the part of it that matters before it asks for one. `finish` waits, so many seconds at
    most, for what it began.
    """

    name: str
    every: timedelta
    carry_out: Callable[[Tick], object]
    without_store: bool = False
    finish: Callable[[float], object] | None = None

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Whether a stretch has begun since it was last done; one that was missed is made up for once."""
        return last is None or _slot(last, self.every) != _slot(now, self.every)


def duties(house: House) -> tuple[Duty, ...]:
    """Everything, for as long as a process is the clock: it has a reconciler and an errand of its own."""
    reconciler, beating = (
        Reconciler(house, pullers(house.settings, house.country.facts.number_region)),
        Errand("heartbeat"),
    )
    memory, writing, looking = Memory(tells=True), Errand("publish"), Errand("lines")
    said = auditlines.Lines()
    asked = probes(house.settings)
    owing, left = Errand("balances"), partial(ask, house.settings.data_dir, asks(house.settings))
    return (
        *chores(house),
        Duty("heartbeat", MINUTE, lambda _: beating.go(lambda: report(house, memory)), True, beating.wait),
        Duty("lines", LOOK, lambda _: looking.go(lambda: look(house, asked)), finish=looking.wait),
        Duty("balances", HOUR, lambda tick: owing.go(lambda: left(tick.now)), True, owing.wait),
        Duty("pull", MINUTE, lambda _: reconciler.start(), finish=reconciler.wait),
        Duty("audit lines", MINUTE, lambda tick: said.tell(house, tick.now)),
        Duty("publish", MINUTE, lambda tick: _publish(house, tick, writing), finish=writing.wait),
    )


def chores(house: House) -> tuple[Duty, ...]:
    """What is done inside the house, in the order in which a tick does it: when it returns, it is done."""
    return (
        Duty("keys", TICK, lambda tick: house.keys.issue(tick.now), without_store=True),
        Duty("spool", TICK, lambda _: Spool(house.settings.spool_dir, house.vault).flush(house.database)),
        Duty("leases", TICK, lambda _: _sweep(house)),
        Duty("ladder", TICK, lambda tick: escalate.climb(house, tick.now)),
        Duty("holds", TICK, lambda tick: hold.close_due(house, tick.now)),
        Duty("completeness", MINUTE, lambda tick: _when_sure(house, tick, completeness.close_weeks)),
        Duty("anomalies", MINUTE, lambda tick: _when_sure(house, tick, anomalies.watch)),
        Duty("silence", HOUR, lambda tick: _when_sure(house, tick, completeness.tell_silence)),
        Duty("digests", MINUTE, lambda tick: _when_sure(house, tick, digests.compose)),
        Duty("mail", MINUTE, lambda tick: _when_sure(house, tick, coordinators.write_mail)),
        Duty("parts", TICK, lambda tick: parts.close_due(house, tick.now)),
        Duty("windows", TICK, lambda tick: windows.close_due(house, tick.now)),
        Duty("relays", TICK, lambda tick: relayed.send_due(house, tick.now)),
        Duty("tasks", TICK, lambda tick: focal.tell_due(house, tick.now)),
        Duty("digest texts", TICK, lambda tick: digests.write_due(house, tick.now)),
        Duty("bells", TICK, lambda tick: _ring(house, tick.now)),
        Duty("audit", MINUTE, lambda tick: auditor.audit(house, tick.now)),
        Duty("heads", HOUR, lambda tick: headmail.send(house, tick.now)),
        Duty("ripening", MINUTE, lambda tick: ripening.count_due(house, tick.now)),
        Duty("packages", HOUR, lambda tick: _when_sure(house, tick, repacking.tend)),
        Duty("undecided", HOUR, lambda tick: undecided.close_due(house, tick.sure)),
        Duty("shred", SHRED, lambda tick: _shred(house, tick), without_store=True),
    )


def _when_sure(house: House, tick: Tick, look: Callable[[House, datetime], object]) -> None:
    """What closes a day or a week for good: a clock that was turned ahead closes none."""
    if tick.sure is not None:
        look(house, tick.sure)


def _publish(house: House, tick: Tick, writing: Errand) -> None:
    """Beside the clock: a quarter of a whole country takes minutes."""
    if (now := tick.sure) is not None:
        writing.go(lambda: publishing.tend(house, now))


def _sweep(house: House) -> None:
    inbox.release_expired(house.database, house.clock())
    outbox.release_expired(house.database)


def _ring(house: House, now: datetime) -> None:
    with house.database.read() as conn:
        waiting, _ = inbox.waiting(conn, now)
        leaving = outbox.waiting(conn)
    INBOX_WAITING.set(waiting)
    OUTBOX_WAITING.set(leaving)
    if waiting:
        house.queue.ring("drain")
    if leaving:
        house.queue.ring("deliver")


def _shred(house: House, tick: Tick) -> None:
    """A machine that was off drains first, and shreds at the next ten minutes whatever waits (P25)."""
    if tick.first and _waits(house, tick.now):
        return
    if tick.sure is None:
        raise LasomiError("clock_unsure", "the clock was not steady for half an hour", retryable=True)
    gone = shred(house.database, house.keys, tick.sure, tick.now)
    if gone.unread:
        logger().error("shredded_unread", count=gone.unread)


def _waits(house: House, now: datetime) -> bool:
    """Whether there is something to drain; a store that does not answer may hold anything."""
    try:
        with house.database.read() as conn:
            return inbox.waiting(conn, now)[0] > 0
    except LasomiError:
        return True


def _slot(at: datetime, every: timedelta) -> int:
    return int(at.timestamp() // every.total_seconds())
