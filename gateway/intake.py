"""The way in: in the database within 2 s, else in the spool, else not accepted (`reliability.md` §3)."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar

from core.errors import LasomiError
from core.ports import Clock
from gateway.answers import Answers
from gateway.logs import Spell
from gateway.metrics import ACCEPTED, SPOOL_BYTES, SPOOL_CORRUPT
from gateway.queue import Doorbell
from gateway.spooling import Spooling
from store import forgetting, inbox
from store.committer import Committer
from store.database import Database
from store.forgetting import Forgotten
from store.inbox import Entry
from store.spool import Spool
from store.vault import Vault

T = TypeVar("T")
Work = Callable[[Any], T]
"""What is to be done in the shared transaction; its argument is the connection."""

COMMIT_SECONDS: Final = 2.0
FLUSH_SECONDS: Final = 5.0
RINGS_APART: Final = 0.1
"""Who comes after a rest is rung for at once; who comes within so many seconds of a ring shares the next one,
and what it costs a worker to be rung and to find out what is due, which is more than a message does."""


def not_durable() -> LasomiError:
    """Neither the database nor the spool took it: nothing may be answered that says it was noted."""
    return LasomiError("not_durable", retryable=True)


class Intake:
    """What is answered 2xx is on disk first. One for each process; used from its event loop only."""

    def __init__(self, committer: Committer, spool: Spool, clock: Clock) -> None:
        self._committer = committer
        self._spool = spool
        self._clock = clock
        self._owed: list[Work[object]] = []
        self._wanted = asyncio.Event()
        self._away = Spell("spooled")
        self._waits = Spell("flush_waits")
        self._stuck = Spell("spool_stuck", logging.ERROR)
        self._refused = Spell("not_durable", logging.ERROR)
        self._spooling = Spooling(spool, clock)
        self._answers = Answers()

    async def commit(self, work: Work[T], seconds: float = COMMIT_SECONDS) -> T:
        """The result of a work that is on disk. Raises TimeoutError, or what the work or the database raised.

        A work that has not begun when the time is over is not begun any more.
        """
        return await self._answers.within(self._committer.submit(work), seconds)

    async def accept(self, entry: Entry, work: Work[bool] | None = None) -> bool:
        """On disk when this returns; False when it was known already, or is not to be kept.

        `work` replaces the plain insert where more belongs into its transaction.
        Raises LasomiError `not_durable`.
        """
        try:
            new = await self.commit(work or (lambda conn: inbox.accept(conn, entry)))
        except Exception as error:  # whatever the database's reason, the message is not to be lost
            self._away.seen(channel=entry.channel, error_code=_code(error))
            await self._spooled(entry)
            new = True
        else:
            self._away.over()
        if new:
            ACCEPTED.labels(entry.channel).inc()
        if entry.due_at <= self._clock():
            self.ring()
        return new

    async def forget(self, vault: Vault, call: Forgotten) -> bool:
        """Forgets a call. False while the database is away: then it is on disk that this is owed, and done
        with the next flush; where no disk takes it, it is owed while this process lives.
        """
        try:
            await self.commit(lambda conn: forgetting.forget(conn, vault, call))
        except (LasomiError, TimeoutError):
            await self._owe(vault, call)
            return False
        self.ring()
        return True

    async def _owe(self, vault: Vault, call: Forgotten) -> None:
        try:
            await self._spooled(forgetting.debt(vault, call))
        except LasomiError:  # is logged there
            self._owed.append(lambda conn: forgetting.forget(conn, vault, call))

    def ring(self) -> None:
        """Wakes whoever rings the workers. Many wishes of one moment are one ring."""
        self._wanted.set()

    async def flush(self, database: Database) -> None:
        """Moves the spool into the database and does what is owed; leaves both for later while it is away."""
        if self._spool.bytes() or self._owed:
            try:
                moved = await asyncio.to_thread(self._spool.flush, database)
                await self._settle()
            except (LasomiError, OSError) as error:
                self._waits.seen(error_code=_code(error))
            else:
                self._waits.over()
                if moved:
                    self.ring()
            if self._spool.stuck:
                self._stuck.seen(bytes=self._spool.bytes())
            else:
                self._stuck.over()
        SPOOL_BYTES.set(self._spool.bytes())
        SPOOL_CORRUPT.set(self._spool.corrupt())

    async def keep_ringing(self, doorbell: Doorbell, apart: float = RINGS_APART) -> None:
        """Rings for as long as the process lives; never in the way of an answer."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await asyncio.to_thread(doorbell.ring, "drain")
            await asyncio.sleep(apart)

    async def keep_flushing(self, database: Database, every: float = FLUSH_SECONDS) -> None:
        while True:
            await self.flush(database)
            await asyncio.sleep(every)

    async def _settle(self) -> None:
        while self._owed:
            await self.commit(self._owed[0])
            del self._owed[0]

    async def _spooled(self, entry: Entry) -> None:
        try:
            await self._spooling.write(entry)
        except (OSError, LasomiError) as error:
            self._refused.seen(channel=entry.channel, error_code=_code(error))
            raise not_durable() from error
        self._refused.over()


def _code(error: Exception) -> str:
    return error.code if isinstance(error, LasomiError) else type(error).__name__
