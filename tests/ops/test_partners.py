"""`lasomi partner`: who may receive released alerts, with every bad address refused before it is kept."""

from pathlib import Path

import pytest

from core.errors import LasomiError
from gateway.settings import Settings
from ops.desk import Counter
from ops.partners import Asked, add, disable, listed
from store import partners
from store.database import Database
from store.keys import Keys
from store.vault import Vault
from tests.conftest import AT


@pytest.fixture
def desk(database: Database, keys: Keys, data_dir: Path) -> Counter:
    """The part of a house that the command opens."""
    return Counter(Settings(data_dir=data_dir), lambda: AT, database, keys, Vault(keys))


def test_added_listed_and_disabled(desk: Counter) -> None:
    told = add(desk, Asked("ngo", ("ML07",), webhook="https://partner.example.org/cap"), AT)
    assert len(told["secret"]) == 43
    assert add(desk, Asked("town", ("ML0701",), email="veille@example.org"), AT)["secret"] == ""
    rows = listed(desk)
    assert [(row["name"], row["kind"], row["areas"], row["enabled"]) for row in rows] == [
        ("ngo", "webhook", "ML07", True),
        ("town", "email", "ML0701", True),
    ]
    assert "example.org" not in str(rows)
    disable(desk, "ngo", AT)
    with desk.database.read() as conn, pytest.raises(LasomiError, match=r"."):
        partners.address(
            conn, desk.vault, next(one.id for one in partners.listing(conn) if one.name == "ngo")
        )
    again = add(desk, Asked("ngo", ("ML",), webhook="https://other.example.org/"), AT)
    assert again["secret"] != told["secret"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked("x", ("ML07",)), "bad_partner"),
        (Asked("x", ("ML07",), "https://a.example.org/", "a@example.org"), "bad_partner"),
        (Asked(" ", ("ML07",), "https://a.example.org/"), "bad_partner"),
        (Asked("x", (), "https://a.example.org/"), "bad_partner"),
        (Asked("x", ("ML99",), "https://a.example.org/"), "bad_area"),
        (Asked("x", ("ML07",), "http://a.example.org/"), "bad_address"),
        (Asked("x", ("ML07",), "https://2130706433/"), "bad_address"),
        (Asked("x", ("ML07",), "https://127.0.0.1/"), "bad_address"),
        (Asked("x", ("ML07",), "https://[::1]/"), "bad_address"),
        (Asked("x", ("ML07",), email="not an address"), "bad_email"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused(desk: Counter, asked: Asked, code: str) -> None:
    with pytest.raises(LasomiError) as refused:
        add(desk, asked, AT)
    assert refused.value.code == code
    assert listed(desk) == []


def test_who_was_unknown_stays_so(desk: Counter) -> None:
    with pytest.raises(LasomiError, match="nobody"):
        disable(desk, "nobody", AT)
