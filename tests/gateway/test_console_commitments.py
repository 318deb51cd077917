"""The board of commitments: who opens it, what it shows of which day, and what its buttons ask."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.console.commitmentpages import COMMITMENTS
from store import commitments, inbox, opinions
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, moment, room
from tests.gateway.test_console import anyio_backend, enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PEOPLE = {
    "moussa": (["monitor"], ["ML0701"]),
    "fanta": (["regional"], ["ML07"]),
    "sira": (["regional"], ["ML05"]),
    "ada": (["analyst"], ["ML"]),
    "root": (["admin"], ["ML"]),
    "maire": (["authority"], ["1:ML070101"]),
}
READ = moment("2026-10-15T12:00")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.clock.at = READ
    for login, (roles, areas) in PEOPLE.items():
        made.person(login, roles, areas)
    came = moment("2026-03-01T08:00")
    with database.write() as conn:
        promise(conn, "late", came, due=date(2026, 9, 1))
        promise(conn, "soon", came, due=date(2026, 12, 1))
        promise(conn, "AAR", came, framework="tabletop_aar", addressee_unit="ML")
        said = {"state": "under_way", "progress": 0.5, "role": "monitor", "by": "moussa"}
        commitments.report(conn, "late", on=date(2026, 4, 1), **said)  # type: ignore[arg-type]
    return made


def promise(conn: Any, code: str, now: Any, **more: Any) -> None:
    values: dict[str, Any] = {
        "framework": "ccs_avis",
        "text": {"fr": f"Texte {code} <b>"},
        "addressee_unit": "ML0701",
    }
    commitments.add(conn, code=code, now=now, **({"addressee_type": "govt", "due": None} | values | more))


async def page(here: Room, login: str, query: str = "") -> str:
    async with here.client() as browser:
        await enter(browser, login)
        answer = await browser.get(COMMITMENTS + query)
    return answer.text if answer.status_code == 200 else ""


async def test_who_opens_it(here: Room) -> None:
    assert [login for login in PEOPLE if await page(here, login)] == ["moussa", "fanta", "sira", "ada"]


async def test_what_is_overdue_stands_first(here: Room) -> None:
    shown = await page(here, "ada")
    assert "en cours (1)" in shown
    assert "on ne sait pas (2)" in shown
    assert "Texte late &lt;b&gt;" in shown
    assert shown.index("Texte late") < shown.index("Texte soon")
    assert "en retard" in shown
    assert "sans nouvelle depuis plus de 90 jours" in shown
    assert "dit le 01/04/2026 : 50 %" in shown
    assert "vérifié, du" not in shown


async def test_a_day_gone_by_is_read_and_not_changed(here: Room) -> None:
    shown = await page(here, "fanta", "?as_of=2026-03-15")
    assert "on ne sait pas (3)" in shown
    assert "en retard" not in shown
    assert "/console/commitments/say" not in shown
    assert "ne se change pas" in shown
    assert "Aucun engagement" in await page(here, "fanta", "?as_of=2026-02-01")
    for odd in ("2027-01-01", "x", ""):
        assert 'value="2026-10-15"' in await page(here, "fanta", f"?as_of={odd}")


@pytest.mark.parametrize(
    ("login", "verifies", "moves"),
    [("moussa", 0, 2), ("fanta", 1, 2), ("sira", 0, 0), ("ada", 1, 0)],
)
async def test_who_is_offered_what(here: Room, login: str, verifies: int, moves: int) -> None:
    shown = await page(here, login)
    assert shown.count('name="said"') == verifies
    assert shown.count('name="commitment"') == moves
    assert shown.count("/console/refer?commitment=") == moves


async def test_the_buttons_ask_the_workers(here: Room) -> None:
    sent = {
        "commitment": "late",
        "state": "done",
        "progress": "1.0",
        "evidence": "visit",
        "day": "2026-10-14",
    }
    async with here.client() as browser:
        await enter(browser, "moussa")
        told = sent | {"csrf": await token(browser, COMMITMENTS), "note": "texte libre"}
        assert (await browser.post(f"{COMMITMENTS}/say", data=told)).status_code == 303
        assert (await browser.post(f"{COMMITMENTS}/say", data={"csrf": "x"})).status_code in {403, 404}
    async with here.client() as browser:
        await enter(browser, "ada")
        signed = {"csrf": await token(browser, COMMITMENTS)}
        assert (await browser.post(f"{COMMITMENTS}/say", data=signed)).status_code == 404
        assert (await browser.post(f"{COMMITMENTS}/verify", data=signed | {"said": "1"})).status_code == 303
    rows = inbox.lease(here.house.database, "worker", READ, limit=9)
    progress, attest = (inbox.body(here.house.vault, row) for row in rows)
    assert (progress["verb"], progress["role"]) == ("PROGRESS", "monitor")
    assert (attest["verb"], attest["role"]) == ("ATTEST", "analyst")
    assert {name: progress[name] for name in sent} == sent
    assert "note" not in progress
    assert attest["said"] == "1"


async def test_what_people_have_heard_is_said_of_participants(here: Room) -> None:
    with here.house.database.write() as conn:
        for n in range(12):
            said = {"answer": "yes" if n < 3 else "no", "period": "2026-Q3", "session": None}
            opinions.keep(conn, what="commitment", id_="late", pseudonym=f"p{n}", **said)  # type: ignore[arg-type]
        for n in range(4):
            said = {"answer": "yes", "period": "2026-Q3", "session": None}
            opinions.keep(conn, what="commitment", id_="soon", pseudonym=f"q{n}", **said)  # type: ignore[arg-type]
    shown = await page(here, "ada")
    assert "non publié (moins de 10 participants, ou de 3 localités)" in shown
    assert "Vu ou entendu : " not in shown  # the other one would give it away
    with here.house.database.write() as conn:
        for n in range(40):
            said = {"answer": "yes" if n < 10 else "no", "period": "2026-Q3", "session": None}
            opinions.keep(conn, what="commitment", id_="soon", pseudonym=f"q{n}", **said)  # type: ignore[arg-type]
    here.unpublish()
    shown = await page(here, "ada")
    assert (
        "Vu ou entendu : 25 % parmi les participants · indicatif · écart avec ce qui est annoncé : 25 points"
        in shown
    )
    assert "Vu ou entendu : 25 % parmi les participants</p>" in shown
