"""The bureau of the workers' tests, for rules that a whole house must keep, and the house of the matrix."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.database import open_database
from store.keys import create_keys
from tests.gateway.rooms import NOON
from tests.protection.authz_house import Authz, open_authz
from tests.protection.sealing import closed_house, closed_line
from tests.workers.conftest import bureau, cared_for, country, flows

__all__ = ["bureau", "cared_for", "closed_house", "closed_line", "country", "flows"]


@pytest.fixture(scope="package")
def authz(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authz]:
    """One house for every door that is only looked through: opened once, never emptied."""
    with _opened(_sqlite_template, tmp_path_factory.mktemp("authz")) as one:
        yield one


@pytest.fixture(scope="module")
def pressed(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authz]:
    """Another, for buttons that work: what they do stays."""
    with _opened(_sqlite_template, tmp_path_factory.mktemp("pressed")) as one:
        yield one


@contextmanager
def _opened(template: Path, folder: Path) -> Iterator[Authz]:
    data = folder / "data"
    data.mkdir(mode=0o700)
    (data / "lasomi.db").write_bytes(template.read_bytes())
    database = open_database(f"sqlite:///{data}/lasomi.db", data)
    with open_authz(database, create_keys(folder / "keys" / "keys", NOON)) as one:
        yield one
    database.close()
