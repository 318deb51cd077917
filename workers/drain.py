"""From accepted rows to their effects: lease, open, understand, and then everything in one transaction.

A row whose work raises goes back and is poison after five attempts; its neighbours go on. When the store
itself does not answer, the batch is given back and nothing counts against the messages.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from core.errors import LasomiError
from gateway.house import House
from gateway.logs import logger
from gateway.metrics import PROCESSED
from store import inbox
from store.inbox import LeaseLost, Row
from workers import calls, commands, intake, notices
from workers.work import Body, Effect, Outcome, Work

RENEW_AFTER_SECONDS: Final = 2.0
TURN: Final = "effects"
"""Two workers must not open one event twice: on PostgreSQL effects take turns, understanding does not."""
Handler = Callable[[Work, Body], Outcome]

KINDS: Final[Mapping[str, Handler]] = {
    "ussd": calls.turn,
    "session_end": calls.end,
    "receipt": notices.receipt,
    "optout": notices.optout,
    "command": commands.from_console,
}


def drain_once(house: House, owner: str) -> int:
    """Works on at most 32 due rows, in the order of acceptance; how many there were.

    Raises LasomiError, retryable, when the store or the keys do not answer.
    """
    rows = inbox.lease(house.database, owner, house.clock())
    leased_at = time.monotonic()
    for at, row in enumerate(rows):
        try:
            if time.monotonic() - leased_at > RENEW_AFTER_SECONDS:
                inbox.renew(house.database, row)
            _carry_out(house, row)
        except LeaseLost:
            PROCESSED.labels("failed").inc()
        except LasomiError as error:
            if error.retryable:
                _give_back(house, rows[at:])
                raise
            _failed(house, row, error.code)
        except Exception as error:  # a message must not stop its neighbours; it is counted, kept and shown
            _failed(house, row, type(error).__name__)
    if rows:
        house.queue.ring("deliver")
    return len(rows)


def _carry_out(house: House, row: Row) -> None:
    effect = _read(house, row)
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        outcome = effect(Work(house, conn, row, house.clock()))
        inbox.finish(conn, row, outcome.word, outcome.reason)
    PROCESSED.labels("done").inc()


def _read(house: House, row: Row) -> Effect:
    try:
        body = inbox.body(house.vault, row)
    except LasomiError as error:
        if error.code != "key_gone":
            raise
        return _unread
    if row.kind == "sms":
        return intake.read(house, row, body)
    handler = KINDS[row.kind]
    return lambda work: handler(work, body)


def _unread(_work: Work) -> Outcome:
    """Its key was destroyed before anybody could read it: counted and shown, never forgotten (P25)."""
    return Outcome("shredded_unread")


def _failed(house: House, row: Row, code: str) -> None:
    try:
        state = inbox.fail(house.database, row, code, wait=timedelta(seconds=2**row.attempts))
    except LeaseLost:
        state = "lost"
    PROCESSED.labels("quarantined" if state == "poison" else "failed").inc()
    logger().error("row_failed", row_id=row.id, attempts=row.attempts, error_code=code, status=state)


def _give_back(house: House, rows: Sequence[Row]) -> None:
    """The store may be away: then the leases run out by themselves."""
    for row in rows:
        try:
            inbox.give_back(house.database, row)
        except LasomiError as error:
            logger().warning("lease_runs_out", row_id=row.id, error_code=error.code)
            return
