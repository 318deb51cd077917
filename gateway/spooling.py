"""Into the spool together: what cannot wait for the database within one moment shares one file and its fsync.

While the database is away every message takes this way; a file for each would be ten thousand in minutes.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from core.errors import LasomiError
from core.ports import Clock
from store import forgetting
from store.inbox import Entry
from store.spool import Spool

MOST: Final = 200
Waiting = tuple[Entry, "asyncio.Future[None]"]


class Spooling:
    """One for each process, used from its event loop only; one file is written at a time."""

    def __init__(self, spool: Spool, clock: Clock) -> None:
        self._spool = spool
        self._clock = clock
        self._waiting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._disk = ThreadPoolExecutor(1, "spool")  # the common threads may all wait for a database

    async def write(self, entry: Entry) -> None:
        """On disk when this returns. Raises LasomiError `spool.failed`, or what the keys raised."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await written

    async def _write_all(self) -> None:
        while batch := self._next():
            try:
                await self._on_disk([entry for entry, _ in batch])
            except (LasomiError, OSError) as error:
                _tell(batch, error)
            else:
                _tell(batch, None)

    def _next(self) -> list[Waiting]:
        """The next batch: debts alone, because they are paid before anything is moved."""
        debts = [one for one in self._waiting if one[0].kind == forgetting.KIND]
        batch = (debts or self._waiting)[:MOST]
        self._waiting = [one for one in self._waiting if one not in batch]
        return batch

    async def _on_disk(self, entries: Sequence[Entry]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._disk, self._spool.write, entries, self._clock())


def _tell(batch: Sequence[Waiting], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():  # whoever waited has gone
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
