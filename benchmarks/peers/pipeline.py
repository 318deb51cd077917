"""Accepted → done with several workers, each a process of its own on the same database.

Also what one worker takes from its start to its first message, and what it weighs then.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from benchmarks.drain import accept, house_on, spread
from core.errors import LasomiError
from gateway.house import House, open_house
from gateway.settings import read_settings
from store import inbox
from workers.drain import drain_once
from workers.pipeline import prepare

READY_SECONDS: Final = 120.0
DONE_SECONDS: Final = 600.0
Barrier = Any


@dataclass(frozen=True, slots=True)
class Drained:
    """Messages a second by the wall; milliseconds of all workers' processors for one message."""

    rate: float
    cpu_ms: float
    workers: int


@dataclass(frozen=True, slots=True)
class Worker:
    """Seconds from nothing to the first message done, megabytes then."""

    seconds: float
    megabytes: float


def drained(url: Callable[[Path], str], n: int, workers: int) -> Drained:
    """N messages over 300 communes, accepted beforehand; timed from the moment when all workers stand.

    Raises queue.Empty when a worker is not done after ten minutes.
    """
    with _accepted(url, n) as environ:
        context = multiprocessing.get_context("spawn")
        barrier, told = context.Barrier(workers + 1), context.Queue()
        hands = [context.Process(target=_work, args=(environ, barrier, told)) for _ in range(workers)]
        for hand in hands:
            hand.start()
        barrier.wait(READY_SECONDS)
        began = time.perf_counter()
        spent = [told.get(timeout=DONE_SECONDS) for _ in hands]
        took = max(ended for ended, _ in spent) - began
        for hand in hands:
            hand.join()
        if left := _left(environ):
            raise ValueError(f"{left} of {n} messages are not done")
    return Drained(round(n / took, 1), round(1000 * sum(cpu for _, cpu in spent) / n, 3), workers)


def first(url: Callable[[Path], str]) -> Worker:
    """A worker that finds one message."""
    with _accepted(url, 1) as environ:
        context = multiprocessing.get_context("spawn")
        told = context.Queue()
        began = time.perf_counter()
        hand = context.Process(target=_begun, args=(environ, told))
        hand.start()
        seconds, weight = told.get()[0] - began, told.get()
        hand.join()
    return Worker(round(seconds, 2), round(weight, 1))


@contextmanager
def _accepted(url: Callable[[Path], str], n: int) -> Iterator[Mapping[str, str]]:
    """A house with so many messages; the settings by which others open it."""
    with tempfile.TemporaryDirectory(prefix="lasomi-") as name:
        folder = Path(name)
        address = url(folder)
        with house_on(address, folder) as house:
            accept(house, spread(house, n))
        yield {
            "LASOMI_DATA_DIR": str(folder / "data"),
            "LASOMI_KEYS_FILE": str(folder / "keys"),
            "LASOMI_DATABASE_URL": address,
        }


def _work(environ: Mapping[str, str], barrier: Barrier, told: Any) -> None:
    """Until nothing is due. The clock of `perf_counter` is the machine's: the same in every process."""
    house = _ready(environ)
    barrier.wait(READY_SECONDS)
    cpu = time.process_time()
    while _batch(house):
        pass
    told.put((time.perf_counter(), time.process_time() - cpu))
    house.close()


def _batch(house: House) -> int:
    """How many were carried out; where the store was busy too long, it is tried again, as a worker does."""
    while True:
        try:
            return drain_once(house, multiprocessing.current_process().name)
        except LasomiError as error:
            if not error.retryable:
                raise


def _left(environ: Mapping[str, str]) -> int:
    house = open_house(read_settings(dict(environ)))
    try:
        with house.database.read() as conn:
            return inbox.waiting(conn, house.clock())[0]
    finally:
        house.close()


def _begun(environ: Mapping[str, str], told: Any) -> None:
    house = _ready(environ)
    drain_once(house, "first")
    told.put((time.perf_counter(),))
    told.put(psutil.Process().memory_info().rss / 2**20)
    house.close()


def _ready(environ: Mapping[str, str]) -> House:
    house = open_house(read_settings(dict(environ)))
    prepare(house.country)
    return house
