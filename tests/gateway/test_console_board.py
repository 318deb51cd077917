"""The board of alerts keeps itself up to date, says why each alert is there, and prolongs no session."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from store import alerts
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room
from tests.gateway.test_console import enter

pytestmark = pytest.mark.anyio
BOARD = "/console/board"
MARK = re.compile(r'data-mark="(\w+)"')
STAMP = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident())
    made.alert(alert("a1", "2417"))
    made.person("moussa", ["monitor"], ["ML0701"])
    return made


async def test_another_mark_tells_that_something_is_new(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        pages = [(await browser.get(path)).text for path in ("/console", BOARD)]
        with here.house.database.write() as conn:
            alerts.acknowledge(conn, "a1", "m1", NOON)
        pages.append((await browser.get(BOARD)).text)
    first, same, other = (MARK.search(page) for page in pages)
    assert first
    assert same
    assert other
    assert first[1] == same[1] != other[1]
    assert [page.count('data-grave="2417"') for page in pages] == [1, 1, 0]


async def test_without_a_script_somebody_asks_again_by_a_link(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get("/console")).text
    assert '<noscript><p><a href="">Actualiser</a></p></noscript>' in page


async def test_the_script_is_our_own_file_and_asks_nobody_else(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        page, plain = await browser.get("/console"), await browser.get("/console/login")
        script = await browser.get("/console/static/board.js")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in plain.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert "://" not in script.text


async def test_a_page_that_asks_by_itself_is_no_sign_of_life(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        for _ in range(3):
            here.clock.at += timedelta(minutes=9)
            assert (await browser.get(BOARD)).status_code == 200
        here.clock.at += timedelta(minutes=4)
        assert (await browser.get(BOARD)).status_code == 303


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "Règle « gravité 4 » : dite dès le premier message, en 2 min."),
        ({"severity": 3}, "Règle « gravité 3 » : dite dès le premier message, en 15 min."),
        ({"severity": 2}, "Règle « gravité 2 » : dite dans un bilan."),
        (
            {"severity": 2, "rule": "thefts"},
            "Règle « thefts » : au moins 5 événements de catégorie 22 dans un cercle en 72 h.",
        ),
        (
            {"state": "corroborated"},
            "Corroborée : au moins 2 sources indépendantes, et une confiance de 60 %.",
        ),
    ],
    ids=repr,
)
async def test_each_alert_says_by_which_rule(
    database: Database, keys: Keys, data_dir: Path, told: dict[str, object], says: str
) -> None:
    here = room(database, keys, data_dir, patience=0.0)
    here.keep(incident())
    here.alert(replace(alert("a1", "2417"), **told))  # type: ignore[arg-type]
    here.person("moussa", ["monitor"], ["ML0701"])
    async with here.client() as browser:
        await enter(browser, "moussa")
        board = unescape((await browser.get("/console")).text)
        event = re.search(r"/console/incidents/[\w-]+", board)
        assert event
        page = unescape((await browser.get(event[0])).text)
    for text in (board, page):
        assert says in text
        assert not STAMP.search(re.sub(r"<[^>]*>", "", text))
