"""The door as it is: one's own password, a second factor, spare codes, one's logins and their end (P49)."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql
from starlette.requests import Request

from gateway import alarm
from gateway.console.desk import MOST_WAITING
from gateway.console.visitors import came_from
from store import access, accounts
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import QUICK, Room, room
from tests.gateway.test_console import anyio_backend
from tests.login import Phone, enrolled, enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
FRESH = "une vache dort au soleil"
ACCOUNT, PASSWORD, ENROL = "/console/account", "/console/password", "/console/enrol"
SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")
SPARE = re.compile(r"<code>((?:[A-Z2-7]{4}-){5}[A-Z2-7]{4})</code>")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """No exercise; moussa, a monitor, and root, an administrator."""
    made = room(database, keys, data_dir, patience=0.0, exercise=False)
    made.person("moussa", ["monitor"], ["ML0701"])
    made.person("root", ["admin"], ["ML"])
    return made


def account(here: Room, login: str) -> str:
    with here.house.database.read() as conn:
        known = accounts.known(conn, login)
    assert known
    return known.id


def phone_of(here: Room, login: str) -> Phone:
    """As if they had enrolled a minute ago."""
    before = here.clock.at - timedelta(minutes=1)
    with here.house.database.write() as conn:
        return enrolled(conn, here.house.vault, account(here, login), before)


def acts(here: Room) -> list[str]:
    with here.house.database.read() as conn:
        return list(conn.scalars(sql("SELECT action FROM audit ORDER BY seq")))


async def come(here: Room, browser: httpx.AsyncClient, login: str, phone: Phone, **more: Any) -> int:
    """With the next code."""
    here.clock.at += timedelta(seconds=30)
    return (await enter(browser, login, code=phone.code(here.clock.at), **more)).status_code


async def send(browser: httpx.AsyncClient, path: str, page: str = ACCOUNT, **fields: str) -> httpx.Response:
    return await browser.post(path, data={"csrf": await token(browser, page), **fields})


async def goes(browser: httpx.AsyncClient, path: str = "/console") -> str:
    """Where a page sends one; empty where it is shown."""
    return str((await browser.get(path)).headers.get("location", "")).partition("?")[0]


async def test_who_comes_first_enrols_before_anything_else(here: Room) -> None:
    async with here.client() as browser:
        assert (await enter(browser, "moussa")).status_code == 303
        for path in ("/console", "/console/incidents", ACCOUNT, "/console/triage"):
            assert await goes(browser, path) == ENROL, path
        page = await browser.get(ENROL)
        (secret,) = SECRET.findall(page.text)
        assert f"otpauth://totp/Lasomi:moussa?secret={secret}" in page.text
        assert "<svg" in page.text
        assert "style=" not in page.text
        assert (await send(browser, ENROL, ENROL, code="000000")).status_code == 422
        out = await send(browser, "/console/logout", ENROL)
        assert out.headers["location"].startswith("/console/login")
        await enter(browser, "moussa")
        assert secret in (await browser.get(ENROL)).text
        right = Phone(secret).code(here.clock.at)
        shown = await send(browser, ENROL, ENROL, code=f"{right[:3]} {right[3:]}")
        assert len(SPARE.findall(shown.text)) == 8
        assert [await goes(browser), await goes(browser, ENROL)] == ["", ACCOUNT]
    async with here.client() as browser:
        assert (await enter(browser, "moussa")).status_code == 401
        assert (await enter(browser, "moussa", code=right)).status_code == 401
        assert (await enter(browser, "moussa", code=SPARE.findall(shown.text)[3])).status_code == 303
    assert acts(here) == ["login", "login", "factor_enrolled", "login_refused", "login_refused", "login"]


async def test_a_password_that_was_given_is_changed_first(here: Room) -> None:
    with here.house.database.write() as conn:
        about: dict[str, Any] = {"hasher": QUICK, "given": True}
        access.add_account(conn, "awa", "awa-secret", ["monitor"], ["ML0701"], here.clock.at, **about)
    async with here.client() as browser:
        await enter(browser, "awa")
        assert [await goes(browser), await goes(browser, ENROL)] == [PASSWORD, PASSWORD]
        fields = {"password": "awa-secret", "fresh": FRESH, "again": FRESH}
        changed = await send(browser, PASSWORD, PASSWORD, **fields)
        assert changed.headers["location"].startswith("/console?")
        assert await goes(browser) == ENROL


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 303),
        ({"password": "wrong"}, 401),
        ({"again": "une vache dort au soleil."}, 422),
        ({"fresh": "court"}, 422),
        ({"fresh": "motdepasse1234"}, 422),
        ({"fresh": "moussamoussa"}, 422),
        ({"fresh": "vache " * 50}, 422),
        ({"fresh": "vachettes et chameaux " * 10}, 303),
    ],
)
async def test_a_new_password_for_the_old_one(here: Room, changed: dict[str, str], status: int) -> None:
    """Everybody else who is logged in with the old one is logged out."""
    phone, done = phone_of(here, "moussa"), status == 303
    async with here.client() as other, here.client() as browser:
        for each in (other, browser):
            assert await come(here, each, "moussa", phone) == 303
        fields = {"password": "moussa-secret", "fresh": FRESH} | changed
        fields = {"again": fields["fresh"], **fields}
        assert (await send(browser, PASSWORD, PASSWORD, **fields)).status_code == status
        assert (await goes(browser), bool(await goes(other))) == ("", done)
    async with here.client() as browser:
        good = fields["fresh"] if done else "moussa-secret"
        assert await come(here, browser, "moussa", phone, password=good) == 303


async def test_one_sees_and_ends_ones_own_logins(here: Room) -> None:
    moussa, root = phone_of(here, "moussa"), phone_of(here, "root")
    async with here.client() as one, here.client() as two, here.client() as three, here.client() as them:
        for each in (one, two, three):
            await come(here, each, "moussa", moussa)
        await come(here, them, "root", root)
        marks = re.findall(r'name="login" value="([0-9a-f]{16})"', (await one.get(ACCOUNT)).text)
        assert len(marks) == 2
        await send(them, f"{ACCOUNT}/end", login=marks[0])
        assert [await goes(each) for each in (one, two, three)] == ["", "", ""]
        await send(one, f"{ACCOUNT}/end", login=marks[0])
        assert sorted([await goes(each) for each in (one, two, three)]) == ["", "", "/console/login"]
        await send(one, f"{ACCOUNT}/end", login="others")
        assert [bool(await goes(each)) for each in (one, two, three)] == [False, True, True]
        assert await goes(them, ACCOUNT) == ""


async def test_spare_codes_and_another_phone_need_the_old_one(here: Room) -> None:
    phone = phone_of(here, "moussa")
    async with here.client() as browser:
        await come(here, browser, "moussa", phone)
        for path in (f"{ACCOUNT}/codes", f"{ACCOUNT}/factor"):
            assert (await send(browser, path, password="moussa-secret")).status_code == 401
            here.clock.at += timedelta(seconds=30)
            proof = {"password": "moussa-secret", "code": phone.code(here.clock.at)}
            before = browser.cookies["lasomi"]
            shown = await send(browser, path, **proof)
            assert browser.cookies["lasomi"] != before
            assert (shown.status_code, len(SPARE.findall(shown.text))) in {(200, 8), (303, 0)}
        assert await goes(browser) == ENROL
        assert phone.secret not in (await browser.get(ENROL)).text


async def test_an_administrator_resets_a_second_factor_and_proves_it(here: Room) -> None:
    moussa, root = phone_of(here, "moussa"), phone_of(here, "root")
    path, own = (f"/console/accounts/{account(here, login)}" for login in ("moussa", "root"))
    async with here.client() as browser, here.client() as boss:
        await come(here, browser, "moussa", moussa)
        for each in ("/console/accounts", path):
            assert (await browser.get(each)).status_code == 404
        await come(here, boss, "root", root)
        assert path in (await boss.get("/console/accounts")).text
        proof = {"password": "root-secret", "code": "000000"}
        assert (await send(boss, path, path, do="reset", **proof)).status_code == 401
        here.clock.at += timedelta(seconds=30)
        proof["code"] = root.code(here.clock.at)
        assert (await send(boss, own, own, do="close", **proof)).status_code == 422
        before = boss.cookies["lasomi"]
        assert (await send(boss, path, path, do="reset", **proof)).status_code == 303
        assert boss.cookies["lasomi"] != before
        assert await goes(boss, path) == ""
        assert await goes(browser) == "/console/login"
        await enter(browser, "moussa")
        assert await goes(browser) == ENROL
    assert "factor_reset" in acts(here)


async def test_a_browser_that_is_known_keeps_a_cookie_that_opens_nothing(here: Room) -> None:
    phone = phone_of(here, "moussa")
    async with here.client() as browser, here.client() as stranger, here.client() as known:
        await come(here, browser, "moussa", phone)
        kept = {name: value for name, value in browser.cookies.items() if name.startswith("lasomi-")}
        assert len(kept) == 1
        for _ in range(11):
            await enter(stranger, "moussa", "guess")
        assert await come(here, stranger, "moussa", phone) == 401
        known.cookies.update(kept)
        assert await goes(known) == "/console/login"
        assert await come(here, known, "moussa", phone) == 303


async def test_an_exercise_asks_for_no_factor_that_was_not_enrolled(
    here: Room, database: Database, keys: Keys, data_dir: Path
) -> None:
    """What was enrolled is asked for there too."""
    drill = replace(room(database, keys, data_dir, patience=0.0), clock=here.clock)
    async with drill.client() as browser:
        await enter(browser, "moussa")
        assert await goes(browser) == ""
    phone_of(here, "moussa")
    async with drill.client() as browser:
        assert (await enter(browser, "moussa")).status_code == 401


async def test_after_a_panic_nobody_is_told_whether_they_are_known(here: Room) -> None:
    alarm.sound(here.house.settings, here.clock.at, alarm.PHRASE, "root", "admin")
    async with here.client() as browser:
        answers = [await enter(browser, login) for login in ("moussa", "nobody")]
    assert [each.status_code for each in answers] == [503, 503]


async def test_who_stands_behind_too_many_comes_again_later(here: Room) -> None:
    """Hashes have a bench of their own; no other page waits for it."""
    QUICK.waiting = MOST_WAITING
    try:
        async with here.client() as browser:
            assert (await enter(browser, "moussa")).status_code == 503
            assert (await browser.get("/console/login")).status_code == 200
    finally:
        QUICK.waiting = 0


@pytest.mark.parametrize(
    ("passed_on", "behind_proxy", "address"),
    [
        ("", True, "192.0.2.1"),
        ("203.0.113.9", False, "192.0.2.1"),
        ("203.0.113.9", True, "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", True, "203.0.113.9"),
    ],
)
def test_only_a_proxy_of_ours_says_where_somebody_comes_from(
    passed_on: str, behind_proxy: bool, address: str
) -> None:
    headers = [(b"x-forwarded-for", passed_on.encode())] if passed_on else []
    request = Request({"type": "http", "client": ("192.0.2.1", 5), "headers": headers})
    assert came_from(request, behind_proxy=behind_proxy) == address
