"""Locks between processes that a crash releases: `flock` on small files in the data folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_NAP = 0.004


@contextmanager
def held(path: Path, seconds: float) -> Iterator[bool]:
    """Whether the lock came within `seconds`; it is given back at the end of the block.

    Opened anew each time: a file descriptor that a fork inherited would share the lock.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _taken(descriptor, time.monotonic() + seconds)
    finally:
        os.close(descriptor)


def _taken(descriptor: int, deadline: float) -> bool:
    nap = LONGEST_NAP / 16
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(nap)
            nap = min(nap * 2, LONGEST_NAP)
        else:
            return True
