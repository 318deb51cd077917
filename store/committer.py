"""One thread that commits for everybody: what arrives within 5 ms shares one fsync.

What has waited while the fsync before was under way waits no longer for company.

An answer is given only after the commit. When the shared transaction fails through the fault of one work,
each is tried alone, so that one bad work does not fail its neighbours.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from core.errors import LasomiError
from store.database import Database

T = TypeVar("T")
UNHEALTHY_EXIT = 74


def _leave() -> None:
    os._exit(UNHEALTHY_EXIT)


class _Work(Generic[T]):
    """What is to be done in the transaction, who waits for it, and since when."""

    __slots__ = ("_result", "do", "since", "waiter")

    def __init__(self, do: Callable[[Connection], T]) -> None:
        self.do = do
        self.since = time.monotonic()
        self.waiter: Future[T] = Future()

    def carry_out(self, conn: Connection) -> None:
        self._result = self.do(conn)

    def answer(self) -> None:
        self.waiter.set_result(self._result)


class Committer:
    """Hand it works from any thread; `Future.result(timeout)` is set when the work is on disk.

    `on_io_error` is called after a failed fsync: a second one that succeeds would prove nothing, so by
    default the process ends and its supervisor starts another.
    """

    def __init__(
        self,
        database: Database,
        window: float = 0.005,
        limit: int = 200,
        *,
        on_io_error: Callable[[], None] = _leave,
    ) -> None:
        self._database = database
        self._window = window
        self._limit = limit
        self._on_io_error = on_io_error
        self._waiting: queue.SimpleQueue[_Work[Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._gate = threading.Lock()
        self._open = False

    def start(self) -> None:
        with self._gate:
            self._open = True
            self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Commits what was handed in, then ends. Later works are refused."""
        with self._gate:
            thread, self._thread, self._open = self._thread, None, False
            self._waiting.put(None)
        if thread is not None:
            thread.join()

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Raises LasomiError `committer.stopped` when it was not started or has been stopped."""
        with self._gate:
            if not self._open:
                raise LasomiError("committer.stopped", retryable=True)
            item = _Work(work)
            self._waiting.put(item)
        return item.waiter

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            works, goes_on = self._gathered()
            wanted = [work for work in works if work.waiter.set_running_or_notify_cancel()]
            if wanted:
                self._commit(wanted)

    def _gathered(self) -> tuple[list[_Work[Any]], bool]:
        first = self._waiting.get()
        if first is None:
            return [], False
        works, deadline = [first], first.since + self._window
        while len(works) < self._limit:
            try:
                more = self._waiting.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if more is None:
                return works, False
            works.append(more)
        return works, True

    def _commit(self, works: list[_Work[Any]]) -> None:
        try:
            with self._database.write(urgent=True) as conn:
                for work in works:
                    work.carry_out(conn)
        except Exception as error:  # whoever waits is told
            self._failed(works, error)
        else:
            for work in works:
                work.answer()

    def _failed(self, works: list[_Work[Any]], error: Exception) -> None:
        unwell = isinstance(error, LasomiError) and error.code.startswith("store.")
        if len(works) > 1 and not unwell:
            for work in works:
                self._commit([work])
            return
        for work in works:
            work.waiter.set_exception(error)
        if isinstance(error, LasomiError) and error.code == "store.io":
            self._on_io_error()
