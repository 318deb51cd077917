"""The migrations build exactly the tables that the code speaks of, on both databases, and go back to
nothing.
"""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from store.database import Database, open_database
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
