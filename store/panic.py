"""Every key destroyed at once (P72): no database, no Redis and no other process is waited for.

The keys file is overwritten in place, both slots, each fsynced. It then holds the day and nothing that opens
anything; from that moment nothing is accepted, read or sent, and no clock makes new keys.
"""

import fcntl
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import LasomiError
from store import keyslots, rings
from store.keyslots import Ring

PATIENCE: Final = 0.5
"""Seconds for whoever is writing keys at this moment; then they are overwritten all the same."""
NAP: Final = 0.01


def panic(path: Path, now: datetime, closed: Path | None = None) -> Ring:
    """Destroys every key; those that were there, for whoever has one last thing to write down.

    Of a house that starts sealed the `closed` file goes first, and those in memory where they are.
    Raises LasomiError `keys_away` when the file cannot be written: then the keys are still there.
    """
    if closed is None:
        return _destroyed(path, now)
    boxes = _destroyed(closed, now)
    return _destroyed(path, now) if path.exists() else boxes


def _destroyed(path: Path, now: datetime) -> Ring:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise LasomiError("keys_away", f"{path}: {error.strerror}: NOTHING is destroyed") from error
    try:
        _wait_for_turn(descriptor)
        ring = keyslots.read(descriptor) or {}
        keyslots.write(descriptor, rings.panicked(ring, now))
    except OSError as error:
        raise LasomiError("keys_away", f"{path}: {error.strerror}: perhaps nothing is destroyed") from error
    finally:
        os.close(descriptor)
    return ring


def begin_again(path: Path, now: datetime) -> None:
    """New keys after a panic; nothing of before opens with them. Raises LasomiError `keys_exist`."""
    with keyslots.writing(path) as descriptor:
        ring = keyslots.read(descriptor) or {}
        if not rings.is_panicked(ring):
            raise LasomiError("keys_exist", f"{path}: holds keys, nothing is changed")
        keyslots.write(descriptor, rings.issued(ring, now))


def _wait_for_turn(descriptor: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return
            time.sleep(NAP)
        else:
            return
