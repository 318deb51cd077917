"""The migrations build exactly the tables that the code speaks of, on both databases, and go back to
nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from core.errors import LasomiError, Misconfigured
from store.database import Database, open_database
from store.migrations import _config, newest
from store.tables import metadata


def test_the_schema_of_the_migrations_is_the_schema_of_the_tables(database: Database) -> None:
    with database.read() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    database.upgrade()
    with database.read() as conn:
        assert set(metadata.tables) < set(inspect(conn).get_table_names())


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_an_empty_database_is_upgraded(dialect: str, data_dir: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{data_dir}/new.db" if dialect == "sqlite" else request.getfixturevalue("empty_postgres")
    database = open_database(url, data_dir)
    database.upgrade()
    with database.read() as conn:
        assert inspect(conn).get_table_names()
    database.close()


def test_an_upgrade_that_is_sent_away_by_those_who_work_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends one of two that wait for each other; SQLite knows no such pair."""
    fates: Iterator[LasomiError | str] = iter(
        [LasomiError("store.busy", retryable=True), LasomiError("store.busy", retryable=True), ""]
    )

    def upgraded(_self: Database) -> str:
        fate = next(fates)
        if isinstance(fate, LasomiError):
            raise fate
        return fate

    monkeypatch.setattr(Database, "_upgraded", upgraded)
    if database.dialect == "postgresql":
        assert database.upgrade() == ""
        return
    with pytest.raises(LasomiError, match=r"store\.busy"):
        database.upgrade()


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_one_goes_back_a_version_and_forth_again(
    dialect: str, data_dir: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{data_dir}/new.db" if dialect == "sqlite" else request.getfixturevalue("empty_postgres")
    database = open_database(url, data_dir)
    database.upgrade()
    with database.write() as conn:
        command.downgrade(_config(conn), "0002")
        assert "labels" not in inspect(conn).get_table_names()
        assert "model" not in {column["name"] for column in inspect(conn).get_columns("reports")}
    database.upgrade()
    with database.read() as conn:
        assert "labels" in inspect(conn).get_table_names()
    database.close()


@pytest.fixture
def alone(data_dir: Path) -> Iterator[Database]:
    """A database whose schema a test may spoil."""
    opened = open_database(f"sqlite:///{data_dir}/alone.db", data_dir)
    opened.upgrade()
    yield opened
    opened.close()


def _marked(database: Database, revision: str) -> None:
    with database.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": revision})


def test_code_works_beside_a_newer_schema_that_only_adds(alone: Database) -> None:
    with alone.write() as conn:
        conn.execute(text("ALTER TABLE inbox ADD COLUMN later VARCHAR(9)"))
    _marked(alone, "0999")
    assert alone.upgrade() == "0999"
    _marked(alone, newest())
    assert alone.upgrade() == ""


def test_who_had_a_pin_that_no_key_can_renew_is_locked_until_they_prove_themselves(alone: Database) -> None:
    with alone.write() as conn:
        command.downgrade(_config(conn), "0013")
        named = "id, pseudonym, sealed_number, sealed_name, key_epoch, roles, areas, language, channel"
        for id_, pin in (("a", "'$argon2id$'"), ("b", "NULL")):
            values = f"'{id_}', '{id_}', x'00', x'00', '1', 'monitor', 'ML', 'fr', 'twilio'"
            more = f"on_call, active, locked, created_at, pin) VALUES ({values}, 1, 1, 0, 0, {pin})"
            conn.execute(text(f"INSERT INTO staff ({named}, {more}"))
    alone.upgrade()
    with alone.read() as conn:
        assert list(conn.execute(text("SELECT id, locked FROM staff ORDER BY id"))) == [("a", 1), ("b", 0)]


@pytest.mark.parametrize("found", ["1000", "0000", "ae1027a6acf"])
def test_a_schema_of_another_kind_is_refused(alone: Database, found: str) -> None:
    _marked(alone, found)
    with pytest.raises(Misconfigured, match=found):
        alone.upgrade()
