"""The page "Veille": who sees which notice, who says that they have seen it, and how whole a week was."""

from pathlib import Path

import pytest

from gateway.console.commands import command
from gateway.console.visitors import Visitor
from store import accounts, duty, inbox, notices, people
from store.completeness import Completeness, keep
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room
from tests.gateway.test_console import anyio_backend, enter, token
from workers.drain import drain_once

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PAGE = "/console/watch"
PEOPLE = {
    "moussa": ("monitor", "ML0701"),
    "fanta": ("regional", "ML07"),
    "ali": ("regional", "ML05"),
    "ada": ("analyst", "ML"),
    "oumar": ("operator", "ML"),
    "root": ("admin", "ML"),
}
SERIES = {
    "series": "2",
    "period": "2026-10-12",
    "x": 7,
    "methods": {"C1": [1.143, 4.14]},
    "phones": 9,
    "population": None,
}
WORDS = {
    "anomaly": "Série inhabituelle",
    "silence": "Relais silencieux",
    "drop": "Données insuffisantes",
    "integrity": "Afflux suspect",
}


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    for login, (role, area) in PEOPLE.items():
        made.person(login, [role], [area])
    with database.write() as conn:
        relay = people.add_member(
            conn,
            made.house.vault,
            number="+22376000001",
            name="Aïcha Exemple",
            roles=("relay",),
            areas=("ML0701",),
            now=NOON,
        )
        told = {
            "anomaly": SERIES,
            "silence": {"days": 7},
            "drop": {"week": "2026-W41", "reporting": 5, "expected": 9},
            "integrity": {"phones": 40, "new": 38, "window": 60},
        }
        for kind, said in told.items():
            key = f"{relay.id}:2026-W41" if kind == "silence" else "x"
            notices.add(conn, kind=kind, key=key, area="ML0701", told=said, at=NOON)  # type: ignore[arg-type]
        keep(conn, Completeness("ML0701", "2026-W41", expected=9, reporting=5, phones=12))
    return made


async def page_of(here: Room, login: str, lang: str = "fr") -> str:
    async with here.client() as browser:
        await enter(browser, login)
        return (await browser.get(f"{PAGE}?lang={lang}")).text


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("fanta", {"anomaly", "silence", "drop", "integrity"}),
        ("moussa", {"anomaly", "drop"}),
        ("ada", {"anomaly", "drop"}),
        ("ali", set()),
        ("oumar", set()),
    ],
)
async def test_who_sees_what(here: Room, login: str, seen: set[str]) -> None:
    page = await page_of(here, login)
    assert {kind for kind, words in WORDS.items() if f"<strong>{words}</strong>" in page} == seen


async def test_the_admin_sees_nothing_and_a_stranger_the_door(here: Room) -> None:
    async with here.client() as browser:
        assert (await browser.get(PAGE)).status_code == 303
        await enter(browser, "root")
        assert (await browser.get(PAGE)).status_code == 404


async def test_a_notice_says_what_it_rests_on(here: Room) -> None:
    page = await page_of(here, "fanta")
    assert "Catégorie 2, 12/10/2026 : 7 incidents. C1 4.14 (d&#39;habitude 1.143)." in page
    assert "Aïcha Exemple. Rien reçu depuis plus de 7 jours." in page
    assert "2026-W41 : 5 relais sur 9 ont écrit." in page
    assert "40 téléphones, dont 38 nouveaux, en 60 min." in page
    assert "Ansongo (ML0701)" in page
    assert "Suspicious" in await page_of(here, "fanta", "en")


async def test_nobody_else_reads_the_name_of_a_relay(here: Room) -> None:
    for login in ("moussa", "ada", "ali", "oumar"):
        assert "Exemple" not in await page_of(here, login)


async def test_who_keeps_the_machine_reads_that_it_waits_and_no_more(here: Room) -> None:
    page = await page_of(here, "oumar")
    assert "1 avis d&#39;intégrité" in page
    assert "ML0701" not in page


async def test_weeks_with_too_few_relays_are_marked(here: Room) -> None:
    page = await page_of(here, "moussa")
    assert ">5 / 9<" in page
    assert ">56 %<" in page
    assert ">données insuffisantes<" in page
    assert "2026-W41" not in await page_of(here, "ali")


async def acknowledged(here: Room, login: str, kind: str) -> bool:
    """Whether a notice of a kind is seen, once this person has pressed the button."""
    with here.house.database.read() as conn:
        (notice,) = notices.of_kind(conn, kind)  # type: ignore[arg-type]
    async with here.client() as browser:
        await enter(browser, login)
        csrf = await token(browser, PAGE)
        await browser.post(f"{PAGE}/{notice.id}/ack", data={"csrf": csrf})
    while drain_once(here.house, "test"):
        continue
    with here.house.database.read() as conn:
        found = notices.get(conn, notice.id)
        assert inbox.waiting(conn, here.clock())[0] == 0
    return found is not None and found.acked_at is not None


@pytest.mark.parametrize(
    ("login", "kind", "counts"),
    [
        ("fanta", "silence", True),
        ("fanta", "anomaly", True),
        ("ada", "anomaly", True),
        ("ada", "drop", False),
        ("ali", "anomaly", False),
        ("moussa", "anomaly", False),
        ("oumar", "integrity", False),
    ],
)
async def test_who_may_say_that_it_was_seen(here: Room, login: str, kind: str, counts: bool) -> None:
    assert await acknowledged(here, login, kind) == counts


async def test_a_forged_form_is_refused(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "fanta")
        assert (await browser.post(f"{PAGE}/x/ack", data={"csrf": "x"})).status_code == 403


@pytest.mark.parametrize(("login", "counted"), [("fanta", True), ("moussa", True), ("ada", False)])
async def test_counts_of_a_cercle_are_for_the_vetted_people_of_the_place(
    here: Room, login: str, counted: bool
) -> None:
    page = await page_of(here, login)
    assert ("7 incidents" in page) is counted
    assert ("1.143" in page) is counted
    assert ("hors de l&#39;habitude (C1)" in page) is not counted


def flood_of(here: Room, code: str) -> str:
    told = {"code": code, "place": "ML0701", "phones": 12, "new": 12, "window": 60}
    with here.house.database.write() as conn:
        return notices.add(conn, kind="integrity", key=code, area="ML0701", told=told, at=NOON) or ""


async def test_who_is_tied_to_an_authority_neither_reads_nor_answers_what_may_concern_it(here: Room) -> None:
    with here.house.database.write() as conn:
        fanta = people.add_member(
            conn,
            here.house.vault,
            number="+22376000009",
            name="Fanta Exemple",
            roles=("regional",),
            areas=("ML07",),
            now=NOON,
        )
        duty.affiliate(conn, fanta.id, "1", "ML0701")
        account = conn.exec_driver_sql("SELECT id FROM accounts WHERE login = 'fanta'").scalar_one()
        accounts.link(conn, "fanta", fanta.id)
    of_governors, of_others = flood_of(here, "51"), flood_of(here, "11")
    page = await page_of(here, "fanta")
    assert of_others in page
    assert of_governors not in page
    for notice, outcome in ((of_governors, "refused"), (of_others, "command")):
        who = Visitor(id=account, roles=frozenset({"regional"}), areas=("ML07",), csrf="x")
        entry = command(here.house, who, "ACK_NOTICE", notice=notice)
        with here.house.database.write() as conn:
            inbox.accept(conn, entry)
        drain_once(here.house, "worker")
        with here.house.database.read() as conn:
            fate = inbox.fate(conn, entry.id)
        assert fate is not None
        assert fate.outcome == outcome
