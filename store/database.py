"""The way to the database: a door to write, a door to read, the clock of leases, the lock of single ones.

What SQLite and PostgreSQL do differently stands in `store.sqlite` and `store.postgres`. Errors of the drivers
end here: callers see `LasomiError` with a code `store.*`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import Fault, LasomiError, Misconfigured
from store import disk, gate, postgres, sqlite
from store.boot import boot_clock
from store.memo import MEMO

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GATE_SECONDS = 2.0
PATIENCE_SECONDS = 600.0
UPGRADE_SECONDS = 60.0
Boot = Callable[[], tuple[str, int]]


def ms(at: datetime) -> int:
    """Milliseconds since 1970: how every table keeps a moment."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def from_ms(n: int) -> datetime:
    return EPOCH + timedelta(milliseconds=n)


class Database:
    """An open database. Threads may share it; every process opens its own."""

    def __init__(self, engine: Engine, url: str, data_dir: Path, boot: Boot) -> None:
        self.url = url
        self.data_dir = data_dir
        self.dialect = engine.dialect.name
        self._engine = engine
        self._boot = boot

    @contextmanager
    def write(self, *, urgent: bool = False, patient: bool = False) -> Iterator[Connection]:
        """One transaction: on disk when the block has ended, or nothing of it.

        `urgent` is the accept path: PostgreSQL gives up after 2 s, as SQLite always does; but for who is
        `patient`, whom nobody waits for.
        Raises LasomiError `store.busy`, `store.away`, `store.full` or `store.io`, all retryable.
        """
        seconds = PATIENCE_SECONDS if patient else GATE_SECONDS
        with self._translated(), self._gate(seconds), self._begun("IMMEDIATE") as conn:
            if urgent and self.dialect == "postgresql":
                postgres.hasten(conn)
            yield conn
        if self.dialect == "sqlite":
            sqlite.checkpoint_when_large(self._engine)

    @contextmanager
    def read(self, *, urgent: bool = False) -> Iterator[Connection]:
        """One view of the database; waits for no writer. `urgent`: for a person who waits on a phone."""
        with self._translated(), self._begun("DEFERRED") as conn:
            if urgent and self.dialect == "postgresql":
                postgres.hasten(conn, postgres.CALL_LIMIT)
            yield conn

    @contextmanager
    def snapshot(self, *, scratch: bool = False) -> Iterator[Connection]:
        """One view of everything for as long as it takes; nobody who writes waits for it.

        With `scratch` it may fill tables of its connection (`store.scratch`), which PostgreSQL lets nobody
        make who only reads.
        """
        if self.dialect == "sqlite":
            with self.read() as conn:
                yield conn
            return
        with self._translated(), self._engine.connect() as plain:
            how = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": not scratch}
            conn = plain.execution_options(**how)
            with conn.begin():
                postgres.take_time(conn)
                yield conn

    def proven(self) -> str:
        """What it is, once it was asked again whether it keeps what it acknowledges.

        Raises Misconfigured, or LasomiError while it is away.
        """
        dialect = sqlite if self.dialect == "sqlite" else postgres
        with self.read() as conn:
            self.hasten(conn)
            dialect.assert_durable(conn)
            return str(dialect.described(conn))

    def hasten(self, conn: Connection) -> None:
        """Until the transaction ends, PostgreSQL gives up a statement after 2 s."""
        if self.dialect == "postgresql":
            postgres.hasten(conn)

    def take_time(self, conn: Connection) -> None:
        """Until the transaction ends, no limit of ours cuts it short."""
        if self.dialect == "postgresql":
            postgres.take_time(conn)

    def lease_now(self, conn: Connection) -> tuple[str, int]:
        """The boot and the milliseconds by which leases are counted: never the wall clock of this machine.

        PostgreSQL: "" and the server's clock. SQLite: boot id and time since boot; another boot id has
        expired.
        """
        if self.dialect == "sqlite":
            return self._boot()
        return "", postgres.clock(conn)

    @contextmanager
    def singleton(self, name: str) -> Iterator[bool]:
        """True for the one holder of a name on this database, until the block ends or the process dies."""
        if self.dialect == "sqlite":
            with gate.held(self.data_dir / f"{name}.lock", seconds=0.0) as held:
                yield held
            return
        with self._translated(), self._engine.connect() as plain:
            conn = plain.execution_options(isolation_level="AUTOCOMMIT")
            number = postgres.lock_number(name)
            held = conn.execute(select(func.pg_try_advisory_lock(number))).scalar_one()
            try:
                yield held
            finally:
                conn.execute(select(func.pg_advisory_unlock(number) if held else 1))

    def take_turn(self, conn: Connection, name: str, *, shared: bool = False) -> None:
        """Until the transaction ends, whoever else takes this turn waits; those who share it do not wait for
        one another. SQLite has one writer anyway.
        """
        if self.dialect == "postgresql":
            postgres.take_turn(conn, name, shared=shared)

    def upgrade(self) -> str:
        """Brings the schema to the newest version. Two that start at once do it once; where others are at
        work, it is tried again for a minute.

        Returns the version of a schema that is newer than this code and can be worked with all the same,
        else "". Raises Misconfigured for one that cannot, LasomiError when nobody let it.
        """
        until = time.monotonic() + UPGRADE_SECONDS
        while True:
            try:
                return self._upgraded()
            except LasomiError as error:
                # A change of a table and a writer may each wait for what the other holds: one is sent away.
                if error.code != "store.busy" or self.dialect == "sqlite" or time.monotonic() > until:
                    raise

    def _upgraded(self) -> str:
        from store.migrations import newer, upgrade

        with self.write() as conn:
            self.take_turn(conn, "upgrade")
            if found := newer(conn):
                return found
            upgrade(conn)
            return ""

    def checkpoint(self) -> None:
        """SQLite: moves the write-ahead log into the file and cuts it to nothing."""
        if self.dialect == "sqlite":
            with self._translated(), self._gate():
                sqlite.checkpoint(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _begun(self, how: str) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**{MEMO: {}}) as conn, conn.begin():
            if self.dialect == "sqlite":
                sqlite.begin(conn, how)
            yield conn

    def _gate(self, seconds: float = GATE_SECONDS) -> AbstractContextManager[object]:
        """SQLite's own busy wait is unfair: one writer of four made 1 commit in 5 s. Behind a lock it is
        not.
        """
        return self._through_gate(seconds) if self.dialect == "sqlite" else nullcontext()

    @contextmanager
    def _through_gate(self, seconds: float) -> Iterator[None]:
        with gate.in_turn(self.data_dir / "gate.lock", seconds) as held:
            if not held:
                raise LasomiError("store.busy", retryable=True)
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise LasomiError("store.busy", retryable=True) from error
        except DBAPIError as error:
            code = _code(self.dialect, error)
            if code is None:
                raise
            raise LasomiError(code, retryable=True) from error


def open_database(url: str, data_dir: Path, *, boot: Boot = boot_clock) -> Database:
    """Opens a SQLite file or a PostgreSQL server, and proves that it keeps what it acknowledges.

    `data_dir` is made, 0700. Raises Misconfigured for a library, a setting or a path that could lose a
    message, LasomiError `store.away` when PostgreSQL does not answer.
    """
    parsed = _parsed(url)
    _private_folder(data_dir)
    dialect = sqlite if parsed.get_backend_name() == "sqlite" else postgres
    database = Database(dialect.open_engine(parsed), url, data_dir, boot)
    try:
        with database.read() as conn:
            dialect.assert_durable(conn)
    except BaseException as error:
        database.close()
        if isinstance(error, DBAPIError) or getattr(error, "code", "") == "store.away":
            raise LasomiError("store.away", _unanswered(parsed), retryable=True) from error
        raise
    return database


def _unanswered(url: URL) -> str:
    """What a person is told: the place without its name and password, and what mends it."""
    if url.get_backend_name() == "sqlite":
        return f"{url.database}: cannot be opened: name a file of SQLite, or one that is not there yet"
    server = f"{url.host or 'PostgreSQL'}:{url.port or 5432}"
    return f"LASOMI_DATABASE_URL: {server} does not answer: start the server, or correct the address"


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        remedy = "write sqlite:///path/to/lasomi.db or postgresql://user@host/name"
        raise Misconfigured(Fault("LASOMI_DATABASE_URL", "the address of the database", remedy))
    return parsed


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        remedy = "name a folder that the user who runs Lasomi may write to (LASOMI_DATA_DIR)"
        raise disk.fault(folder, error, remedy) from error


def _code(dialect: str, error: DBAPIError) -> str | None:
    """Our code; None for a mistake of ours (a broken constraint, wrong SQL), which no retry mends."""
    outside = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    if error.orig is None or not outside:
        return None
    return sqlite.error_code(error.orig) if dialect == "sqlite" else postgres.error_code(error.orig)
