"""The console shows people their own areas in codes; what they ask becomes a command in the inbox."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from gateway.console.visitors import TurnedAway, form
from gateway.queue import Doorbell
from store import alerts, inbox, incidents
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import HOST, NOON, Room, alert, incident, moment, room
from tests.login import TOKEN, enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend", "enter", "token"]
OURS = r"[a-z]+\.js"
SCRIPT = re.compile(
    rf'<script src="/console/static/{OURS}" defer(?: data-rest="{OURS}(?: {OURS})*")?></script>'
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return room(database, keys, data_dir, patience=0.0)


@pytest.fixture
def watched(here: Room) -> Room:
    """An alert at Ansongo, a monitor there, one at Douentza, a coordinator of Gao, an analyst."""
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    here.person("moussa", ["monitor"], ["ML0701"])
    here.person("sira", ["monitor"], ["ML0504"])
    here.person("fanta", ["regional"], ["ML07"])
    here.person("ada", ["analyst"], ["ML"])
    return here


@pytest.mark.parametrize(
    ("path", "accepts", "word"),
    [
        ("/console/login", "", "Mot de passe"),
        ("/console/login", "en-GB,en;q=0.9", 'lang="en"'),
        ("/console/login?lang=en", "", 'lang="en"'),
        ("/console/login?lang=fr", "en", "Mot de passe"),
        ("/console/login?lang=xx", "", "Mot de passe"),
    ],
)
async def test_french_unless_english_is_asked_for(here: Room, path: str, accepts: str, word: str) -> None:
    async with here.client(**{"Accept-Language": accepts}) as browser:
        page = await browser.get(path)
    assert word in page.text


async def test_nothing_comes_from_elsewhere(watched: Room) -> None:
    async with watched.client() as browser:
        pages = [await browser.get("/console/login"), await enter(browser, "moussa")]
        pages += [await browser.get(path) for path in ("/console", "/console/figures")]
        style = await browser.get("/console/static/console.css")
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert SCRIPT.sub("", page.text).count("<script") == 0
        assert "style=" not in page.text
        assert "://" not in page.text
    assert style.headers["content-type"].startswith("text/css")
    assert "://" not in style.text


async def test_a_name_and_a_password_open_the_console(watched: Room) -> None:
    async with watched.client() as browser:
        assert (await browser.get("/console")).headers["location"].startswith("/console/login")
        entered = await enter(browser, "moussa")
        cookie = entered.headers["set-cookie"]
        assert entered.status_code == 303
        assert (await browser.get("/console")).status_code == 200
    assert cookie.startswith("lasomi=")
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Secure" not in cookie


async def test_over_https_the_cookie_belongs_to_the_host(
    database: Database, keys: Keys, data_dir: Path
) -> None:
    here = room(database, keys, data_dir, public_url=HOST.replace("http:", "https:"))
    here.person("moussa", ["monitor"], ["ML0701"])
    async with here.client() as browser:
        browser.base_url = httpx.URL("https://lasomi.example.org")
        cookie = (await enter(browser, "moussa")).headers["set-cookie"]
    assert cookie.startswith("__Host-lasomi=")
    assert "Secure" in cookie


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(watched: Room) -> None:
    async with watched.client() as browser:
        wrong = await enter(browser, "moussa", "no")
        stranger = await enter(browser, "nobody", "no")
    assert wrong.status_code == stranger.status_code == 401
    assert TOKEN.sub("", wrong.text) == TOKEN.sub("", stranger.text)


async def test_a_form_from_elsewhere_is_refused(watched: Room) -> None:
    async with watched.client() as browser:
        forged = await browser.post("/console/login", data={"csrf": "x", "login": "a", "password": "b"})
        await enter(browser, "moussa")
        button = await browser.post("/console/alerts/2417/OUI", data={"csrf": "x"})
        out = await browser.post("/console/logout", content=b"\xff\xfe")
        many = await browser.post("/console/logout", content=b"&".join(b"a=b" for _ in range(100)))
    assert [each.status_code for each in (forged, button, out, many)] == [403, 403, 403, 403]


async def test_a_form_without_end_is_not_read_to_the_end() -> None:
    parts = iter(range(1000))

    async def endless() -> dict[str, Any]:
        next(parts)
        return {"type": "http.request", "body": b"a" * 1024, "more_body": True}

    with pytest.raises(TurnedAway, match="forged_form"):
        await form(Request({"type": "http", "method": "POST", "headers": []}, endless))
    assert next(parts) == 17


async def test_logging_out_ends_the_session(watched: Room) -> None:
    async with watched.client() as browser:
        await enter(browser, "moussa")
        kept = dict(browser.cookies)
        await browser.post("/console/logout", data={"csrf": await token(browser)})
        assert (await browser.get("/console")).status_code == 303
    async with watched.client(Cookie="; ".join(f"{name}={value}" for name, value in kept.items())) as thief:
        assert (await thief.get("/console")).status_code == 303


async def test_alerts_of_ones_own_area_in_codes(watched: Room) -> None:
    async with watched.client() as browser:
        await enter(browser, "moussa")
        mine = await browser.get("/console")
    async with watched.client() as browser:
        await enter(browser, "sira")
        elsewhere = await browser.get("/console")
    assert "A2417" in mine.text
    assert "Attaque de civils" in mine.text
    assert "Ansongo" in mine.text
    assert "12:07" not in mine.text
    assert "vers 12 h" in mine.text
    assert "A2417" not in elsewhere.text
    assert "Aucune alerte" in elsewhere.text


async def test_what_may_be_done_follows_the_state(watched: Room) -> None:
    async with watched.client() as browser:
        await enter(browser, "fanta")
        fresh = (await browser.get("/console")).text
        with watched.house.database.write() as conn:
            incidents.set_state(conn, "i-58211", "verified", NOON)
            raised = alerts.get(conn, "a1")
            assert raised
            alerts.write_line(conn, replace(raised, state="verified"), status="acknowledged")
        verified = (await browser.get("/console")).text
    assert all(f"/2417/{verb}?" in fresh for verb in ("OUI", "VRAI", "FAUX"))
    assert "/2417/RELEASE?" not in fresh
    assert "/2417/RELEASE?" in verified
    assert "/2417/VRAI?" not in verified
    async with watched.client() as browser:
        await enter(browser, "moussa")
        assert "/2417/RELEASE?" not in (await browser.get("/console")).text


async def test_a_button_becomes_a_command_in_the_inbox(watched: Room) -> None:
    async with watched.client() as browser:
        await enter(browser, "moussa")
        pressed = await browser.post("/console/alerts/2417/VRAI", data={"csrf": await token(browser)})
        told = await browser.get(pressed.headers["location"])
    (row,) = inbox.lease(watched.house.database, "worker", NOON)
    body = inbox.body(watched.house.vault, row)
    assert (row.kind, row.channel) == ("command", "console")
    assert {name: body[name] for name in ("verb", "number", "role", "areas")} == {
        "verb": "VRAI",
        "number": "2417",
        "role": "monitor",
        "areas": ["ML0701"],
    }
    assert pressed.headers["location"].endswith("told=waiting")
    assert 'role="status"' in told.text


@pytest.mark.parametrize(("outcome", "said"), [("command", "done"), ("refused", "refused")])
async def test_the_page_waits_for_the_outcome(
    database: Database,
    keys: Keys,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    outcome: str,
    said: str,
) -> None:
    here, rung = room(database, keys, data_dir, patience=30.0), Event()
    monkeypatch.setattr(Doorbell, "ring", lambda *_: rung.set())
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    here.person("moussa", ["monitor"], ["ML0701"])
    async with here.client() as browser:
        await enter(browser, "moussa")
        sent = {"csrf": await token(browser)}
        pressing = asyncio.create_task(browser.post("/console/alerts/2417/OUI", data=sent))
        assert await asyncio.to_thread(rung.wait, 30)
        await asyncio.to_thread(work, here, outcome)
        assert (await pressing).headers["location"].endswith(f"told={said}")


def work(here: Room, outcome: str) -> None:
    """A worker that was rung, and finishes the one row it finds."""
    (row,) = inbox.lease(here.house.database, "worker", NOON)
    with here.house.database.write() as conn:
        inbox.finish(conn, row, outcome)


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("moussa", "/console/alerts/2417/EFFACER", 404),
        ("moussa", "/console/alerts/2417/RELEASE", 404),
        ("ada", "/console/alerts/2417/OUI", 404),
        ("fanta", "/console/alerts/2417/RELEASE", 303),
    ],
)
async def test_who_may_press_what(watched: Room, login: str, path: str, status: int) -> None:
    async with watched.client() as browser:
        await enter(browser, login)
        sent = {"csrf": await token(browser, "/console/figures")}
        assert (await browser.post(path, data=sent)).status_code == status


async def test_an_analyst_has_figures_and_no_alerts(watched: Room) -> None:
    async with watched.client() as browser:
        await enter(browser, "ada")
        assert (await browser.get("/console")).headers["location"].startswith("/console/figures")


async def test_an_administrator_has_neither_and_finds_the_team(here: Room) -> None:
    here.person("root", ["admin"], ["ML"])
    async with here.client() as browser:
        await enter(browser, "root")
        assert (await browser.get("/console")).headers["location"].startswith("/console/roster")
        assert (await browser.get("/console/alerts")).status_code == 404
        assert (await browser.get("/console/figures")).status_code == 404


async def test_figures_say_how_many_and_of_whom(watched: Room) -> None:
    for unit, yes, no in (("ML070101", 18, 22), ("ML070201", 5, 3), ("ML070301", 3, 9), ("ML070401", 30, 20)):
        watched.ratings(unit, "2026-Q3", yes=yes, no=no)
    watched.ratings("ML070102", "2026-Q3", yes=11, no=4, authority=2)
    watched.reported("ML070101", "2026-W40", "22", 7, incidents_=4)
    watched.reported("ML070101", "2026-W40", "21", 2)
    watched.clock.at = moment("2026-10-06T12:00")
    async with watched.client() as browser:
        await enter(browser, "ada")
        page = (await browser.get("/console/figures")).text
    assert "parmi les participants" in page
    assert ">45 %<" in page
    assert ">31 % – 60 %<" in page
    assert ">40<" in page
    assert "non publié" in page
    assert "moins de 10 participants" in page
    assert "caché pour protéger" in page
    assert "indicatif" in page
    assert "Vol de bétail" in page
    assert "moins de 5 personnes" in page
    assert "de la population" not in page
