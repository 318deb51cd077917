"""Locks between processes that a crash releases: `flock` on small files in the data folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_NAP = 0.001
DOOR_SECONDS = 0.25
"""For which one who stands at the door is waited for: a quarter of the second that a call has to begin."""


@contextmanager
def held(path: Path, seconds: float) -> Iterator[bool]:
    """Whether the lock came within `seconds`; it is given back at the end of the block."""
    with _opened(path) as descriptor:
        yield _taken(descriptor, time.monotonic() + seconds)


@contextmanager
def in_turn(path: Path, seconds: float) -> Iterator[bool]:
    """The same, and who comes out does not go in again before the one who waits: one of them stands at the
    door, which is a lock of its own. Who is stopped there closes it to nobody: others pass after a while.
    """
    deadline = time.monotonic() + seconds
    with _opened(path) as descriptor:
        with held(path.with_suffix(".next"), min(seconds, DOOR_SECONDS)):
            taken = _taken(descriptor, deadline)
        yield taken


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Anew each time: a file descriptor that a fork inherited would share the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int, deadline: float) -> bool:
    nap = LONGEST_NAP / 4
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
