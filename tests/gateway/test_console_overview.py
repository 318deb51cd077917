"""The first page of everybody, the first hour of a house, its channels; pages that say what went wrong."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from gateway import balances
from gateway.app import create_app
from gateway.console import faultpages, views
from gateway.console.desk import Desk
from store import accounts, duty, people, signs, spending
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import HOST, NOON, QUICK, Room, alert, incident, room, say
from tests.gateway.triage_room import told
from tests.login import enrolled, enter

pytestmark = pytest.mark.anyio
OVERVIEW, START, CHANNELS = "/console/overview", "/console/start", "/console/channels"
COUNT = re.compile(r"<strong>(\d+)</strong> ([^<]+)</a>")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident())
    made.alert(alert("a1", "2417"))
    people = {
        "moussa": "monitor",
        "fanta": "regional",
        "ada": "analyst",
        "bina": "gbv_focal",
        "op": "operator",
    }
    for login, role in (people | {"root": "admin", "oscar": "auditor", "koro": "relay"}).items():
        made.person(login, [role], ["ML"])
    made.person("sira", ["monitor"], ["ML0504"])
    return made


async def page(here: Room, login: str, path: str = OVERVIEW) -> str:
    async with here.client() as browser:
        await enter(browser, login)
        answer = await browser.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.text)


async def test_a_monitor_sees_what_waits_in_their_own_area(here: Room) -> None:
    mine = {words: int(n) for n, words in COUNT.findall(await page(here, "moussa"))}
    assert mine["alertes lancées depuis 24 heures"] == 1
    assert mine["alertes sans accusé de réception"] == 1
    other = await page(here, "sira")
    assert COUNT.findall(other) == []
    assert "Rien ne vous attend. Merci." in other


@pytest.mark.parametrize(("tie", "n"), [("1:ML0701", 1), ("1:ML0504", 2)])
async def test_a_verifier_counts_nothing_about_an_authority_that_they_are_tied_to(
    here: Room, tie: str, n: int
) -> None:
    """As the page behind the count shows them (P47)."""
    here.person("awa", ["verifier"], ["ML0701"])
    told(here, "r1")
    told(here, "r2", code="51")
    about: dict[str, Any] = {"name": "Awa Exemple", "roles": ("verifier",), "areas": ("ML0701",)}
    with here.house.database.write() as conn:
        member = people.add_member(conn, here.house.vault, number="+22376000009", now=NOON, **about)
        duty.affiliate(conn, member.id, *tie.split(":"))
        accounts.link(conn, "awa", member.id)
    counts = {words: int(n) for n, words in COUNT.findall(await page(here, "awa"))}
    assert counts["messages à vérifier"] == n


@pytest.mark.parametrize("login", ["ada", "bina", "op", "root", "oscar", "koro"])
async def test_who_sees_no_alert_reads_nothing_of_one(here: Room, login: str) -> None:
    shown = await page(here, login)
    assert not re.search(r"alertes? (lancée|sans|reçue)|2417|Ansongo", shown)
    assert shown.count("<h1") == 1
    assert 'data-live="overview"' in shown


async def test_it_is_said_in_english(here: Room) -> None:
    shown = await page(here, "moussa", f"{OVERVIEW}?lang=en")
    assert '<html lang="en">' in shown
    assert "Rien ne vous attend" not in shown


async def test_a_step_of_the_first_hour_is_done_when_the_house_shows_it(here: Room) -> None:
    before = await page(here, "root", START)
    with here.house.database.write() as conn:
        signs.message(conn, "africastalking", NOON)
        (admin,) = [one for one, _ in accounts.account_list(conn) if one.login == "root"]
        enrolled(conn, here.house.vault, admin.id, NOON)
    after = await page(here, "op", START)
    done = [len(re.findall(r"<strong>Fait</strong>", shown)) for shown in (before, after)]
    assert done == [1, 3]
    assert "2417" not in after
    assert "Ansongo" not in after


async def test_the_operator_reads_the_channels_and_nothing_of_anybody(here: Room) -> None:
    with here.house.database.write() as conn:
        signs.message(conn, "africastalking", NOON)
        signs.failed(conn, "twilio", NOON, "unreachable")
        spending.spend(conn, "africastalking", "2026-10-13", 12)
    balances.ask(here.house.settings.data_dir, {"africastalking": lambda: "XOF 25000.00"}, NOON)
    shown = await page(here, "op", CHANNELS)
    assert "XOF 25000.00 · le " in shown
    assert "Envois aujourd'hui : 12" in shown
    assert "la relève échoue (unreachable)" in shown
    assert re.search(r"<dd>le [^<]*13[^<]* à 12:00</dd>", shown)
    assert shown.count("<dt>") == 5 * shown.count("<dl>")


@pytest.mark.parametrize("status", sorted(faultpages.WORDS))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_fault_says_what_happened_and_what_next(status: int, lang: str) -> None:
    words = faultpages.said(say(), status, lang)
    assert all(len(part) > 15 for part in words)
    assert lang == "fr" or words != faultpages.said(say(), status, "fr")


@pytest.mark.parametrize(
    ("path", "accept", "word"),
    [("/console/nothing", "fr", "rien ici"), ("/console/nothing", "en", "nothing here")],
)
async def test_an_address_that_is_not_there(here: Room, path: str, accept: str, word: str) -> None:
    async with here.client(**{"Accept-Language": accept}) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 404
    assert word in answer.text
    assert 'class="bad" role="alert"' in answer.text


async def test_a_form_that_is_old_and_a_login_that_is_over(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        forged = await browser.post("/console/alerts/2417/OUI", data={"csrf": "old"})
        here.clock.at = NOON.replace(hour=20)
        ended = await browser.get("/console")
        door = await browser.get(ended.headers["location"])
        fresh = await browser.get("/console/login")
    assert forged.status_code == 403
    assert "Rien n'a été changé" in unescape(forged.text)
    assert "Votre connexion est finie" in unescape(door.text)
    assert "Votre connexion est finie" not in unescape(fresh.text)


async def test_a_house_that_is_busy_says_when_to_come_again(here: Room) -> None:
    async def away(_request: Request) -> Response:
        raise LasomiError("store_away", retryable=True)

    scope = {"type": "http", "method": "GET", "path": "/console", "query_string": b"", "headers": []}
    shown = await views.guarded(Desk(here.house, QUICK, 0.0), away, "/console")(Request(scope))
    assert (shown.status_code, shown.headers["retry-after"]) == (503, "5")


async def test_what_nobody_foresaw_has_a_page_too(here: Room) -> None:
    app = create_app(house=here.house)

    @app.get("/console/broken")
    async def broken() -> None:
        raise RuntimeError("words of a person")

    app.router.routes.insert(0, app.router.routes.pop())
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as browser:
        answer = await browser.get("/console/broken")
    assert answer.status_code == 500
    assert "words of a person" not in answer.text
    assert "La machine a échoué" in unescape(answer.text)
