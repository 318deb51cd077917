"""The page for when it is urgent: a cercle is switched off by one, on again by two; panic needs a phrase."""

from pathlib import Path

import pytest

from core.errors import LasomiError
from gateway.alarm import PHRASE
from store import switches
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, room
from tests.gateway.test_console import anyio_backend, enter, token
from workers.drain import drain_once

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PAGE = "/console/urgent"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    keys.issue(made.clock.at)
    for login, role, area in (
        ("moussa", "monitor", "ML0701"),
        ("fanta", "regional", "ML07"),
        ("root", "admin", "ML"),
        ("oumar", "operator", "ML"),
        ("ada", "analyst", "ML"),
        ("relay", "relay", "ML0701"),
    ):
        made.person(login, [role], [area])
    return made


async def presses(here: Room, login: str, **fields: str) -> str:
    """What the page says to a button of the switch, once the workers have worked."""
    async with here.client() as browser:
        await enter(browser, login)
        sent = {"csrf": await token(browser, PAGE), **fields}
        answer = await browser.post(f"{PAGE}/switch", data=sent)
        while drain_once(here.house, "w"):
            continue
    return str(answer.headers.get("location", answer.status_code))


def closed(here: Room) -> set[str]:
    with here.house.database.read() as conn:
        return set(switches.closed(conn))


@pytest.mark.parametrize(
    ("login", "status"),
    [("moussa", 200), ("fanta", 200), ("root", 200), ("oumar", 200), ("ada", 404), ("relay", 404)],
)
async def test_who_sees_it(here: Room, login: str, status: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        page = await browser.get(PAGE)
        assert page.status_code == status
        assert (PHRASE in page.text) == (login in {"root", "oumar"})
        assert ("ML0501" in page.text) == (login in {"root", "oumar"})


@pytest.mark.parametrize("login", ["moussa", "fanta", "root", "oumar"])
async def test_one_person_turns_it_on(here: Room, login: str) -> None:
    assert "told=waiting" in await presses(here, login, do="on", cercle="ML0701")
    assert closed(here) == {"ML0701"}


async def test_nobody_turns_on_what_is_not_theirs(here: Room) -> None:
    await presses(here, "moussa", do="on", cercle="ML0703")
    await presses(here, "fanta", do="on", cercle="ML0501")
    await presses(here, "root", do="on", cercle="ML07")
    assert closed(here) == set()


async def test_two_turn_it_off_each_with_a_password(here: Room) -> None:
    await presses(here, "moussa", do="on", cercle="ML0701")
    off = {"do": "off", "cercle": "ML0701"}
    assert "told=refused" in await presses(here, "root", password="wrong", **off)
    await presses(here, "fanta", password="fanta-secret", **off)
    await presses(here, "root", password="root-secret", **off)
    await presses(here, "root", password="root-secret", **off)
    assert closed(here) == {"ML0701"}
    await presses(here, "oumar", password="oumar-secret", **off)
    assert closed(here) == set()


async def test_a_forged_form_does_nothing(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "root")
        for path in ("switch", "panic"):
            sent = {"csrf": "x", "do": "on", "cercle": "ML0701", "phrase": PHRASE}
            assert (await browser.post(f"{PAGE}/{path}", data=sent)).status_code == 403
    assert here.house.keys.issue(here.clock.at) == []
    assert not here.house.keys.panicked


async def test_the_button_needs_the_phrase_and_whoever_keeps_the_machine(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        sent = {"csrf": await token(browser, PAGE), "phrase": PHRASE}
        assert (await browser.post(f"{PAGE}/panic", data=sent)).status_code == 404
    async with here.client() as browser:
        await enter(browser, "oumar")
        csrf = await token(browser, PAGE)
        answer = await browser.post(f"{PAGE}/panic", data={"csrf": csrf, "phrase": "oui"})
        assert "told=phrase" in answer.headers["location"]
        assert not here.house.keys.panicked
        gone = await browser.post(f"{PAGE}/panic", data={"csrf": csrf, "phrase": PHRASE.upper()})
        assert gone.status_code == 200
        assert "Toutes les clés sont détruites." in gone.text
    with pytest.raises(LasomiError, match="every key was destroyed"):
        here.house.keys.key("audit", "1")
