"""Where accepted messages lie while the database is away: one sealed file a batch, on disk before the answer.

A file that does not open becomes `*.corrupt`, is kept and counted, and does not stop the others.
"""

import base64
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from core.errors import LasomiError
from store import disk, durable, erasure, forgetting, protected
from store.database import Database, from_ms, ms
from store.inbox import Entry, accept
from store.rows import new_id
from store.vault import Vault

_TIMES = ("received_at", "sent_at", "due_at")
_BYTES = ("dedupe", "sealed", "twin")
_UNREADABLE = {"key_gone", "seal_broken"}
_HOUR = 3_600_000


class Spool:
    """A folder of mode 0700 on a local disk. Threads and processes may share it.

    `stuck`: batches that the database refused at the last flush, itself being well; they stay and are tried
    again with the next.
    """

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder = folder
        self.stuck = 0
        self._vault = vault

    def check(self) -> None:
        """Proves that it can be written; removes what a crash left half written.

        Raises Misconfigured, or LasomiError `disk` where another start may find it well.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            durable.sync(self.folder.parent)
            durable.sweep(self.folder)
            for left in self.folder.glob("*.check"):
                left.unlink(missing_ok=True)
            name = f"{new_id()}.check"
            durable.write(self.folder / name, b"")
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            remedy = "free some space, and give the folder to the user who runs Lasomi"
            raise disk.fault(self.folder, error, remedy) from error

    def write(self, entries: Sequence[Entry], now: datetime) -> None:
        """On disk when this returns. Raises LasomiError `spool.failed`: nothing may be acknowledged then."""
        debts = all(entry.kind == forgetting.KIND for entry in entries)  # are paid before anything is moved
        first = 0 if debts else ms(min(entry.received_at for entry in entries))
        stem = f"{first:015d}-{new_id()}"
        plain = json.dumps([_written(entry) for entry in entries]).encode("ascii")
        sealed, key_day = self._vault.seal("day", plain, now, table="spool", row=stem, purpose="batch")
        try:
            durable.write(self.folder / f"{stem}.{key_day}.spool", sealed)
        except OSError as error:
            raise LasomiError("spool.failed", error.strerror or "", retryable=True) from error

    def flush(self, database: Database) -> int:
        """Moves every batch into the inbox, the oldest first; how many messages were new there.

        Raises LasomiError while the database or the keys are away: the files stay.
        """
        moved = stuck = 0
        for path in sorted(self.folder.glob("*.spool")):
            try:
                moved += self._flushed(database, path)
            except (LasomiError, OSError):
                raise
            except Exception:  # counted; whatever is wrong with one batch does not hold up the others
                stuck += 1
        self.stuck = stuck
        return moved

    def _flushed(self, database: Database, path: Path) -> int:
        entries = self._read(path)
        if entries is None:
            return 0
        with database.write() as conn:
            moved = sum(self._moved(conn, entry) for entry in entries)
        path.unlink(missing_ok=True)
        durable.sync(self.folder)
        return moved

    def _moved(self, conn: Connection, entry: Entry) -> bool:
        """What was forgotten meanwhile, a call or all that a phone told, stays forgotten (P11, P36)."""
        if entry.kind == forgetting.KIND:
            forgetting.pay(conn, self._vault, entry)
            return True
        if entry.session and protected.closed(conn, self._vault, entry.session, entry.received_at):
            return False
        if erasure.is_erased(conn, self._vault, entry):
            return erasure.accept(conn, self._vault, entry)
        return accept(conn, entry)

    def corrupt(self) -> int:
        """Files that could not be opened: for the operator."""
        return sum(1 for _ in self.folder.glob("*.corrupt"))

    def _read(self, path: Path) -> list[Entry] | None:
        stem, _, key_day = path.name.removesuffix(".spool").rpartition(".")
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
        _set_aside(path)
        return None

    def bytes(self) -> int:
        """What lies in the spool, the unreadable included."""
        return sum(_size(path) for pattern in ("*.spool", "*.corrupt") for path in self.folder.glob(pattern))


def _written(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    times = {name: None if values[name] is None else ms(values[name]) for name in _TIMES}
    return values | times | {name: _text(values[name]) for name in _BYTES}


def _entry(values: dict[str, Any]) -> Entry:
    """What a newer version has written beside what we know is left out."""
    known = {field.name: values[field.name] for field in fields(Entry) if field.name in values}
    times = {name: None if values[name] is None else from_ms(values[name]) for name in _TIMES}
    return Entry(**known | times | {name: _bytes(values.get(name)) for name in _BYTES})


def _text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _set_aside(path: Path) -> None:
    """`*.corrupt`; it may lie there for years, so its name and date tell the hour and no more (P27)."""
    digits, dash, rest = path.name.partition("-")
    hour = int(digits) // _HOUR * _HOUR if dash and digits.isdecimal() else 0
    kept = path.with_name(f"{hour:015d}-{rest or path.name}").with_suffix(".corrupt")
    with suppress(FileNotFoundError):  # another process did it
        os.utime(path, (hour / 1000, hour / 1000))
        path.rename(kept)
        durable.sync(path.parent)
