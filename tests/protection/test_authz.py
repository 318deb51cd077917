"""Check 30: every address of the house, by every role and every key; what nobody has allowed is not there.

The table is `tests/cases/authz.yaml` (P43 to P45). Where a name is missing there, the door is shut: 404 for
pages, 403 in the shape of errors for the feed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.app import create_app
from gateway.channels import CHANNELS
from store import access, accounts
from store.database import Database
from store.keys import Keys
from tests.gateway.line import TOKEN, TWILIO, open_line
from tests.gateway.rooms import NOON
from tests.protection.authz_house import TABLE, Authz, key, log_in, named, open_authz

PAGES: list[dict[str, Any]] = TABLE["console"]
FEED: list[dict[str, Any]] = TABLE["feed"]
READ = [page for page in PAGES if page["at"].startswith("GET") and "opens" in page]
PRESSED = [page for page in PAGES if page["at"].startswith("POST") and not page.get("ends")]
PEOPLE, KEYS = list(TABLE["people"]), list(TABLE["keys"])
ELSEWHERE = named(["elsewhere", "authority_elsewhere", "accused"])
LOGIN = "/console/login"


def label(route: dict[str, Any]) -> str:
    return str(route.get("path", route["at"]))


def asked(route: dict[str, Any]) -> str:
    method, _, path = route["at"].partition(" ")
    return f"{method} {route.get('path', path)}"


def keys_of(names: list[str]) -> list[str]:
    return named(names, TABLE["key_groups"])


def routes(found: Any) -> Iterator[str]:
    """Method and path of everything that a router serves; HEAD goes with GET."""
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes)
        else:
            yield from (f"{method} {route.path}" for method in route.methods - {"HEAD"})


def listed() -> set[str]:
    tables = ("open", "door", "machine", "sandbox")
    return {each["at"] for each in (*PAGES, *FEED)} | {at for name in tables for at in TABLE[name]}


def elsewhere(at: str) -> bool:
    """Any other address of the feed, and any other method: both are answered as errors."""
    return at.partition(" ")[2] in TABLE["elsewhere_in_the_feed"] and at != "GET /v1"


def test_every_address_of_the_house_is_in_the_table_and_no_other(authz: Authz) -> None:
    one = authz.line.house
    served = replace(one, settings=one.settings.model_copy(update={"sandbox": "http://127.0.0.1:8100"}))
    found = {at for at in routes(create_app(house=served).routes) if not elsewhere(at)}
    assert found - listed() == set()
    assert listed() - found == set()


@pytest.mark.parametrize("page", READ, ids=label)
def test_who_reads_a_page(authz: Authz, page: dict[str, Any]) -> None:
    opens, leads = named(page["opens"]), page.get("leads", {})
    shown = {login: authz.asked_by(login, asked(page)) for login in PEOPLE}
    wanted = {
        login: page.get("gives", 200) if login in opens else 303 if login in leads else 404
        for login in PEOPLE
    }
    assert {login: answer.status_code for login, answer in shown.items()} == wanted
    for login, path in leads.items():
        assert shown[login].headers["location"].startswith(f"/console/{path}?")
    for mark, holders in page.get("shows", {}).items():
        held = [login for login in opens if authz.marked(mark) in shown[login].text]
        assert held == [login for login in opens if login in named(holders)], mark


@pytest.mark.parametrize("page", PRESSED, ids=label)
def test_who_presses_a_button_and_for_whom_it_works(pressed: Authz, page: dict[str, Any]) -> None:
    opens, before, late = named(page["opens"]), pressed.state(), page.get("works_for")
    form = page.get("sends")
    given = {login: pressed.asked_by(login, asked(page), form).status_code for login in ELSEWHERE}
    pressed.works()
    assert pressed.state() == before
    for login in sorted({*PEOPLE} - {*ELSEWHERE}, key=lambda one: (one == late, one)):
        if login == late:
            pressed.forgets()
        given[login] = pressed.asked_by(login, asked(page), form).status_code
    if late is None:
        pressed.forgets()
    wanted = page.get("gives", 303)
    assert given == {login: wanted if login in opens else 404 for login in PEOPLE}
    pressed.works()
    assert (pressed.state() != before) == bool(late)


def test_a_form_that_is_not_ours_is_refused(authz: Authz) -> None:
    for page in PRESSED:
        for login in named(page["opens"]):
            answer = authz.ask(
                asked(page), cookie=authz.cookies[login], data={**page.get("sends", {}), "csrf": "x"}
            )
            assert answer.status_code == page.get("forged", 403), (login, page["at"])


@pytest.mark.parametrize(
    "state", ["none", "unknown", "idle", "twelve hours", "logged out", "disabled", "key"]
)
def test_who_is_not_logged_in_is_shown_the_door(authz: Authz, state: str) -> None:
    cookie = credential(authz, state)
    try:
        for page in PAGES:
            answer = authz.ask(
                asked(page), cookie=cookie, data=None if page["at"].startswith("GET") else {"csrf": "x"}
            )
            where = answer.headers.get("location", "")
            assert (answer.status_code, where.partition("?")[0]) == (303, LOGIN), page["at"]
    finally:
        authz.line.move(NOON)


def credential(authz: Authz, state: str) -> str:
    """A cookie that opens nothing, and the clock where it does not."""
    if state in {"none", "unknown", "key"}:
        name = authz.cookies["monitor"].partition("=")[0]
        return {"none": "", "unknown": f"{name}={'x' * 43}", "key": f"{name}={authz.secrets['country_key']}"}[
            state
        ]
    cookie = log_in(authz, state.replace(" ", "-"), ["national", "verifier", "analyst"], ["ML"])
    database = authz.line.house.database
    if state == "idle":
        authz.line.move(NOON + timedelta(minutes=30))
    if state == "twelve hours":
        for minutes in range(0, 720, 29):
            authz.line.move(NOON + timedelta(minutes=minutes))
            assert authz.ask("GET /console", cookie=cookie).status_code == 200
        authz.line.move(NOON + timedelta(hours=12))
    if state == "logged out":
        authz.ask("POST /console/logout", cookie=cookie, data={"csrf": authz.csrf(cookie)})
    if state == "disabled":
        with database.write() as conn:
            assert accounts.disable_account(conn, "disabled")
    return cookie


@pytest.mark.parametrize("route", FEED, ids=label)
def test_which_key_opens_an_address_of_the_feed(authz: Authz, route: dict[str, Any]) -> None:
    opens, finds = keys_of(route["opens"]), keys_of(route.get("finds", []))
    answers = {name: authz.ask(asked(route), key=authz.secrets[name]) for name in KEYS}
    found = {name: route.get("gives", 200) if name not in finds else 200 for name in opens}
    assert {name: each.status_code for name, each in answers.items()} == {
        name: found.get(name, 403) for name in KEYS
    }
    shut = [answers[name].json() for name in KEYS if name not in opens]
    assert all(set(each["error"]) == {"code", "message", "hint"} for each in shut)
    assert all(each["error"]["code"] == "wrong_scope" for each in shut)
    for mark, holders in route.get("shows", {}).items():
        held = [name for name in opens if authz.marked(mark) in answers[name].text]
        assert held == [name for name in opens if name in keys_of(holders)], mark


@pytest.mark.parametrize("state", ["none", "unknown", "expired", "revoked", "session"])
def test_no_address_of_the_feed_opens_without_a_key_that_lives(authz: Authz, state: str) -> None:
    """A login of the console is no key either, whoever it is of."""
    scopes = ["public", "figures", "alerts", "events", "sessions", "monitor@ML"]
    secret = {"none": "", "session": ""}.get(state, f"lsm_{'0' * 12}_{'x' * 43}")
    cookie = authz.cookies["national"] if state == "session" else ""
    if state in {"expired", "revoked"}:
        secret = key(authz, state, scopes, days=1)
    if state == "revoked":
        with authz.line.house.database.write() as conn:
            assert access.revoke_key(conn, secret.split("_")[1], NOON)
    authz.line.move(NOON + timedelta(days=1) if state == "expired" else NOON)
    for route in FEED:
        for method in ("GET", "HEAD"):
            answer = authz.ask(asked(route).replace("GET", method, 1), key=secret, cookie=cookie)
            assert answer.status_code == 401, route["at"]
    authz.line.move(NOON)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_feed_is_only_read(authz: Authz, method: str) -> None:
    for route in FEED:
        answer = authz.ask(
            f"{method} {route.get('path', route['at'].partition(' ')[2])}", key=authz.secrets["country_key"]
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "wrong_method")
    assert authz.ask(f"{method} /v1/nothing", key=authz.secrets["country_key"]).status_code == 404


def test_what_is_open_is_open_to_strangers_and_says_nothing_of_anybody(authz: Authz) -> None:
    for at in TABLE["open"]:
        answer = authz.ask(at)
        assert answer.status_code == 200, at
        assert not any(mark in answer.text for mark in ("2417", "i-58211", "Awa Exemple")), at


@pytest.mark.parametrize("headers", [{"x-forwarded-for": "203.0.113.9"}, {"forwarded": "for=203.0.113.9"}])
def test_what_is_of_the_machine_is_for_the_machine(authz: Authz, headers: dict[str, str]) -> None:
    for at in TABLE["machine"]:
        path = at.partition(" ")[2]
        assert authz.line.get(path).status_code in {200, 503}
        assert authz.line.get(path, headers=headers).status_code == 404
    with open_line(authz.line.house, client="203.0.113.9") as outside:
        assert {outside.get(at.partition(" ")[2]).status_code for at in TABLE["machine"]} == {404}


def test_without_a_sandbox_there_is_no_handset(authz: Authz) -> None:
    assert authz.ask("GET /handset").status_code == 404
    assert authz.ask("GET /handset", cookie=authz.cookies["admin"]).status_code == 404


def test_each_hook_opens_to_its_own_token_only(authz: Authz) -> None:
    assert {name: sorted(each.parsers) for name, each in CHANNELS.items()} == TABLE["hooks"]
    tokens = {"africastalking": TOKEN, "twilio": TWILIO}
    for channel, kinds in TABLE["hooks"].items():
        mine = tokens.get(channel, "")
        for kind in kinds:
            for token in {"x", *tokens.values()} - {mine}:
                assert authz.ask(f"POST /hooks/{channel}/{token}/{kind}", data={"id": "1"}).status_code == 404
            if mine:
                assert authz.ask(f"GET /hooks/{channel}/{mine}/{kind}").status_code == 404
                assert authz.ask(f"POST /hooks/{channel}/{mine}/{kind}", data={}).status_code != 404


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_rows_are_chosen_by_the_query_on_postgresql_too(database: Database, keys: Keys) -> None:
    """A sample: what is in other places, and what is another person's."""
    with open_authz(database, keys) as authz:
        for page in (page for page in READ if "shows" in page or "{" in page["at"]):
            test_who_reads_a_page(authz, page)
        for route in (route for route in FEED if "shows" in route or "finds" in route):
            test_which_key_opens_an_address_of_the_feed(authz, route)
