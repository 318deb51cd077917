"""`lasomi key issue` and `key approve`: two accounts, each proven, stand for a key of rows (P50)."""

from pathlib import Path
from typing import Any

import pytest

from core.errors import LasomiError
from ops.api_keys import Asked, approve, ask, issue, listed, revoke
from ops.persons import Person
from store import access
from store.database import Database
from store.door import Proof
from store.keys import Keys
from tests.gateway.rooms import NOON, QUICK, Room, room

PEOPLE = {"root": (["admin"], ["ML"]), "nana": (["national"], ["ML"]), "fanta": (["regional"], ["ML07"])}
ROWS = Asked("étude", ("sessions",), 30, "study")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir)
    for login, (roles, areas) in PEOPLE.items():
        made.person(login, roles, areas)
    return made


def who(login: str, password: str = "") -> Person:
    return Person(login, Proof(password or f"{login}-secret"), QUICK)


def refused(act: Any, *given: Any) -> str:
    with pytest.raises(LasomiError) as raised:
        act(*given)
    return raised.value.code


def test_one_asks_and_another_approves(here: Room) -> None:
    told = ask(here.house, ROWS, who("root"))
    key = told["id"]
    assert refused(approve, here.house, key, who("root")) == "same_person"
    assert refused(approve, here.house, key, who("fanta")) == "not_yours"
    assert refused(approve, here.house, key, who("nana", "wrong")) == "not_proven"
    assert approve(here.house, key, who("nana")) == {"id": key, "approved_by": "nana"}
    assert refused(approve, here.house, key, who("nana")) == "no_key"
    assert [line["by"] for line in listed(here.house)] == ["root + nana"]
    with here.house.database.read() as conn:
        found = access.key_by_secret(conn, str(told["key"]), NOON)
    assert found is not None
    assert (found.is_of_two, found.reason) == (True, "study")
    revoke(here.house, key, NOON)
    assert refused(revoke, here.house, key, NOON) == "no_key"


def test_rows_need_a_name_and_a_reason(here: Room) -> None:
    assert refused(issue, here.house, ROWS, NOON) == "two_persons"
    assert refused(ask, here.house, Asked("x", ("events",)), who("root")) == "reason_unsaid"
    assert refused(ask, here.house, Asked(" ", ("events",), 30, "study"), who("root")) == "not_clear"
    assert refused(ask, here.house, ROWS, who("nobody")) == "not_proven"
    assert refused(ask, here.house, ROWS, who("nana")) == "not_yours"
    assert listed(here.house) == []
