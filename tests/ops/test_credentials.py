"""`lasomi user roles|password|reset|logout`: logins end at once, each is in the audit (P44, P49)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from core.errors import LasomiError
from ops import credentials
from ops.people import add_user, check_roles, disable_user, users
from store import accounts, door, factors
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, QUICK, Room, room
from tests.login import enrolled, let_in

AWA = {"login": "awa", "roles": ("monitor",), "areas": ("ML0701",), "now": NOON}


@pytest.fixture
def desk(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, exercise=False)
    made.person("awa", ["monitor"], ["ML0701"])
    return made


def acts(desk: Room) -> list[tuple[str, str]]:
    with desk.house.database.read() as conn:
        return [(row.action, row.reason) for row in conn.execute(sql("SELECT * FROM audit ORDER BY seq"))]


@pytest.mark.parametrize(
    ("change", "act"),
    [
        (lambda house: credentials.reset_factor(house, "awa"), ("factor_reset", "")),
        (lambda house: credentials.give_password(house, "awa", QUICK), ("password_given", "")),
        (lambda house: credentials.logout(house, "awa"), ("login_ended", "")),
        (
            lambda house: credentials.change_roles(house, "awa", ("analyst",), ("ML",)),
            ("roles_changed", "analyst"),
        ),
        (lambda house: disable_user(house, "awa"), ("account_closed", "")),
    ],
)
def test_each_ends_what_is_open(desk: Room, change: Callable[[Any], object], act: tuple[str, str]) -> None:
    database = desk.house.database
    with database.write() as conn:
        known = accounts.known(conn, "awa")
        assert known
        token = let_in(conn, known.id, NOON)
    change(desk.house)
    with database.write() as conn:
        assert accounts.account_by_token(conn, token, NOON) is None
    assert acts(desk) == [act]


def test_a_factor_that_was_reset_is_enrolled_anew(desk: Room) -> None:
    database, vault = desk.house.database, desk.house.vault
    with database.write() as conn:
        known = accounts.known(conn, "awa")
        assert known
        old = enrolled(conn, vault, known.id, NOON)
    assert [line["second_factor"] for line in users(desk.house)] == [True]
    credentials.reset_factor(desk.house, "awa")
    with database.write() as conn:
        assert factors.begin(conn, vault, known.id, NOON) != old.secret
    assert [line["second_factor"] for line in users(desk.house)] == [False]


def test_a_password_that_was_given_opens_and_is_to_be_changed(desk: Room) -> None:
    given = credentials.give_password(desk.house, "awa", QUICK)
    house, knock = desk.house, door.Knock("awa", door.Proof(given))
    token = door.enter(house.database, house.vault, knock, NOON, hasher=QUICK)
    with house.database.write() as conn:
        found = accounts.account_by_token(conn, token or "", NOON)
    assert found
    assert found.given


@pytest.mark.parametrize("login", ["nobody", ""])
def test_who_is_not_there(desk: Room, login: str) -> None:
    for does in (credentials.reset_factor, credentials.logout, credentials.give_password, disable_user):
        with pytest.raises(LasomiError) as raised:
            does(desk.house, login)
        assert raised.value.code == "no_account"


@pytest.mark.parametrize("password", ["court", "motdepasse1234", "awaawaawaawa", "azertyuiop123"])
def test_a_weak_password_opens_no_account(desk: Room, password: str) -> None:
    with pytest.raises(LasomiError) as raised:
        add_user(desk.house, **{**AWA, "login": "awa2"}, password=password)  # type: ignore[arg-type]
    assert raised.value.code == "weak_account"


@pytest.mark.parametrize("roles", [("admin", "verifier"), ("operator", "gbv_focal", "analyst")])
def test_who_keeps_the_machine_reads_no_words(desk: Room, roles: tuple[str, ...]) -> None:
    for act in (
        lambda: check_roles(desk.house, roles, ("ML",)),
        lambda: add_user(desk.house, login="x", password="", roles=roles, areas=("ML",), now=NOON),
    ):
        with pytest.raises(LasomiError) as raised:
            act()
        assert raised.value.code == "bad_role"
