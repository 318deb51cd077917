"""The pages of exercises: for those who are warned, and no word of an exercise anywhere else."""

from pathlib import Path
from typing import Any

import pytest

from store import drills
from store.database import Database
from store.drills import Drill
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room
from tests.gateway.test_console import anyio_backend, enter, token
from tests.ops.test_drills import REPORT, SCRIPT

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PAGE = "/console/drills/EX-03"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    for login, role in (("moussa", "monitor"), ("fanta", "regional"), ("ada", "analyst"), ("root", "admin")):
        made.person(login, [role], ["ML07"])
    with database.write() as conn:
        drills.prepare(conn, number="EX-03", title="Attaque", script=SCRIPT, now=NOON)
    return made


def moved(here: Room, *states: str, **values: Any) -> None:
    """The exercise as it stands later."""
    with here.house.database.write() as conn:
        drill: Drill = drills.found(conn, "EX-03")
        drills.release(conn, drill, ["2417"], NOON)
        drills.write_report(conn, drill.id, REPORT)
        for state in states:
            drill = drills.found(conn, "EX-03")
            {
                "running": lambda one: drills.begin(conn, one.id, NOON),
                "paused": lambda one: drills.pause(conn, one, NOON),
                "ended": lambda one: drills.end(conn, one, NOON) and drills.close(conn, one.id),
            }[state](drill)


@pytest.mark.parametrize(("login", "status"), [("moussa", 200), ("fanta", 200), ("ada", 404), ("root", 404)])
async def test_who_reads_it(here: Room, login: str, status: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        for path in ("/console/drills", PAGE):
            assert (await browser.get(path)).status_code == status
        assert (await browser.get("/console/drills/EX-99")).status_code == 404


@pytest.mark.parametrize(
    ("states", "moussa", "fanta"),
    [
        ((), {"begin"}, {"begin"}),
        (("running",), {"end"}, {"end", "pause"}),
        (("running", "paused"), {"end"}, {"end", "resume"}),
        (("running", "ended"), set(), {"purge", "decide"}),
    ],
)
async def test_what_each_may_ask(
    here: Room, states: tuple[str, ...], moussa: set[str], fanta: set[str]
) -> None:
    if states:
        moved(here, *states)
    for login, wanted in (("moussa", moussa), ("fanta", fanta)):
        async with here.client() as browser:
            await enter(browser, login)
            page = (await browser.get(PAGE)).text
        shown = {
            do for do in ("begin", "end", "pause", "resume", "decide", "purge") if f"{PAGE}/{do}?" in page
        }
        assert shown == wanted


async def test_a_monitor_alone_decides_nothing(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        form = {"csrf": await token(browser)}
        for do, status in (("begin", 303), ("pause", 404), ("purge", 404), ("decide", 404), ("other", 404)):
            assert (await browser.post(f"{PAGE}/{do}", data=form)).status_code == status
        assert (await browser.post(f"{PAGE}/begin", data={"csrf": "x"})).status_code == 403
        assert (await browser.post(f"{PAGE}/alerts/2417/RELEASE", data=form)).status_code == 404


async def test_alerts_of_an_exercise_are_marked_and_answered_there(here: Room) -> None:
    moved(here, "running")
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = (await browser.get(PAGE)).text
        alerts = (await browser.get("/console")).text
    assert "EXERCICE A2417" in page
    assert f"{PAGE}/alerts/2417/VRAI?" in page
    assert f"{PAGE}/alerts/2417/OUI?" not in page  # it is answered
    assert "2417" not in alerts


async def test_it_is_told_in_english_too(here: Room) -> None:
    moved(here, "running", "paused")
    async with here.client() as browser:
        await enter(browser, "fanta")
        told = [(await browser.get(f"{PAGE}?lang={lang}")).text for lang in ("fr", "en")]
    assert "en pause" in told[0]
    assert "paused: a real alert has gone out" in told[1]
