"""What grows in a house that runs for long: memory and descriptors of each program, and the database."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import psutil
from sqlalchemy import text

from gateway.house import House

EVERY_SECONDS: Final = 5.0
SHARE: Final = 5
"""The first and the last fifth are compared."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at one program: seconds since the first look, megabytes, open descriptors."""

    at: float
    megabytes: float
    files: int


@dataclass(slots=True)
class Growth:
    """The looks so far, by program and pid; `stored` are (seconds, bytes) of the database."""

    lives: dict[tuple[str, int], list[Sample]] = field(default_factory=dict)
    stored: list[tuple[float, int]] = field(default_factory=list)

    def longest(self, name: str, after: float) -> list[Sample]:
        """The looks at the life of this program that lasted longest, without those before `after` seconds."""
        lives = [life for (whose, _), life in self.lives.items() if whose == name]
        kept = [[one for one in life if one.at >= after] for life in lives]
        return max(kept, key=lambda life: life[-1].at - life[0].at if life else 0.0, default=[])


@contextmanager
def watched(pids: Callable[[], dict[str, int | None]], house: House) -> Iterator[Growth]:
    """Looks every 5 s while the block lasts, in a thread of its own."""
    growth, ended, began = Growth(), threading.Event(), time.monotonic()

    def look() -> None:
        while not ended.wait(EVERY_SECONDS):
            _look(growth, pids(), time.monotonic() - began)

    growth.stored.append((0.0, size(house)))
    thread = threading.Thread(target=look, name="growth", daemon=True)
    thread.start()
    try:
        yield growth
    finally:
        ended.set()
        thread.join()


def size(house: House) -> int:
    """Bytes that the database takes, what waits in the WAL included."""
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if house.database.dialect == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    with house.database.read() as conn:
        return int(conn.execute(text(asked)).scalar_one())


def slope(samples: Sequence[Sample]) -> float | None:
    """Megabytes an hour by least squares; None of fewer than ten looks."""
    if len(samples) < 10:
        return None
    times = [one.at / 3600 for one in samples]
    return statistics.linear_regression(times, [one.megabytes for one in samples]).slope


def more_files(samples: Sequence[Sample]) -> float | None:
    """How many descriptors more in the last fifth than in the first (medians)."""
    if len(samples) < 2 * SHARE:
        return None
    part = len(samples) // SHARE
    first, last = samples[:part], samples[-part:]
    return statistics.median(one.files for one in last) - statistics.median(one.files for one in first)


def bend(stored: Sequence[tuple[float, int]]) -> float | None:
    """The steepest stretch between looks against the whole, 1 for a straight line; None when nothing grew."""
    if len(stored) < 3 or stored[-1][1] <= stored[0][1]:
        return None
    whole = (stored[-1][1] - stored[0][1]) / (stored[-1][0] - stored[0][0])
    return max((b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(stored)) / whole


def _look(growth: Growth, pids: dict[str, int | None], at: float) -> None:
    for name, pid in pids.items():
        if pid is None:
            continue
        try:
            process = psutil.Process(pid)
            sample = Sample(at, process.memory_info().rss / 2**20, process.num_fds())
        except psutil.Error:  # killed between its name and the look
            continue
        growth.lives.setdefault((name, pid), []).append(sample)
