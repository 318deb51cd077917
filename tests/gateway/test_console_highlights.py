"""Who reads the weekly highlights: whoever makes them at once, others once somebody has approved by name."""

from pathlib import Path

import pytest

from gateway.highlights.facts import facts
from store import drills, highlights, inbox
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, moment, room
from tests.gateway.test_console import anyio_backend, enter
from tests.gateway.test_triage import audited
from tests.gateway.warning_room import READ, WEEK, Week
from tests.ops.test_drills import REPORT, SCRIPT

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PAGE = f"/console/highlights/{WEEK}"
FILES = ("fr.md", "en.md", "fr.html", "en.html", "fr-regions.svg", "en-incidents.svg", "fr-alerts.svg")
PEOPLE = {
    "nana": ("national", "ML"),
    "fanta": ("regional", "ML07"),
    "moussa": ("monitor", "ML0701"),
    "ada": ("analyst", "ML"),
    "root": ("admin", "ML"),
    "oumar": ("operator", "ML"),
}


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.clock.at = READ
    made.house.keys.issue(READ)
    for login, (role, area) in PEOPLE.items():
        made.person(login, [role], [area])
    return made


def approved(here: Room, by: str = "somebody") -> None:
    with here.house.database.write() as conn:
        assert highlights.approve(conn, WEEK, facts(here.house, WEEK), by, READ)


@pytest.mark.parametrize(
    ("login", "listing", "draft", "afterwards"),
    [
        ("nana", 200, 200, 200),
        ("fanta", 200, 200, 200),
        ("moussa", 200, 404, 200),
        ("ada", 200, 404, 200),
        ("root", 404, 404, 404),
        ("oumar", 404, 404, 404),
    ],
)
async def test_who_reads_what(here: Room, login: str, listing: int, draft: int, afterwards: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        assert (await browser.get("/console/highlights")).status_code == listing
        for path in (PAGE, *(f"{PAGE}/{file}" for file in FILES)):
            assert (await browser.get(path)).status_code == draft, path
        approved(here)
        for path in (PAGE, *(f"{PAGE}/{file}" for file in FILES)):
            assert (await browser.get(path)).status_code == afterwards, path


async def test_nobody_reads_an_open_week(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "nana")
        for week in ("2026-W43", "2026-W01", "2026-Q3", "x"):
            assert (await browser.get(f"/console/highlights/{week}")).status_code == 404
        for file in ("bm.md", "fr.docx", "fr-x.svg", "fr", "../fr.md"):
            assert (await browser.get(f"{PAGE}/{file}")).status_code == 404


async def test_a_file_is_taken_away_with_its_name_and_an_audit(here: Room) -> None:
    approved(here)
    async with here.client() as browser:
        await enter(browser, "ada")
        answer = await browser.get(f"{PAGE}/fr.html")
    assert answer.headers["content-disposition"] == f'attachment; filename="lasomi-{WEEK}-fr.html"'
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.count("data:image/svg+xml;base64,") == 3
    (line,) = audited(here, "export")
    assert (line["object"], line["reason"]) == (f"{WEEK}:fr.html", "approved")


async def test_the_markdown_names_the_files_beside_it(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "nana")
        text = (await browser.get(f"{PAGE}/fr.md")).text
        for name in ("incidents", "regions", "alerts"):
            file = await browser.get(f"{PAGE}/fr-{name}.svg")
            assert file.headers["content-type"] == "image/svg+xml"
            assert f"](lasomi-{WEEK}-fr-{name}.svg)" in text
            assert f'"lasomi-{WEEK}-fr-{name}.svg"' in file.headers["content-disposition"]
    assert "BROUILLON" in text


@pytest.mark.parametrize(("login", "offered"), [("nana", True), ("fanta", False)])
async def test_who_is_offered_the_approval(here: Room, login: str, offered: bool) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        page = (await browser.get(PAGE)).text
        assert ('name="mark"' in page) is offered
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        sent = await browser.post(PAGE, data={"csrf": csrf, "mark": "x"})
        forged = await browser.post(PAGE, data={"csrf": "x", "mark": "x"})
    assert (sent.status_code, forged.status_code) == (303 if offered else 404, 403)
    with here.house.database.read() as conn:
        assert inbox.waiting(conn, READ)[0] == int(offered)


async def test_it_is_too_early_for_three_days(here: Room) -> None:
    here.clock.at = moment("2026-10-20T09:00")
    async with here.client() as browser:
        await enter(browser, "nana")
        page = (await browser.get(PAGE)).text
    assert 'name="mark"' not in page
    assert "jeudi" in page


async def test_an_approved_week_does_not_change(here: Room) -> None:
    approved(here, by="nana-id")
    async with here.client() as browser:
        await enter(browser, "ada")
        first = (await browser.get(f"{PAGE}/en.md")).content
        here.reported("ML0701", WEEK, "22", 9, incidents_=9)
        assert (await browser.get(f"{PAGE}/en.md")).content == first
        assert "nana-id" in (await browser.get("/console/highlights")).text


async def test_the_page_of_figures_tells_how_the_warning_works(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "ada")
        page = (await browser.get("/console/figures?lang=en")).text
    assert "How the warning works" in page


async def test_delays_and_exercises_are_told_in_words(here: Room) -> None:
    """E4 of the week, and E10 beside its exercise: minutes, in the language of the reader."""
    told = Week(here)
    for index in range(5):
        told.alerted("11", seconds=600.0 + index)
    with here.house.database.write() as conn:
        drills.prepare(conn, number="EX-03", title="Attaque", script=SCRIPT, now=READ)
        drills.write_report(conn, drills.found(conn, "EX-03").id, REPORT)
    async with here.client() as browser:
        await enter(browser, "ada")
        page = (await browser.get("/console/figures?lang=fr")).text
    assert "de l&#39;alerte à l&#39;accusé de réception, médiane" in page
    assert "10 min" in page
    assert "E10 · EX-03 Attaque" in page
