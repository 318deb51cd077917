"""A sentence is said anew by one person and reviewed by another; the table goes the way of a linguist's."""

import csv
import io
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from gateway.console import wordingsheet
from store import wordings
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, room, say
from tests.login import enter, token
from workers.drain import drain_once

pytestmark = pytest.mark.anyio
PAGE = "/console/languages"
FRENCH = next(each for each in say().catalogue("bm").entries if "{" not in each)
MARK = wordings.mark(FRENCH)
ONE = f"{PAGE}/bm/{MARK}"
BAMBARA = "I ni ce"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    for login, role in {"root": "admin", "fanta": "regional", "moussa": "monitor", "ada": "analyst"}.items():
        made.person(login, [role], ["ML"])
    return made


async def asked(here: Room, login: str, **sent: str) -> httpx.Response:
    async with here.client() as browser:
        await enter(browser, login)
        about = {"csrf": await token(browser, "/console/account"), "before": "", **sent}
        answer = await browser.post(ONE, data=about)
    while drain_once(here.house, "worker"):
        continue
    return answer


def kept(here: Room) -> wordings.Wording | None:
    with here.house.database.read() as conn:
        return wordings.get(conn, "bm", MARK)


async def test_one_proposes_and_another_reviews(here: Room) -> None:
    await asked(here, "root", do="propose", text=BAMBARA)
    await asked(here, "root", do="review", text=BAMBARA)
    said = kept(here)
    assert said
    assert (said.text, said.is_reviewed) == (BAMBARA, False)
    await asked(here, "fanta", do="review", text=BAMBARA)
    said = kept(here)
    assert said
    assert said.is_reviewed


async def test_a_new_proposal_is_reviewed_anew(here: Room) -> None:
    await asked(here, "root", do="propose", text=BAMBARA)
    await asked(here, "fanta", do="review", text=BAMBARA)
    await asked(here, "fanta", do="propose", text="I ni ce kosebe", before=BAMBARA)
    said = kept(here)
    assert said
    assert (said.text, said.is_reviewed) == ("I ni ce kosebe", False)


@pytest.mark.parametrize("text", ["", "x" * 321, "un {name}", "une {accolade", "日本", "informateur"])
async def test_what_could_not_be_sent_is_not_kept(here: Room, text: str) -> None:
    await asked(here, "root", do="propose", text=text)
    assert kept(here) is None


async def test_who_was_slower_is_told_so(here: Room) -> None:
    await asked(here, "root", do="propose", text=BAMBARA)
    await asked(here, "fanta", do="propose", text="Autre chose", before="")
    said = kept(here)
    assert said
    assert said.text == BAMBARA


@pytest.mark.parametrize(("login", "status"), [("root", 200), ("fanta", 200), ("moussa", 404), ("ada", 404)])
async def test_who_tends_the_languages(here: Room, login: str, status: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        answers = [await browser.get(path) for path in (PAGE, f"{PAGE}/bm", f"{PAGE}/bm/table.csv")]
    assert [answer.status_code for answer in answers] == [status] * 3


async def test_the_share_that_was_reviewed_is_shown(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "root")
        page = unescape((await browser.get(PAGE)).text)
        single = unescape((await browser.get(f"{PAGE}/bm?only=open")).text)
        for wrong in ("fr", "xx"):
            assert (await browser.get(f"{PAGE}/{wrong}")).status_code == 404
    assert re.search(r"bambara</a></th><td class=\"n\">\d+ % <progress", page)
    assert page.count("<progress") >= 2
    assert single.count("data-item") <= wordingsheet.A_PAGE
    assert 'lang="bm"' in single


async def test_the_table_has_what_two_agreed_on_and_no_name(here: Room) -> None:
    await asked(here, "root", do="propose", text=BAMBARA)
    assert list(csv.DictReader(io.StringIO(wordingsheet.table(here.house, "bm")))) == []
    await asked(here, "fanta", do="review", text=BAMBARA)
    (row,) = csv.DictReader(io.StringIO(wordingsheet.table(here.house, "bm")))
    assert (row["language"], row["msgid"], row["orthographic"]) == ("bm", FRENCH, BAMBARA)
    assert row["reviewed"] == "yes, reviewer, 2026-10-13"
    assert "fanta" not in str(row)
