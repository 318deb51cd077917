"""Who answers for an authority has that role alone, and a position in a place for area (P44)."""

from pathlib import Path

import pytest

from core.errors import LasomiError
from ops.people import add_user
from store.accounts import account_list
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, room


def added(
    database: Database, keys: Keys, folder: Path, roles: tuple[str, ...], areas: tuple[str, ...]
) -> None:
    desk = room(database, keys, folder).house
    add_user(desk, login="maire", password="a long password", roles=roles, areas=areas, now=NOON)


def test_an_authority_has_offices_for_areas(database: Database, keys: Keys, data_dir: Path) -> None:
    added(database, keys, data_dir, ("authority",), ("1:ML070102", "1:ML070101"))
    with database.read() as conn:
        ((account, is_open),) = account_list(conn)
    assert (account.roles, account.areas, is_open) == (("authority",), ("1:ML070102", "1:ML070101"), True)


@pytest.mark.parametrize(
    ("roles", "areas"),
    [
        (("authority", "monitor"), ("1:ML070102",)),
        (("authority",), ("ML070102",)),
        (("authority",), ("9:ML070102",)),
        (("authority",), ("1:ML070102", "1:ML99")),
        (("authority",), ()),
        (("monitor",), ("1:ML070102",)),
    ],
)
def test_anything_else_is_refused(
    database: Database, keys: Keys, data_dir: Path, roles: tuple[str, ...], areas: tuple[str, ...]
) -> None:
    with pytest.raises(LasomiError) as refused:
        added(database, keys, data_dir, roles, areas)
    assert refused.value.code == "bad_area"
    with database.read() as conn:
        assert account_list(conn) == []
