"""What the tests of every room share: both databases, keys, a vault, a moment.

`database` is real and runs every test twice, on SQLite and on PostgreSQL. `at` is the moment of the
scenarios; time moves only when a test says so.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from store.database import Database, open_database
from store.keys import Keys, create_keys
from store.tables import metadata
from store.vault import Vault
from tests import postgres
from tests.memory import written_in_memory
from tests.sparing import pytest_collection_finish
from tests.spoken import _ear, nothing_forbidden_left

__all__ = ["_ear", "nothing_forbidden_left", "pytest_collection_finish"]

AT = datetime(2026, 7, 14, 14, 5, tzinfo=UTC)

written_in_memory()


@pytest.fixture
def at() -> datetime:
    """Tuesday 14 July 2026, 14:05 UTC."""
    return AT


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder of mode 0700 for one test."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    database = open_database(f"sqlite:///{folder}/lasomi.db", folder)
    database.upgrade()
    database.checkpoint()
    database.close()
    return folder / "lasomi.db"


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[str]:
    try:
        with postgres.server() as address:
            yield address
    except postgres.NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def _postgres_upgraded(_postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = _fresh_postgres(_postgres_server, "suite")
    database = open_database(address, tmp_path_factory.mktemp("postgres"))
    database.upgrade()
    database.close()
    return address


@pytest.fixture
def empty_postgres(_postgres_server: str) -> str:
    """The address of a PostgreSQL database without a table."""
    return _fresh_postgres(_postgres_server, "bare")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, data_dir: Path) -> str:
    """The address of an upgraded, empty database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_template"), data_dir / "lasomi.db")
        return f"sqlite:///{data_dir}/lasomi.db"
    address: str = request.getfixturevalue("_postgres_upgraded")
    _emptied(address)
    return address


@pytest.fixture
def database(database_url: str, data_dir: Path) -> Iterator[Database]:
    """An open database on `database_url`, closed at the end."""
    opened = open_database(database_url, data_dir)
    yield opened
    opened.close()


@pytest.fixture
def keys(tmp_path: Path, at: datetime) -> Keys:
    """A keys file beside the data folder, with the keys of `at` and the coming days."""
    return create_keys(tmp_path / "keys" / "keys", at)


@pytest.fixture
def vault(keys: Keys) -> Vault:
    return Vault(keys)


def _fresh_postgres(server: str, name: str) -> str:
    engine = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as conn:
        conn.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        conn.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _emptied(address: str) -> None:
    """All tables in one statement: one way to the server in place of sixty. The audit lets nothing go."""
    sweep = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
    with _engine(address).begin() as conn:
        conn.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {sweep}")


@cache
def _engine(address: str) -> Engine:
    """One connection for a whole run."""
    return create_engine(make_url(address).set(drivername="postgresql+psycopg"), pool_size=1)
