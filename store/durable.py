"""Files that are whole and on disk under their name, or not there: written beside it, fsynced, renamed.

A new name is on disk when its folder is (fsync(2)). Who writes holds a lock on the file beside, so that what
a crash has left is told from what somebody writes this moment.
"""

import fcntl
import os
from pathlib import Path
from typing import Final

PART: Final = ".part"


def write(path: Path, content: bytes) -> None:
    """On disk when this returns, of mode 0600. Raises OSError, and leaves nothing then."""
    part = path.with_name(f"{path.name}{PART}")
    descriptor = _open_part(part)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        os.fsync(descriptor)
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    sync(path.parent)


def sync(folder: Path) -> None:
    """What was renamed or removed in the folder is on disk when this returns. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Removes what a crash left half written. Raises OSError."""
    for left in folder.glob(f"*{PART}"):
        _remove_if_abandoned(left)


def _open_part(part: Path) -> int:
    """A new file that we hold. Who starts this very moment may take it for abandoned: then another."""
    while True:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)


def _remove_if_abandoned(part: Path) -> None:
    """The writer holds a lock on the file: who gets it knows that the writer is gone."""
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # another process has finished it
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink(missing_ok=True)
    except BlockingIOError:
        return
    finally:
        os.close(descriptor)
