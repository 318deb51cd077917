"""The pages of the team: administrators and coordinators only, masked numbers, changes are commands (P45)."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from core.alerts import Alert
from core.duty import Duty, Leave
from store import accounts, duty, enrolments, inbox, people, roster
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room
from tests.gateway.test_console import anyio_backend, enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PAGE = "/console/roster"
NUMBER = "+22376000003"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    people_ = (("moussa", "monitor"), ("fanta", "regional"), ("ada", "analyst"), ("root", "admin"))
    for login, role in people_:
        made.person(login, [role], ["ML07"])
    return made


def member(
    here: Room, number: str = NUMBER, area: str = "ML0701", name: str = "Awa", role: Any = "monitor"
) -> str:
    with here.house.database.write() as conn:
        about: dict[str, Any] = {"number": number, "name": name, "roles": (role,), "areas": (area,)}
        return people.add_member(conn, here.house.vault, **about, now=NOON).id


def asked(here: Room) -> list[dict[str, Any]]:
    """The bodies of the commands that were accepted."""
    rows = inbox.lease(here.house.database, "w1", NOON, limit=50)
    bodies = [dict(inbox.body(here.house.vault, row)) for row in rows]
    for body in bodies:
        body.pop("account")
    return bodies


@pytest.mark.parametrize(("login", "status"), [("moussa", 404), ("fanta", 200), ("ada", 404), ("root", 200)])
async def test_who_reads_it(here: Room, login: str, status: int) -> None:
    one = member(here)
    async with here.client() as browser:
        await enter(browser, login)
        for path in (PAGE, f"{PAGE}/{one}"):
            assert (await browser.get(path)).status_code == status
        forged = await browser.post(f"{PAGE}/{one}/REVOKE", data={"csrf": "x"})
        assert forged.status_code == (403 if status == 200 else 404)


async def test_an_administrator_begins_there(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "root")
        assert (await browser.get("/console")).headers["location"].startswith(PAGE)


@pytest.mark.parametrize("login", ["fanta", "root"])
async def test_numbers_are_masked_everywhere(here: Room, login: str) -> None:
    one = member(here)
    async with here.client() as browser:
        await enter(browser, login)
        pages = [(await browser.get(path)).text for path in (PAGE, f"{PAGE}/{one}", f"{PAGE}?lang=en")]
    for page in pages:
        assert "+223••••••03" in page
        assert "76000003" not in page
        assert not re.search(r"\b[A-Z2-7]{26}\b", page)


async def test_a_coordinator_sees_those_who_serve_in_their_areas(here: Room) -> None:
    member(here)
    member(here, "+22376000004", "ML0603", "Bakary")
    above = member(here, "+22376000005", "ML07", "Chaka", "regional")
    async with here.client() as browser:
        await enter(browser, "fanta")
        page = (await browser.get(PAGE)).text
        assert (await browser.get(f"{PAGE}/{above}")).status_code == 404
        await enter(browser, "root")
        everybody = (await browser.get(PAGE)).text
    assert [name in page for name in ("Awa", "Bakary", "Chaka")] == [True, False, False]
    assert [name in everybody for name in ("Awa", "Bakary", "Chaka")] == [True, True, True]


async def test_somebody_new_is_shown_a_code_once(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "fanta")
        sent = {
            "csrf": await token(browser, PAGE),
            "name": "Awa",
            "role": "monitor",
            "areas_served": "ml0701",
        }
        shown = (await browser.post(PAGE, data=sent)).text
        again = (await browser.get(PAGE)).text
    (body,) = asked(here)
    code = body.pop("code")
    assert f"CODE {code[:4]} {code[4:]}" in shown
    assert "CODE" not in again
    told = {"name": "Awa", "roles": ["monitor"], "areas_served": ["ML0701"], "email": "", "language": "fr"}
    assert body == {"verb": "ENROL", "role": "regional", "areas": ["ML07"], **told}


@pytest.mark.parametrize(
    ("verb", "sent", "told"),
    [
        ("LEAVE", {"since": "2026-10-20", "until": "2026-10-24", "stand_in": ""}, {"since": "2026-10-20"}),
        ("DUTY", {"since": "2026-10-20", "weekdays": "67"}, {"weekdays": "67"}),
        ("AFFILIATE", {"authority": "2", "unit": "ML0701"}, {"authority": "2", "unit": "ML0701"}),
        ("REVOKE", {"for_good": "1"}, {"for_good": "1"}),
        ("LINK", {"login": "moussa"}, {"login": "moussa"}),
    ],
)
async def test_each_change_is_a_command(
    here: Room, verb: str, sent: dict[str, str], told: dict[str, str]
) -> None:
    one = member(here)
    async with here.client() as browser:
        await enter(browser, "root")
        page = f"{PAGE}/{one}"
        answered = await browser.post(f"{page}/{verb}", data={"csrf": await token(browser, page), **sent})
    assert answered.status_code == 303
    (body,) = asked(here)
    assert (body["verb"], body["member"], body["role"]) == (verb, one, "admin")
    assert told.items() <= body.items()


async def test_a_lost_sim_is_one_button_that_shows_the_next_code(here: Room) -> None:
    one = member(here)
    async with here.client() as browser:
        await enter(browser, "fanta")
        page = f"{PAGE}/{one}"
        shown = await browser.post(f"{page}/REVOKE", data={"csrf": await token(browser, page)})
        assert (
            await browser.post(f"{page}/VRAI", data={"csrf": await token(browser, page)})
        ).status_code == 404
    (body,) = asked(here)
    assert (body["verb"], shown.status_code) == ("REVOKE", 200)
    assert body["code"][:4] in shown.text


async def test_what_is_written_of_somebody_is_told_in_words(here: Room) -> None:
    one, other = member(here), member(here, "+22376000004", name="Bakary")
    with here.house.database.write() as conn:
        duty.add_duty(conn, one, Duty(date(2026, 10, 1), None, "67", time(8), time(18)))
        duty.add_leave(conn, one, Leave(date(2026, 10, 12), date(2026, 10, 14), other))
        duty.affiliate(conn, one, "3", "ML0701")
        enrolments.revoke(conn, here.house.vault, other, NOON)
    async with here.client() as browser:
        await enter(browser, "fanta")
        page = (await browser.get(f"{PAGE}/{one}")).text
        listed = (await browser.get(PAGE)).text
    assert "01/10/2026 – … · sam, dim · 08:00–18:00" in page
    assert "en congé du 12/10/2026 au 14/10/2026 · remplaçant : Bakary" in page
    assert "Préfet, sous-préfet, Ansongo (ML0701)" in page
    assert "sans téléphone" in listed


async def test_an_alert_about_ones_own_authority_is_not_on_the_page(here: Room) -> None:
    one = member(here)
    with here.house.database.write() as conn:
        duty.affiliate(conn, one, "5", "ML0701")
        accounts.add_account(
            conn,
            "awa",
            "awa-secret",
            ["monitor"],
            ["ML0701"],
            NOON,
            staff_id=one,
            hasher=accounts.Hasher(8, 1),
        )
    here.keep(replace(incident(), code="52"))
    told: Alert = replace(alert("a1", "2417"), code="52")
    here.alert(told)
    async with here.client() as browser:
        await enter(browser, "awa")
        assert "2417" not in (await browser.get("/console")).text
        await enter(browser, "fanta")
        assert "2417" in (await browser.get("/console")).text


@pytest.mark.parametrize(
    ("pin", "again", "asks"), [("1234", "1234", True), ("", "", True), ("1234", "4321", False)]
)
async def test_ones_own_pin(here: Room, pin: str, again: str, asks: bool) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        sent = {"csrf": await token(browser, "/console/pin"), "pin": pin, "again": again}
        assert (await browser.post("/console/pin", data=sent)).status_code == 303
    assert [body["verb"] for body in asked(here)] == (["PIN"] if asks else [])


async def test_a_login_unlocks_the_commands_by_sms(here: Room) -> None:
    one = member(here)
    with here.house.database.write() as conn:
        people.lock_member(conn, one)
        accounts.add_account(
            conn,
            "awa",
            "awa-secret",
            ["monitor"],
            ["ML0701"],
            NOON,
            staff_id=one,
            hasher=accounts.Hasher(8, 1),
        )
    async with here.client() as browser:
        await enter(browser, "awa", "wrong")
        with here.house.database.read() as conn:
            assert roster.is_locked(conn, one)
        await enter(browser, "awa")
    with here.house.database.read() as conn:
        assert not roster.is_locked(conn, one)
