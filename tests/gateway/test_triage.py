"""Texts have one door: verifiers, their areas, proven once more, for a reason, and each is written down."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from store import inbox, incidents
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, alert, incident
from tests.gateway.test_console import enter, token
from tests.gateway.triage_room import SAVED, TEXT, staffed, told

pytestmark = pytest.mark.anyio
TRIAGE = "/console/triage"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return staffed(database, keys, data_dir)


async def prove(
    browser: httpx.AsyncClient, login: str, reason: str = "triage", **more: str
) -> httpx.Response:
    sent = {"csrf": await token(browser, "/console/figures"), "password": f"{login}-secret", "reason": reason}
    return await browser.post("/console/step-up", data=sent | more)


async def read(browser: httpx.AsyncClient, login: str, path: str = TRIAGE) -> httpx.Response:
    """The page, once logged in and let nearer."""
    await enter(browser, login)
    assert (await prove(browser, login)).status_code == 303
    return await browser.get(path)


async def send(browser: httpx.AsyncClient, report: str = "r1", **changed: str) -> httpx.Response:
    sent = {"csrf": await token(browser, "/console/figures")} | SAVED | changed
    return await browser.post(f"{TRIAGE}/{report}", data=sent)


def audited(here: Room, action: str) -> list[dict[str, Any]]:
    with here.house.database.read() as conn:
        asked = sql("SELECT * FROM audit WHERE action = :action ORDER BY seq")
        return [dict(row) for row in conn.execute(asked, {"action": action}).mappings()]


def commanded(here: Room) -> Sequence[dict[str, Any]]:
    rows = inbox.lease(here.house.database, "worker", here.clock.at)
    return [inbox.body(here.house.vault, row) for row in rows]


@pytest.mark.parametrize("login", ["moussa", "fanta", "ada", "root", "bina", "deux"])
async def test_nobody_else_finds_anything_there(here: Room, login: str) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        assert (await browser.get(TRIAGE)).status_code == 404
        assert (await browser.post("/console/step-up", data={"csrf": "x"})).status_code == 404
        assert (await browser.post(f"{TRIAGE}/r1", data={"csrf": "x"})).status_code == 404


async def test_whoever_is_not_logged_in_is_shown_the_door(here: Room) -> None:
    async with here.client() as browser:
        pages = [
            await browser.get(TRIAGE),
            await browser.get("/console/accuracy"),
            await browser.post(f"{TRIAGE}/r1"),
        ]
    assert all("/console/login" in page.headers["location"] for page in pages)


async def test_a_text_is_opened_by_a_second_proof_and_a_reason(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "awa")
        closed = await browser.get(TRIAGE)
        assert TEXT not in closed.text
        assert "15 minutes" in closed.text
        for wrong in ({"password": "no"}, {"reason": "curiosity"}, {"reason": "task"}, {"reason": ""}):
            assert (await prove(browser, "awa", **wrong)).status_code == 401
        assert TEXT not in (await browser.get(TRIAGE)).text
        assert (await prove(browser, "awa")).status_code == 303
        assert TEXT in (await browser.get(TRIAGE)).text
        here.clock.at += timedelta(minutes=16)
        assert TEXT not in (await browser.get(TRIAGE)).text
    assert [row["reason"] for row in audited(here, "step_up")] == ["triage"]
    assert len(audited(here, "step_up_refused")) == 1  # a reason of no list is no try


async def test_a_proof_gives_a_new_login_and_the_old_token_opens_nothing(here: Room) -> None:
    """OWASP ASVS 5.0, 7.2.4. A proof that fails changes nothing."""
    async with here.client() as browser, here.client() as thief:
        await enter(browser, "awa")
        old = browser.cookies["lasomi"]
        await prove(browser, "awa", password="no")
        assert browser.cookies["lasomi"] == old
        answer = await prove(browser, "awa")
        assert f"lasomi={browser.cookies['lasomi']};" in answer.headers["set-cookie"]
        assert browser.cookies["lasomi"] != old
        thief.cookies.set("lasomi", old)
        assert "/console/login" in (await thief.get(TRIAGE)).headers["location"]
        assert TEXT in (await browser.get(TRIAGE)).text


async def test_a_proof_is_a_try_at_the_door(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "awa")
        for _ in range(10):
            await prove(browser, "awa", password="guess")
        assert (await prove(browser, "awa")).status_code == 401


async def test_a_proof_from_elsewhere_is_refused(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "awa")
        forged = {"csrf": "x", "password": "awa-secret", "reason": "triage"}
        assert (await browser.post("/console/step-up", data=forged)).status_code == 403
        await prove(browser, "awa")
        assert (await browser.post(f"{TRIAGE}/r1", data=SAVED | {"csrf": "x"})).status_code == 403
    assert commanded(here) == []


async def test_a_verifier_reads_the_text_the_hour_and_what_decided(here: Room) -> None:
    async with here.client() as browser:
        page = await read(browser, "awa")
    for word in (TEXT, "vers 12 h", "Ansongo", "misi · sonya", "22 Vol de bétail", "Lu par awa"):
        assert word in page.text
    assert "12:07" not in page.text
    assert "P" * 26 not in page.text
    assert "awa · awa" in page.text
    assert "style=" not in page.text
    assert page.text.count("<script") == page.text.count('<script src="/console/static/')


async def test_every_text_opened_is_in_the_audit(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
    (row,) = audited(here, "text_opened")
    assert (row["object"], row["role"], row["reason"]) == ("r1", "verifier", "triage")
    assert row["at"] % 3_600_000 == 0


async def test_only_reports_of_ones_own_areas(here: Room) -> None:
    told(here, "r2", "an ka wula la", place=None)
    async with here.client() as browser:
        page = await read(browser, "sira")
        assert "an ka wula la" in page.text  # nobody knows where: whoever is at work reads it
        assert "1 / 1" in page.text
        answered = await send(browser, "r1")
    assert TEXT not in page.text
    assert answered.headers["location"].endswith("told=waiting")  # the workers say no, by the same policy
    async with here.client() as browser:
        assert "1 / 2" in (await read(browser, "oumou")).text


async def test_the_list_of_an_alert_and_the_recent_ones(here: Room) -> None:
    told(here, "r2", "an ka wula la", queue=None)
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    with here.house.database.write() as conn:
        incidents.attach(conn, "r2", "i-58211")
    async with here.client() as browser:
        assert "an ka wula la" in (await read(browser, "awa", f"{TRIAGE}?list=2417")).text
        assert "/console/triage?lang=fr&amp;list=2417" in (await browser.get("/console")).text
        assert "1 / 2" in (await browser.get(f"{TRIAGE}?list=recent")).text
        assert "attend ici" in (await browser.get(f"{TRIAGE}?list=9999")).text


async def test_monitors_see_codes_only(here: Room) -> None:
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get("/console")).text
    assert "A2417" in page
    assert "triage" not in page
    assert "misi" not in page


async def test_a_blind_report_shows_the_text_and_nothing_of_the_machine(here: Room) -> None:
    told(here, "r2", "u ye misiw ta", queue="blind")
    async with here.client() as browser:
        await read(browser, "awa")
        page = (await browser.get(f"{TRIAGE}?skip=0")).text
        if "u ye misiw ta" not in page:
            page = (await browser.get(f"{TRIAGE}?skip=1")).text
        recent = (await browser.get(f"{TRIAGE}?list=recent")).text
    assert "u ye misiw ta" in page
    assert "contrôle" in page
    for word in ("misi · sonya", "selected>22", "La machine propose", 'value="same"', "ML0701"):
        assert word not in page
    assert "u ye misiw ta" not in recent


async def test_a_form_becomes_a_command_without_a_word_of_the_text(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
        answered = await send(browser, place="Ansongo")
        assert answered.headers["location"].endswith("told=waiting")
    (body,) = commanded(here)
    assert (body["verb"], body["report"], body["role"], body["areas"]) == (
        "CORRECT",
        "r1",
        "verifier",
        ["ML0701"],
    )
    assert body["answer"] == {
        "language": "bm",
        "intent": "incident",
        "code": "11",
        "place": "ML0701",
        "occurred": "today",
        "basis": "eyewitness",
        "killed": 2,
        "injured": None,
    }
    assert "misi" not in str(body)


async def test_one_button_confirms_all(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
        await send(browser, do="same")
    (body,) = commanded(here)
    assert body["answer"] is None


async def test_a_name_of_several_places_is_asked_with_the_rest_kept(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "oumou")
        asked = await send(browser, place="Madina", killed="7")
        assert asked.status_code == 422
        assert "lequel" in asked.text.lower()
        assert 'value="7"' in asked.text
        codes = re.findall(r'type="radio" name="place_code" value="([^"]+)"', asked.text)
        assert 2 <= len(codes) <= 5
        assert commanded(here) == []
        assert (
            await send(browser, place="Madina", place_was="Madina", place_code=codes[1])
        ).status_code == 303
    (body,) = commanded(here)
    assert body["answer"]["place"] == codes[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "Xyzzyqwv"},
        {"code": ""},
        {"code": "99"},
        {"intent": "x"},
        {"killed": "deux"},
        {"killed": "99999"},
    ],
)
async def test_what_is_missing_is_asked_for(here: Room, wrong: dict[str, str]) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
        assert (await send(browser, **wrong)).status_code == 422
    assert commanded(here) == []


async def test_after_a_quarter_of_an_hour_nothing_is_taken(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
        here.clock.at += timedelta(minutes=16)
        assert (await send(browser)).status_code == 303
    assert commanded(here) == []


async def test_an_answer_of_another_person_is_said_to_stand(here: Room) -> None:
    async with here.client() as browser:
        await read(browser, "awa")
        assert "déjà répondu" in (await browser.get(f"{TRIAGE}?told=answered")).text


async def test_a_shredded_text_can_no_longer_be_read(here: Room) -> None:
    with here.house.database.write() as conn:
        conn.execute(sql("UPDATE reports SET text_week = '2020-W01'"))
    async with here.client() as browser:
        page = await read(browser, "awa")
    assert "Pas de texte" in page.text
