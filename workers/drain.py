"""From accepted rows to their effects: lease, read, and then everything in one transaction.

Some rows share a transaction, a short one: who accepts waits for it. Where one of them raises, each has its
own. A row whose work raises alone goes back and is poison after five attempts; its neighbours go on. When the
store itself does not answer, the batch is given back and nothing counts against the messages.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from types import MappingProxyType
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import PROCESSED
from store import figures, inbox
from store.departures import waiting
from store.inbox import LeaseLost, Row
from workers.reading import Alive, Ready, read
from workers.work import TURN, Work

RENEW_AFTER_SECONDS: Final = 2.0
TOGETHER: Final = MappingProxyType({"sqlite": 8, "postgresql": 32})
HELD_SECONDS: Final = MappingProxyType({"sqlite": 0.02, "postgresql": 0.2})
"""How many rows a transaction may have, and how long it may go on to another one. On SQLite the accepting
side waits behind the same gate; on PostgreSQL only who takes the same turn does.
"""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Leased rows; `left` are those without an outcome yet, by id, in the order of acceptance."""

    house: House
    left: dict[str, Row]
    alive: Alive

    def ahead(self) -> list[Row]:
        """Those that come next, as many as may share a transaction."""
        return list(islice(self.left.values(), TOGETHER[self.house.database.dialect]))


def drain_once(house: House, owner: str, alive: Alive = lambda: None) -> int:
    """Works on at most 32 due rows, in the order of acceptance; how many there were.

    `alive` is called before each is read and before each is written: whoever watches knows that the one
    before has ended. Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    rows = _leased(house, owner)
    leased_at = time.monotonic()
    batch = _Batch(house, {row.id: row for row in rows}, alive)
    try:
        while batch.left:
            if time.monotonic() - leased_at > RENEW_AFTER_SECONDS:
                _renew(batch)
            _work_on(batch, batch.ahead())
    except LasomiError:
        _give_back(house, batch.left.values())
        raise
    if rows and waiting(house.database, house.clock()):
        house.queue.ring("deliver")
    return len(rows)


def _leased(house: House, owner: str) -> list[Row]:
    """What is due; with nothing due, what a worker that died has left behind."""
    rows = inbox.lease(house.database, owner, house.clock())
    if not rows and inbox.release_expired(house.database, house.clock()):
        rows = inbox.lease(house.database, owner, house.clock())
    return rows


def _renew(batch: _Batch) -> None:
    """A slow batch keeps the rows that come next; what somebody else has taken meanwhile is theirs."""
    for row in batch.ahead():
        try:
            inbox.renew(batch.house.database, row)
        except LeaseLost:
            _lost(batch, row)


def _work_on(batch: _Batch, rows: Sequence[Row]) -> None:
    try:
        _carry_out(batch, rows)
    except Exception as error:  # a message must not stop its neighbours; it is counted, kept and shown
        if isinstance(error, LasomiError) and error.retryable:
            raise
        if len(rows) == 1:
            _failed(batch, rows[0], error)
            return
        for row in rows:
            if row.id in batch.left:
                _work_on(batch, [row])


def _carry_out(batch: _Batch, rows: Sequence[Row]) -> None:
    """Reads them all, then writes what they cause in as few transactions as may be held."""
    ready = read(batch.house, rows, batch.alive)
    while ready:
        done = _written(batch, ready)
        PROCESSED.labels("done").inc(done)
        for one in ready[:done]:
            del batch.left[one.row.id]
        ready = ready[done:]


def _written(batch: _Batch, ready: Sequence[Ready]) -> int:
    """How many of them one transaction has carried out: at least the first."""
    house, done = batch.house, 0
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        until = time.monotonic() + HELD_SECONDS[house.database.dialect]
        with figures.gathered(conn):
            for row, effect in ready:
                batch.alive()
                outcome = effect(Work(house, conn, row, house.clock()))
                inbox.finish(conn, row, outcome.word, outcome.reason)
                done += 1
                if time.monotonic() > until:
                    break
    return done


def _failed(batch: _Batch, row: Row, error: Exception) -> None:
    if isinstance(error, LeaseLost):
        _lost(batch, row)
        return
    code = error.code if isinstance(error, LasomiError) else type(error).__name__
    try:
        state = inbox.fail(batch.house.database, row, code, wait=timedelta(seconds=2**row.attempts))
    except LeaseLost:
        state = "lost"
    del batch.left[row.id]
    PROCESSED.labels("quarantined" if state == "poison" else "failed").inc()
    logger().error("row_failed", row_id=row.id, attempts=row.attempts, error_code=code, status=state)


def _lost(batch: _Batch, row: Row) -> None:
    """Somebody else has it: whatever was done for it here is undone."""
    del batch.left[row.id]
    PROCESSED.labels("failed").inc()


def _give_back(house: House, rows: Iterable[Row]) -> None:
    """The store may be away: then the leases run out by themselves."""
    for row in rows:
        try:
            inbox.give_back(house.database, row)
        except LasomiError as error:
            logger().warning("lease_runs_out", row_id=row.id, error_code=error.code)
            return
