"""Beside a message stands its event: VRAI, FAUX, the same as another, the relays asked; each by one key."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from core.contacts import Member
from store import people, relayed, reports
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident
from tests.gateway.test_console import enter, token
from tests.gateway.test_triage import TRIAGE, prove, read
from tests.gateway.triage_room import staffed, told
from workers.drain import drain_once
from workers.relayasks import TEXT

pytestmark = pytest.mark.anyio
KEY = re.compile(r'data-key="(\w)"')


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """The message of the queue tells of an event with an alert; a second event lies beside it."""
    made = staffed(database, keys, data_dir)
    told(made, "r2", text="autre message")
    made.keep(incident())
    made.keep(incident("i-other"))
    made.alert(alert("a1", "2417"))
    with made.house.database.write() as conn:
        conn.execute(sql("UPDATE reports SET incident_id = 'i-58211'"))
    return made


def member(here: Room, number: str, *areas: str) -> Member:
    with here.house.database.write() as conn:
        about: dict[str, Any] = {"number": number, "name": "Awa Exemple", "areas": areas}
        return people.add_member(conn, here.house.vault, roles=("relay",), now=NOON, **about)


async def decide(here: Room, do: str, login: str = "awa", **sent: str) -> httpx.Response:
    async with here.client() as browser:
        await enter(browser, login)
        await prove(browser, login)
        about = {"csrf": await token(browser, "/console/figures"), "number": "2417", "incident": "i-58211"}
        answer = await browser.post(f"{TRIAGE}/r1/{do}", data=about | sent)
    while drain_once(here.house, "worker"):
        continue
    return answer


def state(here: Room, id_: str = "i-58211") -> str:
    with here.house.database.read() as conn:
        return str(conn.execute(sql("SELECT state FROM incidents WHERE id = :id"), {"id": id_}).scalar_one())


async def test_every_decision_has_its_key(here: Room) -> None:
    async with here.client() as browser:
        page = (await read(browser, "awa")).text
    assert set(KEY.findall(page)) >= {"j", "k", "v", "f", "m"}
    assert page.count("<h1") == 1


@pytest.mark.parametrize(("do", "after"), [("verify", "verified"), ("refute", "false")])
async def test_a_verdict_beside_the_message(here: Room, do: str, after: str) -> None:
    answer = await decide(here, do, skip="1")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{TRIAGE}?")
    assert "skip=1" in answer.headers["location"]
    assert state(here) == after


async def test_two_events_are_one(here: Room) -> None:
    await decide(here, "merge", other="i-other")
    with here.house.database.read() as conn:
        assert [row.id for row in reports.of_incident(conn, "i-58211")] == ["r1", "r2"]
        audited = set(conn.scalars(sql("SELECT action FROM audit")))
    assert audited >= {"step_up"}


async def test_the_relays_of_the_cercle_are_asked_once_and_told_nothing(here: Room) -> None:
    near = [member(here, f"+2237600001{n}", "ML0701") for n in range(4)]
    far = member(here, "+22376000019", "ML0504")
    for _ in range(2):
        await decide(here, "ask")
    with here.house.database.read() as conn:
        waiting = relayed.waiting(conn, 10)
    assert len(waiting) == 3
    assert {each.text for each in waiting} == {TEXT}
    assert {each.recipient for each in waiting} <= {each.id for each in near}
    assert far.id not in {each.recipient for each in waiting}


@pytest.mark.parametrize("login", ["sira", "moussa", "fanta", "ada", "deux"])
async def test_nobody_else_decides_here(here: Room, login: str) -> None:
    answer = await decide(here, "verify", login)
    assert answer.status_code == (303 if login == "sira" else 404)
    assert state(here) == "unverified"


async def test_a_blind_message_shows_no_event(here: Room) -> None:
    with here.house.database.write() as conn:
        conn.execute(sql("UPDATE reports SET queue = 'blind'"))
    async with here.client() as browser:
        page = unescape((await read(browser, "awa")).text)
    assert "2417" not in page
    assert "i-58211" not in page


async def test_an_unfinished_step_up_decides_nothing(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "awa")
        about = {"csrf": await token(browser, "/console/figures"), "number": "2417"}
        await browser.post(f"{TRIAGE}/r1/verify", data=about)
    while drain_once(here.house, "worker"):
        continue
    assert state(here) == "unverified"


async def test_the_page_of_an_event_draws_who_told_it_and_where(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = unescape((await browser.get("/console/incidents/i-58211")).text)
    assert page.count("<svg") == 2
    assert "alerte A2417 lancée" in page
    assert re.search(r'<ol class="timeline">\s*<li>', page)


async def test_the_board_counts_down_and_offers_to_take_a_verdict_back(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "awa")
        csrf = await token(browser)
        await browser.post("/console/alerts/2417/VRAI", data={"csrf": csrf})
        while drain_once(here.house, "worker"):
            continue
        mine = unescape((await browser.get("/console")).text)
    async with here.client() as browser:
        await enter(browser, "moussa")
        other = unescape((await browser.get("/console?state=settled")).text)
    assert "Reprendre mon verdict (encore 10 min)" in mine
    assert "Reprendre mon verdict" not in other
    assert "Jugées (1)" in other
    assert "A2417" in other
