"""Where accepted messages lie while the database is away: one sealed file a batch, on disk before the answer.

Written under a temporary name, fsynced, renamed, the folder fsynced. A file that does not open becomes
`*.corrupt`, is kept and counted, and does not stop the others.
"""

import base64
import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from core.errors import Fault, LasomiError, Misconfigured
from store import protected
from store.database import Database, from_ms, ms
from store.inbox import Entry, accept
from store.rows import new_id
from store.vault import Vault

_TIMES = ("received_at", "sent_at", "due_at")
_BYTES = ("dedupe", "sealed")
_UNREADABLE = {"key_gone", "seal_broken"}


class Spool:
    """A folder of mode 0700 on a local disk. Threads and processes may share it."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder = folder
        self._vault = vault

    def check(self) -> None:
        """Proves that it can be written; removes what a crash left half written. Raises Misconfigured."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            for left in self.folder.glob("*.part"):
                _remove_if_abandoned(left)
            self._store("check", b"")
            (self.folder / "check").unlink()
        except OSError as error:
            remedy = "free some space, and give the folder to the user who runs Lasomi"
            raise Misconfigured(
                Fault(str(self.folder), error.strerror or "cannot be written", remedy)
            ) from error

    def write(self, entries: Sequence[Entry], now: datetime) -> None:
        """On disk when this returns. Raises LasomiError `spool.failed`: nothing may be acknowledged then."""
        stem = f"{ms(min(entry.received_at for entry in entries)):015d}-{new_id()}"
        plain = json.dumps([_written(entry) for entry in entries]).encode("ascii")
        sealed, key_day = self._vault.seal("day", plain, now, table="spool", row=stem, purpose="batch")
        try:
            self._store(f"{stem}.{key_day}.spool", sealed)
        except OSError as error:
            raise LasomiError("spool.failed", error.strerror or "", retryable=True) from error

    def flush(self, database: Database) -> int:
        """Moves every batch into the inbox, the oldest first; how many messages were new there.

        Raises LasomiError while the database or the keys are away: the files stay.
        """
        moved = 0
        for path in sorted(self.folder.glob("*.spool")):
            entries = self._read(path)
            if entries is None:
                continue
            with database.write() as conn:
                moved += sum(self._moved(conn, entry) for entry in entries)
            path.unlink(missing_ok=True)
            _sync(self.folder)
        return moved

    def _moved(self, conn: Connection, entry: Entry) -> bool:
        """A turn of a call that was forgotten meanwhile stays forgotten (P11, P36)."""
        if entry.session and protected.closed(conn, self._vault, entry.session, entry.received_at):
            return False
        return accept(conn, entry)

    def corrupt(self) -> int:
        """Files that could not be opened: for the operator."""
        return sum(1 for _ in self.folder.glob("*.corrupt"))

    def _store(self, name: str, content: bytes) -> None:
        part = self.folder / f"{name}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with os.fdopen(os.dup(descriptor), "wb") as file:
                file.write(content)
            os.fsync(descriptor)
            part.rename(self.folder / name)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        _sync(self.folder)

    def _read(self, path: Path) -> list[Entry] | None:
        stem, key_day = path.name.removesuffix(".spool").rsplit(".", 1)
        try:
            sealed = path.read_bytes()
            plain = self._vault.open("day", key_day, sealed, table="spool", row=stem, purpose="batch")
            return [_entry(values) for values in json.loads(plain)]
        except FileNotFoundError:
            return None  # another process has moved it
        except LasomiError as error:
            if error.code not in _UNREADABLE:
                raise
        except (ValueError, KeyError, TypeError):
            pass
        path.rename(path.with_suffix(".corrupt"))
        return None

    def bytes(self) -> int:
        """What lies in the spool, the unreadable included."""
        return sum(_size(path) for pattern in ("*.spool", "*.corrupt") for path in self.folder.glob(pattern))


def _written(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    times = {name: None if values[name] is None else ms(values[name]) for name in _TIMES}
    return values | times | {name: base64.b64encode(values[name]).decode() for name in _BYTES}


def _entry(values: dict[str, Any]) -> Entry:
    times = {name: None if values[name] is None else from_ms(values[name]) for name in _TIMES}
    return Entry(**values | times | {name: base64.b64decode(values[name]) for name in _BYTES})


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _remove_if_abandoned(part: Path) -> None:
    """The writer holds a lock on the file: who gets it knows that the writer is gone."""
    descriptor = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink(missing_ok=True)
    except BlockingIOError:
        return
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
