"""Results of the committer's thread, brought into the event loop all at once.

Waking the loop from another thread costs both of them more than the answer itself: what is done while it has
not come round yet needs no bell of its own.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Answers:
    """One for each event loop, used from it; the futures come from any thread."""

    def __init__(self) -> None:
        self._done: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._rung: asyncio.AbstractEventLoop | None = None

    async def within(self, future: Future[T], seconds: float) -> T:
        """What the future brings. Raises TimeoutError, and what has not begun by then never begins."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(partial(self._came, loop, waiter))
        late = loop.call_later(seconds, _too_late, waiter, future)
        try:
            return await waiter
        finally:
            late.cancel()

    def _came(
        self, loop: asyncio.AbstractEventLoop, waiter: "asyncio.Future[Any]", future: Future[Any]
    ) -> None:
        self._done.append((waiter, future))
        if self._rung is not loop and not loop.is_closed():
            self._rung = loop
            loop.call_soon_threadsafe(self._told)

    def _told(self) -> None:
        """Whoever comes from here on rings again: nobody is forgotten between the last look and the end."""
        self._rung = None
        while self._done:
            waiter, future = self._done.popleft()
            if not waiter.done():
                _settle(waiter, future)


def _settle(waiter: "asyncio.Future[Any]", future: Future[Any]) -> None:
    if future.cancelled():
        waiter.cancel()
    elif error := future.exception():
        waiter.set_exception(error)
    else:
        waiter.set_result(future.result())


def _too_late(waiter: "asyncio.Future[Any]", future: Future[Any]) -> None:
    """A commit that ends after its time was up has its copy in the spool: its error is no news."""
    if not waiter.done():
        future.cancel()
        waiter.set_exception(TimeoutError())
