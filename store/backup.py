"""A copy of what we keep, without the keys: what is sealed stays sealed, and dies with its key (P25, P26).

Sealed by the key `backup` of the keys file; whoever finds the copy alone has noise. The spool is read first
and the database after it in one view: what moves between them meanwhile is in both, and known by its mark.
"""

import base64
import json
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update

from core.errors import LasomiError
from store import dump, migrations, signs, strongbox
from store.database import Database
from store.keys import Keys
from store.tables import inbox
from store.vault import Vault

FAMILY = "backup"
PART = 500
_SPOOLED = re.compile(r"[0-9a-z][0-9a-z.-]*\.spool")

Told = Callable[[str, int], None]
"""Hears which table is in work, and how many rows have gone by."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds, or a restore has brought. `unread`: accepted messages whose key is not here;
    those that their provider still has are left to the pull.
    """

    tables: int
    rows: int
    files: int
    unread: int = 0


def backup(database: Database, keys: Keys, spool: Path, path: Path, told: Told = lambda *_: None) -> Copied:
    """Writes everything to a new file, while others go on writing. Raises FileExistsError, LasomiError."""
    with strongbox.sealed(path, standing_keys(keys)[0]) as out:
        files = sum(_put(out, line) for line in _spooled(spool))
        with database.snapshot() as conn:
            _put(out, {"revision": migrations.revision(conn)})
            tables, count = _tables(conn, out, told)
        _put(out, {"whole": True})
    return Copied(tables, count, files)


def _tables(conn: Connection, out: GzipFile, told: Told) -> tuple[int, int]:
    """How many tables and rows went out."""
    tables = count = 0
    for line in dump.lines(conn):
        _put(out, line)
        if not isinstance(line, Mapping):
            count += 1
        elif "table" in line:
            tables += 1
            told(line["table"], count)
    return tables, count


def restore(database: Database, keys: Keys, spool: Path, path: Path, told: Told = lambda *_: None) -> Copied:
    """Fills an empty database, all or nothing, and brings it to the newest schema.

    Raises LasomiError: `backup.not_empty`, `backup.key`, `backup.broken`, `backup.newer`.
    """
    with strongbox.opened(path, *standing_keys(keys)) as plain, closing(_lines(plain)) as read:
        files: list[Path] = []
        try:
            with database.write() as conn:
                database.take_time(conn)
                return _refill(conn, keys, read, spool, files, told)
        except BaseException:
            for each in files:
                each.unlink(missing_ok=True)
            raise


def _refill(
    conn: Connection, keys: Keys, read: Iterator[dump.Line], spool: Path, files: list[Path], told: Told
) -> Copied:
    tables, count = 0, 0
    for line in read:
        if not isinstance(line, Mapping):
            raise strongbox.broken()
        if "spool" in line:
            files.append(_unspooled(spool, line))
        elif "revision" in line:
            _ready(conn, line["revision"])
        elif "table" in line:
            told(line["table"], count)
            tables, count = tables + 1, count + dump.fill(conn, read, line).rows
        elif "whole" in line:
            migrations.upgrade(conn)
            return Copied(tables, count, len(files), _give_up(conn, keys))
    raise strongbox.broken()


def _ready(conn: Connection, revision: str) -> None:
    """The tables as they were in the backup, and empty."""
    there = migrations.revision(conn)
    if not dump.is_empty(conn) or there not in {None, revision}:
        raise LasomiError("backup.not_empty", "the database is not empty: name a new one")
    if not migrations.knows(revision):
        raise LasomiError("backup.newer", "a newer Lasomi wrote this backup: install that one")
    if there is None:
        migrations.upgrade(conn, revision)


def _give_up(conn: Connection, keys: Keys) -> int:
    """Rows that wait and whose key is gone: nobody can read them here. The providers keep what people wrote
    to them, so an SMS is forgotten for the pull to bring it again, which goes back to before it; the rest is
    counted and shown.
    """
    waits = inbox.c.state.in_(("new", "leased", "poison"))
    asked = select(inbox.c.id, inbox.c.key_day, inbox.c.sealed).where(waits, inbox.c.sealed.is_not(None))
    vault, listed = Vault(keys), and_(inbox.c.kind == "sms", inbox.c.state != "poison")
    gone = [row.id for row in conn.execute(asked).all() if not _opens(vault, row)]
    again = lost = 0
    for part in (gone[n : n + PART] for n in range(0, len(gone), PART)):
        these = inbox.c.id.in_(part)
        again += conn.execute(delete(inbox).where(these, listed)).rowcount
        lost += conn.execute(update(inbox).where(these).values(state="shredded_unread", sealed=None)).rowcount
    if again:
        signs.begin_again(conn)
    return again + lost


def _opens(vault: Vault, row: Any) -> bool:
    """A new machine may have made a key of its own for the same day: only opening tells."""
    try:
        vault.open("day", row.key_day, row.sealed, table="inbox", row=row.id, purpose="body")
    except LasomiError as error:
        if error.code not in {"key_gone", "seal_broken"}:
            raise
        return False
    return True


def standing_keys(keys: Keys) -> list[bytes]:
    """The newest first; older ones open what was copied before they were renewed."""
    return [keys.key(FAMILY, epoch) for epoch in keys.standing(FAMILY)]


def _put(out: GzipFile, line: dump.Line) -> int:
    out.write(dump.encoded(line) + b"\n")
    return 1


def _lines(plain: Iterable[bytes]) -> Generator[dump.Line, None, None]:
    try:
        for line in plain:
            yield json.loads(line)
    except (ValueError, EOFError):
        raise strongbox.broken() from None


def _spooled(folder: Path) -> Iterator[dump.Line]:
    for path in sorted(folder.glob("*.spool")):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # moved into the database meanwhile, and read there
        yield {"spool": path.name, "content": base64.b64encode(content).decode("ascii")}


def _unspooled(folder: Path, line: Mapping[str, Any]) -> Path:
    name = str(line["spool"])
    if not _SPOOLED.fullmatch(name):
        raise strongbox.broken()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64decode(line["content"]))
        file.flush()
        os.fsync(descriptor)
    return folder / name
