"""The pages that close the loop: who opens what, as `tests/cases/closing/who-sees-what.yaml` tells it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.reports import Incident
from store import cases, inbox, incidents, rumours
from store.cases import Case
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room
from tests.gateway.test_console import anyio_backend, enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "closing" / "who-sees-what.yaml").read_text("utf-8")
)
PEOPLE = TABLE["people"]


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident())
    made.keep(incident("i-52", code="52", severity=3))
    made.alert(alert("a1", "2417"))
    for login, told in PEOPLE.items():
        made.person(login, told["roles"], told["areas"])
    return made


def referred(here: Room, code: str, office: tuple[int, str], **told: Any) -> Case:
    with here.house.database.write() as conn:
        case = Case("", *office, referred_at=NOON, place="ML070101", code=code, week="2026-W42", **told)
        return cases.refer(conn, case)


async def opens(here: Room, login: str, path: str) -> int:
    async with here.client() as browser:
        await enter(browser, login)
        return (await browser.get(path)).status_code


@pytest.mark.parametrize("page", TABLE["pages"], ids=lambda page: str(page["path"]))
async def test_who_opens_which_page(here: Room, page: dict[str, Any]) -> None:
    opened = [login for login in PEOPLE if await opens(here, login, page["path"]) == 200]
    assert opened == [login for login in PEOPLE if login in page["opens"]]


@pytest.mark.parametrize("button", TABLE["buttons"], ids=lambda button: str(button["path"]))
async def test_who_presses_which_button(here: Room, button: dict[str, Any]) -> None:
    path = button["path"].replace("CASE", referred(here, "22", (1, "ML070101")).id)
    pressed = []
    for login in PEOPLE:
        async with here.client() as browser:
            await enter(browser, login)
            home = {"maire": "/console/cases", "gendarme": "/console/cases"}.get(login, "/console")
            page = (await browser.get(home, follow_redirects=True)).text
            if 'name="csrf"' not in page:
                continue
            sent = {"csrf": page.split('name="csrf" value="')[1].split('"')[0]}
            if (await browser.post(path, data=sent)).status_code == 303:
                pressed.append(login)
            assert (await browser.post(path, data={"csrf": "x"})).status_code in {403, 404}
    assert pressed == [login for login in PEOPLE if login in button["presses"]]


async def test_whose_page_holds_which_case(here: Room) -> None:
    theft = referred(here, "22", (1, "ML070101"))
    abuse = referred(here, "52", (4, "ML0701"), about="4:ML0701")  # as if it had been sent to them
    held: dict[str, list[str]] = {"theft": [], "abuse": []}
    for login in PEOPLE:
        async with here.client() as browser:
            await enter(browser, login)
            page = (await browser.get("/console/cases")).text
        held["theft"] += [login] if theft.id in page else []
        held["abuse"] += [login] if abuse.id in page else []
    assert held == TABLE["shown"]


async def test_an_authority_is_at_home_with_its_cases(here: Room) -> None:
    case = referred(here, "22", (1, "ML070101"), asks="visit", sentence="Les éleveurs attendent.")
    async with here.client() as browser:
        await enter(browser, "maire")
        assert (await browser.get("/console")).headers["location"].startswith("/console/cases")
        page = (await browser.get("/console/cases")).text
        for path in ("/console/figures", "/console/drills", "/console/triage", "/console/accuracy"):
            assert (await browser.get(path)).status_code == 404
        answer = {"csrf": await token(browser, "/console/cases"), "kind": "visit", "note": "Nous y allons."}
        await browser.post(f"/console/cases/{case.id}/respond", data=answer)
    assert "Vol de bétail" in page
    assert "Ansongo" in page
    assert "semaine 42 de 2026" in page
    assert "Les éleveurs attendent." in page
    assert not any(hidden in page for hidden in ("i-58211", "12 h", "non vérifié", "source"))
    (row,) = inbox.lease(here.house.database, "worker", NOON)
    body = inbox.body(here.house.vault, row)
    assert {name: body[name] for name in ("verb", "case", "kind", "note", "role", "areas")} == {
        "verb": "RESPOND",
        "case": case.id,
        "kind": "visit",
        "note": "Nous y allons.",
        "role": "authority",
        "areas": ["1:ML070101"],
    }


async def test_the_form_offers_authorities_and_asks_whom_a_5x_accuses(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        plain = (await browser.get("/console/refer?alert=2417")).text
        here.alert(alert("a2", "2418", incident="i-52", code="52"))
        accusing = (await browser.get("/console/refer?alert=2418&lang=en")).text
    assert 'value="1:ML070101"' in plain
    assert 'value="3:ML0701"' in plain
    assert 'value="4:ML07"' in plain
    assert 'name="about"' not in plain
    assert 'name="about"' in accusing


async def test_the_log_of_rumours_shows_what_was_said_against_them(here: Room) -> None:
    with here.house.database.write() as conn:
        incidents.set_state(conn, "i-58211", "false", NOON)
        known = incidents.get(conn, "i-58211")
        assert isinstance(known, Incident)
        rumours.found_false(conn, known, "ML070101", NOON)
        rumours.log(conn, known.id, "moussa", risk="major")
        said = {"place": "ML070101", "text": "Le marché est ouvert.", "why": "danger", "by": "fanta"}
        rumours.counter(conn, known.id, at=NOON, **said)
    async with here.client() as browser:
        await enter(browser, "fanta")
        page = (await browser.get("/console/rumours")).text
        await enter(browser, "moussa")
        monitor = (await browser.get("/console/rumours")).text
    assert '<option value="major" selected>' in page
    assert "Le marché est ouvert." in page
    assert "/counter?" in page
    assert "/counter?" not in monitor


async def test_a_release_asks_for_its_reason(here: Room) -> None:
    with here.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE alerts SET state = 'verified'")
    async with here.client() as browser:
        await enter(browser, "fanta")
        page = (await browser.get("/console")).text
        sent = {"csrf": await token(browser), "why": "protect"}
        await browser.post("/console/alerts/2417/RELEASE", data=sent)
    assert 'name="why" required' in page
    (row,) = inbox.lease(here.house.database, "worker", NOON)
    assert inbox.body(here.house.vault, row)["reason"] == "protect"
