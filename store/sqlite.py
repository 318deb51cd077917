"""SQLite as we use it: a library without the WAL-reset defect, and a commit that is on disk when it
returns.
"""

import contextlib
import os
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

from core.errors import Fault, LasomiError, Misconfigured
from store import disk
from store.mounts import ELSEWHERE, file_system

LARGE_LOG = 64 * 1024 * 1024
BUSY_MS = 2000
PRAGMAS = {
    "busy_timeout": BUSY_MS,
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "wal_autocheckpoint": 0,
    "journal_size_limit": LARGE_LOG // 4,  # else a log that was large once is checkpointed at every commit
}
_REPAIRED_LINES = {(3, 51): 3, (3, 50): 7, (3, 44): 6}


def sound(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset defect, which corrupts a database with two connections.

    Present in 3.7.0 to 3.51.2; fixed in 3.53.0 and 3.51.3, and back in 3.50.7 and 3.44.6
    (sqlite.org/wal.html).
    """
    major, minor, patch = version[:3]
    repaired_from = _REPAIRED_LINES.get((major, minor))
    return version >= (3, 53, 0) or (repaired_from is not None and patch >= repaired_from)


def library() -> ModuleType:
    """The SQLite to use: `pysqlite3`, else the interpreter's own when it is sound."""
    try:
        import pysqlite3
    except ImportError:
        return _checked(sqlite3)
    return _checked(pysqlite3)


def open_engine(url: URL) -> Engine:
    """An engine on a file of mode 0600. Raises Misconfigured for a memory database or an unsound library."""
    path = database_file(url)
    _on_a_local_disk(path)
    _make_private(path)
    engine = create_engine(
        url.set(drivername="sqlite"), module=library(), poolclass=QueuePool, pool_timeout=2
    )
    event.listen(engine, "connect", _prepare)
    return engine


def begin(conn: Connection, how: str) -> None:
    """Begins what `Connection.begin` holds. Told, not listened for: one listener on an engine sends each
    statement through four more calls.
    """
    conn.exec_driver_sql(f"BEGIN {how}")


def database_file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise Misconfigured(
            Fault("LASOMI_DATABASE_URL", str(url), "name a file: sqlite:///path/to/lasomi.db")
        )
    return Path(url.database)


def checkpoint(engine: Engine, how: str = "TRUNCATE") -> None:
    """Moves the write-ahead log into the file. TRUNCATE leaves no old page behind."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA wal_checkpoint({how})").fetchall()
    finally:
        raw.close()


def checkpoint_when_large(engine: Engine) -> None:
    """One process checkpoints by the clock; any, when the log has passed 64 MB."""
    log = Path(f"{engine.url.database}-wal")
    try:
        large = log.stat().st_size > LARGE_LOG
    except FileNotFoundError:
        return
    if large:
        checkpoint(engine, "PASSIVE")


def assert_durable(conn: Connection) -> None:
    """Reads back what the connection was told. Raises Misconfigured when a commit could be lost."""
    wrong = [name for name, value in PRAGMAS.items() if conn.scalar(text(f"PRAGMA {name}")) != value]
    if conn.scalar(text("PRAGMA journal_mode")) != "wal":
        wrong.append("journal_mode")
    if wrong:
        remedy = "put the data folder on a local disk that supports WAL"
        raise Misconfigured(Fault(str(conn.engine.url.database), f"PRAGMA {', '.join(wrong)}", remedy))


def described(conn: Connection) -> str:
    """Name, version and what makes a commit durable."""
    return f"SQLite {conn.scalar(text('SELECT sqlite_version()'))}, WAL, synchronous=FULL"


def error_code(error: BaseException) -> str | None:
    """Our code for an error of this library; None for wrong SQL."""
    name = getattr(error, "sqlite_errorname", "") or ""
    said = str(error)
    if name == "SQLITE_ERROR":
        return None
    if name.startswith("SQLITE_FULL") or "is full" in said:
        return "store.full"
    if name.startswith("SQLITE_IOERR") or "disk I/O" in said:
        return "store.io"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in said:
        return "store.busy"
    return "store.away"


def _checked(module: ModuleType) -> ModuleType:
    if not sound(tuple(module.sqlite_version_info)):
        remedy = "install pysqlite3 0.6.1 or newer, or use PostgreSQL (LASOMI_DATABASE_URL)"
        place = f"{module.__name__} {module.sqlite_version} can corrupt a WAL database"
        raise Misconfigured(Fault("SQLite", place, remedy))
    return module


def _on_a_local_disk(path: Path) -> None:
    kind = file_system(path)
    if kind in ELSEWHERE:
        remedy = "put it on a disk of this machine, or use PostgreSQL (LASOMI_DATABASE_URL)"
        raise Misconfigured(Fault(str(path), f"on {kind}, whose locks SQLite cannot rely on", remedy))


def _make_private(path: Path) -> None:
    """A file that is there is not opened: closing it would drop the locks of this process's other handles."""
    try:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        path.chmod(0o600)
    except OSError as error:
        remedy = "make the folder and give it to the user who runs Lasomi"
        raise disk.fault(path, error, remedy) from error


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin anything: `begin` does
    cursor = connection.cursor()
    try:
        for name, value in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        cursor.execute("PRAGMA journal_mode = WAL")
        if cursor.execute("PRAGMA synchronous").fetchone() != (2,):
            raise LasomiError("store.synchronous", "SQLite did not accept synchronous=FULL")
    finally:
        cursor.close()
