"""The focal person's page: she alone, proven once more, one text at a time, and its end (P37, P39, P44)."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text as sql

from store import protected
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room
from tests.gateway.triage_room import staffed
from tests.login import enter, token

pytestmark = pytest.mark.anyio
TASKS = "/console/tasks"
SAID = "mon mari me frappe, [TEL]"
TOPICS = ("femme", "fille", "enfant", "viol", "protég", "gbv", "61", "62", "help")
"""What nothing around a text may say: not its list, its address, its title, its log."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """Bina is the focal person; `staffed` has everybody else."""
    here = staffed(database, keys, data_dir)
    here.person("zeina", ["gbv_focal", "operator"], ["ML"])
    here.person("kadi", ["gbv_focal", "verifier"], ["ML"])
    lock(here)
    return here


def lock(here: Room, said: str = SAID) -> str:
    with here.house.database.write() as conn:
        return protected.lock(conn, here.house.vault, said, here.clock.at)


async def prove(browser: httpx.AsyncClient, login: str, **more: str) -> httpx.Response:
    sent = {"csrf": await token(browser, TASKS), "password": f"{login}-secret", "reason": "task"}
    return await browser.post(f"{TASKS}/step-up", data=sent | more)


async def at_work(browser: httpx.AsyncClient, login: str = "bina") -> str:
    """Her list, once she has proven who she is."""
    await enter(browser, login)
    assert (await prove(browser, login)).status_code == 303
    return (await browser.get(TASKS)).text


async def press(browser: httpx.AsyncClient, page: str, do: str) -> httpx.Response:
    (id_, *_) = re.findall(r'name="id" value="([0-9a-f]+)"', page)
    return await browser.post(TASKS, data={"csrf": await token(browser, TASKS), "id": id_, "do": do})


def rows(here: Room, table: str) -> Sequence[dict[str, Any]]:
    with here.house.database.read() as conn:
        return [dict(row) for row in conn.execute(sql(f"SELECT * FROM {table}")).mappings()]


def written(here: Room) -> list[tuple[str, str, str]]:
    return [(row["action"], row["role"], row["reason"]) for row in rows(here, "audit")]


@pytest.mark.parametrize("login", ["awa", "oumou", "moussa", "fanta", "ada", "root", "deux", "zeina"])
async def test_nobody_else_finds_a_page(here: Room, login: str) -> None:
    """Nor does a focal person who keeps the machine besides (P44)."""
    async with here.client() as browser:
        await enter(browser, login)
        assert (await browser.get(TASKS)).status_code == 404
        for path in (TASKS, f"{TASKS}/step-up"):
            assert (await browser.post(path, data={"csrf": "x"})).status_code == 404
        home = await browser.get("/console", follow_redirects=True)
        assert TASKS not in home.text


async def test_she_finds_nothing_else(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "bina")
        assert (await browser.get("/console")).headers["location"].startswith(TASKS)
        shown = (await browser.get(TASKS)).text
        # `/console` is where she signs in again; it leads her here, as above.
        own = {"/console", TASKS, "/console/overview", "/console/account", "/console/static/console.css"}
        assert set(re.findall(r'href="(/console[^?"]*)', shown)) == own
        assert "<script" not in shown
        for path in (
            "incidents",
            "triage",
            "figures",
            "cases",
            "roster",
            "watch",
            "accuracy",
            "urgent",
            "map",
        ):
            assert (await browser.get(f"/console/{path}")).status_code == 404


async def test_without_a_proof_not_even_whether_something_waits_is_told(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "bina")
        before = (await browser.get(TASKS)).text
        here_is_one = rows(here, "protected")
        with here.house.database.write() as conn:
            protected.destroy(conn, here_is_one[0]["id"])
        csrf = re.compile(r'value="[^"]{30,}"')
        assert csrf.sub("", (await browser.get(TASKS)).text) == csrf.sub("", before)
        for wrong in ({"password": "guess"}, {"reason": "triage"}, {"reason": ""}):
            assert (await prove(browser, "bina", **wrong)).status_code == 401


async def test_the_list_says_until_when_and_not_a_word(here: Room) -> None:
    async with here.client() as browser:
        page = await at_work(browser)
    assert "jusqu'au 16/10/2026 vers 0 h" in page.replace("&#39;", "'")
    assert "mari" not in page
    told = re.sub(r'value="[^"]*"', "", page).lower()
    assert [topic for topic in TOPICS if topic in told] == []


async def test_a_text_opens_with_her_name_over_it_and_a_line_in_the_audit(here: Room) -> None:
    async with here.client() as browser:
        answer = await press(browser, await at_work(browser), "open")
    assert SAID in answer.text
    assert "bina · bina" in answer.text
    assert "Lu par bina" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert str(answer.url).endswith(TASKS)
    (title,) = re.findall("<title>(.*)</title>", answer.text)
    assert title == "Tâches · Lasomi"
    assert written(here)[-1] == ("text_opened", "gbv_focal", "task")
    assert rows(here, "audit")[-1]["at"] % 3_600_000 == 0
    assert SAID not in str(rows(here, "audit"))


async def test_done_destroys_it_at_once(here: Room) -> None:
    lock(here, "une autre")
    async with here.client() as browser:
        page = await at_work(browser)
        assert page.count('name="id"') == 2
        opened = await press(browser, page, "open")
        gone = await press(browser, opened.text, "destroy")
        assert gone.headers["location"].endswith("told=done")
        assert "C'est détruit" in (await browser.get(gone.headers["location"])).text.replace("&#39;", "'")
        again = await press(browser, opened.text, "open")
        assert again.headers["location"].endswith("told=gone")
    assert len(rows(here, "protected")) == 1
    assert [row[0] for row in written(here)][-2:] == ["text_opened", "text_destroyed"]


async def test_after_72_hours_or_a_quarter_of_an_hour_nothing_opens(here: Room) -> None:
    async with here.client() as browser:
        page = await at_work(browser)
        here.clock.at += timedelta(minutes=16)
        assert SAID not in (await press(browser, page, "open")).text
    assert "text_opened" not in [row[0] for row in written(here)]
    here.clock.at = NOON + timedelta(hours=72)
    here.house.keys.issue(here.clock.at)
    async with here.client() as browser:
        assert 'name="id"' not in await at_work(browser)


async def test_the_proof_of_a_verifier_opens_no_lane_and_hers_no_triage(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "kadi")
        sent = {
            "csrf": await token(browser, "/console/triage"),
            "password": "kadi-secret",
            "reason": "triage",
        }
        assert (await browser.post("/console/step-up", data=sent)).status_code == 303
        assert 'name="password"' in (await browser.get(TASKS)).text
        assert (await prove(browser, "kadi")).status_code == 303
        assert 'name="id"' in (await browser.get(TASKS)).text
        assert 'name="password"' in (await browser.get("/console/triage")).text


async def test_a_forged_form_is_refused(here: Room) -> None:
    async with here.client() as browser:
        await at_work(browser)
        for path in (TASKS, f"{TASKS}/step-up"):
            assert (await browser.post(path, data={"csrf": "x", "do": "destroy"})).status_code == 403
    assert len(rows(here, "protected")) == 1
