"""The most memory that this process and all it has begun have held together; what they share counts once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psutil

EVERY: Final = 0.5
"""Seconds between two looks."""


class Most:
    """Megabytes: the proportional set sizes added up, as Linux tells them."""

    def __init__(self) -> None:
        self.megabytes = 0.0

    def look(self) -> None:
        own = psutil.Process()
        self.megabytes = max(self.megabytes, sum(map(_held, [own, *own.children(recursive=True)])))


@contextmanager
def watched() -> Iterator[Most]:
    """Looks twice a second, as long as the block lasts."""
    most, over = Most(), threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            most.look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def _held(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except psutil.Error:  # it has ended since it was named
        return 0.0
