"""A database opened on a clock that the test turns, and opened twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database, open_database
from tests.store.mailbag import Machine


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def store(database_url: str, data_dir: Path, machine: Machine) -> Iterator[Database]:
    """The database on that machine's clock."""
    opened = open_database(database_url, data_dir, boot=machine)
    yield opened
    opened.close()


@pytest.fixture
def other(database_url: str, data_dir: Path, machine: Machine) -> Iterator[Database]:
    """The same database, opened as another process would."""
    opened = open_database(database_url, data_dir, boot=machine)
    yield opened
    opened.close()
