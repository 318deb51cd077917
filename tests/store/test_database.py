"""A database that could lose a message is refused, a commit is whole or nothing, a name has one holder."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text

from core.errors import LasomiError, Misconfigured
from store import sqlite
from store.database import Database, from_ms, ms, open_database
from store.tables import counters

ROW = {"name": "x", "place": "ML", "period": "2026-W29", "n": 1}


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """The same database, opened as another process would."""
    opened = open_database(database.url, database.data_dir)
    yield opened
    opened.close()


def rows(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(counters)).scalar_one()


def test_a_moment_survives_its_milliseconds() -> None:
    at = datetime(2026, 7, 14, 14, 5, 6, 789000, tzinfo=UTC)
    assert from_ms(ms(at)) == at
    assert ms(datetime(1970, 1, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
        ((3, 54, 1), True),
    ],
)
def test_an_unsound_sqlite_is_known(version: tuple[int, ...], good: bool) -> None:
    assert sqlite.sound(version) is good


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def writes_and_fails() -> None:
        with database.write() as conn:
            conn.execute(insert(counters).values(ROW))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        writes_and_fails()
    with database.write() as conn:
        assert rows(conn) == 0


def test_what_was_written_is_seen_by_another(database: Database, other: Database) -> None:
    with database.write(urgent=True) as conn:
        conn.execute(insert(counters).values(ROW))
    with other.read() as conn:
        assert rows(conn) == 1


def test_one_name_has_one_holder(database: Database, other: Database) -> None:
    with database.singleton("clock") as mine, other.singleton("clock") as theirs:
        assert (mine, theirs) == (True, False)
    with other.singleton("clock") as theirs:
        assert theirs


def test_the_lease_clock_goes_forward(database: Database) -> None:
    with database.read() as conn:
        boot, first = database.lease_now(conn)
        assert database.lease_now(conn)[0] == boot
        assert database.lease_now(conn)[1] >= first


def test_a_wrong_statement_is_not_called_an_outage(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as raised, database.write() as conn:
        conn.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(raised.value, LasomiError)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used_names_its_setting(url: str, data_dir: Path) -> None:
    with pytest.raises(Misconfigured, match="LASOMI_DATABASE_URL"):
        open_database(url, data_dir)


def test_a_server_that_does_not_answer_is_away(data_dir: Path) -> None:
    with pytest.raises(LasomiError) as raised:
        open_database(f"postgresql://nobody@/none?host={data_dir}", data_dir)
    assert (raised.value.code, raised.value.retryable) == ("store.away", True)
    assert "start the server, or correct the address" in raised.value.sentence


def test_a_file_that_is_no_database_is_named(data_dir: Path) -> None:
    path = data_dir / "x.db"
    path.write_bytes(b"garbage" * 1000)
    with pytest.raises(LasomiError, match=f"{path}: cannot be opened"):
        open_database(f"sqlite:///{path}", data_dir)


def test_sqlite_keeps_what_it_acknowledges(data_dir: Path) -> None:
    database = open_database(f"sqlite:///{data_dir}/x.db", data_dir)
    with database.write() as conn:
        read = {name: conn.scalar(text(f"PRAGMA {name}")) for name in (*sqlite.PRAGMAS, "journal_mode")}
    database.close()
    assert read == {**sqlite.PRAGMAS, "journal_mode": "wal"}
    assert read["synchronous"] == 2


def test_sqlite_files_are_private(data_dir: Path) -> None:
    data_dir.chmod(0o755)
    database = open_database(f"sqlite:///{data_dir}/x.db", data_dir)
    database.upgrade()
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in data_dir.iterdir()} == {0o600}
    database.close()


def test_a_held_sqlite_is_busy_and_says_so(data_dir: Path) -> None:
    database = open_database(f"sqlite:///{data_dir}/x.db", data_dir)
    holder = sqlite.library().connect(data_dir / "x.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LasomiError) as raised, database.write():
        pass
    assert raised.value.code == "store.busy"
    holder.close()
    database.close()


def test_postgres_gives_up_a_lock_on_the_accept_path(
    database: Database, other: Database, request: pytest.FixtureRequest
) -> None:
    if database.dialect != "postgresql":
        pytest.skip("PostgreSQL only: SQLite's lock is tested above")
    with database.write() as holder:
        holder.execute(text("LOCK TABLE counters IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(LasomiError) as raised, other.write(urgent=True) as conn:
            conn.execute(insert(counters).values(ROW))
    assert raised.value.code == "store.busy"


DEAD_AFTER = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""What the server is asked; a Unix socket, on which `SHOW` says 0, has no use for it."""


def test_the_limits_of_postgres_are_those_of_the_page(database: Database) -> None:
    if database.dialect != "postgresql":
        pytest.skip("PostgreSQL only")
    with database.write(urgent=True) as conn:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        assert [conn.scalar(text(f"SHOW {name}")) for name in names] == ["2s", "2s", "10s", "UTC"]
        tcp = conn.execute(text("SELECT name, reset_val FROM pg_settings WHERE name LIKE 'tcp\\_%'"))
        assert {row.name: row.reset_val for row in tcp} == DEAD_AFTER
    with database.snapshot() as conn:
        assert conn.scalar(text("SHOW statement_timeout")) == "0"
        assert conn.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    with database.write() as conn:
        assert conn.scalar(text("SHOW statement_timeout")) == "1min"


def test_a_postgres_that_may_lose_a_commit_is_refused(empty_postgres: str, data_dir: Path) -> None:
    database = open_database(empty_postgres, data_dir)
    with database.write() as conn:
        conn.execute(text("ALTER DATABASE bare SET synchronous_commit = off"))
    database.close()
    with pytest.raises(Misconfigured, match="synchronous_commit"):
        open_database(empty_postgres, data_dir)


def test_a_database_proves_again_what_it_keeps(database: Database) -> None:
    assert database.proven().startswith(
        {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL 1"}[database.dialect]
    )


def test_the_log_of_sqlite_is_cut_by_a_checkpoint(data_dir: Path) -> None:
    database = open_database(f"sqlite:///{data_dir}/x.db", data_dir)
    database.upgrade()
    log = data_dir / "x.db-wal"
    assert log.stat().st_size > 0
    database.checkpoint()
    assert log.stat().st_size == 0
    database.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="LASOMI_DATA_DIR"):
        open_database("sqlite:///x.db", tmp_path / "file" / "data")
