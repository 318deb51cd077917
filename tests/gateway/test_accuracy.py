"""How often the machine is right, by language, for those who may know it; no text."""

from pathlib import Path

import pytest

from core.labels import Answer, Label
from store import labels
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room
from tests.gateway.test_console import enter
from tests.gateway.triage_room import TEXT, staffed

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return staffed(database, keys, data_dir)


def checked(here: Room, n: int, right: int, language: str = "bm") -> None:
    """So many answers of people who had not seen the machine's; so many of its categories were right."""
    with here.house.database.write() as conn:
        for index in range(n):
            human = Answer(language, "incident", "22", "ML0701", "today")
            machine = Answer(language, "incident", "22" if index < right else "11", "ML0701", "today")
            id_ = f"{language}{index}"
            labels.keep(conn, Label(id_, NOON, "awa", True, human, machine, True, "rule", None, 1))
        labels.keep(conn, Label("seen", NOON, "awa", False, human, machine, True, "rule", None, 1))


@pytest.mark.parametrize(
    ("login", "status"),
    [("awa", 200), ("fanta", 200), ("ada", 200), ("moussa", 404), ("root", 404), ("bina", 404)],
)
async def test_who_may_see_how_right_the_machine_is(here: Room, login: str, status: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        assert (await browser.get("/console/accuracy")).status_code == status


async def test_accuracy_by_language_with_its_interval_and_n(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "ada")
        assert "encore répondu" in (await browser.get("/console/accuracy")).text
        checked(here, 40, 30)
        checked(here, 12, 12, "fr")
        checked(here, 4, 1, "taq")
        page = (await browser.get("/console/accuracy")).text
    assert ">75 %<" in page
    assert ">60 % – 86 %<" in page  # Wilson, 30 of 40
    assert ">40<" in page
    assert "indicatif" in page
    assert "moins de 10 réponses" in page
    assert "25 %" not in page
    assert TEXT not in page
