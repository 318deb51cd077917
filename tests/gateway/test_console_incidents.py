"""The pages of incidents: own areas, counts and codes; what is asked becomes a command of the inbox."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from core.reports import Basis, Report, Understanding
from store import inbox, incidents, reports
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, alert, incident, room
from tests.login import TOKEN, enter, token

pytestmark = pytest.mark.anyio
PAGE = "/console/incidents"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """Two incidents of Ansongo, one of them judged false; who may see them, and who may not."""
    here = room(database, keys, data_dir, patience=0.0)
    first = incident()
    here.keep(first)
    here.keep(replace(first, id="other", state="false"))
    here.alert(replace(alert("a2", "2418"), incident="other"))
    here.person("moussa", ["monitor"], ["ML0701"])
    here.person("sira", ["monitor"], ["ML0504"])
    here.person("fanta", ["regional"], ["ML07"])
    here.person("ada", ["analyst"], ["ML"])
    return here


@pytest.mark.parametrize(("login", "status", "rows"), [("moussa", 200, 2), ("sira", 200, 0), ("ada", 404, 0)])
async def test_whoever_reads_alerts_sees_their_own_areas(
    here: Room, login: str, status: int, rows: int
) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        page = await browser.get(PAGE)
        single = await browser.get(f"{PAGE}/other")
    assert page.status_code == status
    assert page.text.count('<li class="alert') == rows
    assert single.status_code == (200 if rows else 404)


def asked(here: Room) -> list[dict[str, object]]:
    """The commands that were accepted."""
    rows = inbox.lease(here.house.database, "test", here.clock.at)
    return [dict(inbox.body(here.house.vault, row)) for row in rows]


@pytest.mark.parametrize(
    ("login", "do", "sent", "verb"),
    [
        ("moussa", "merge", {"other": "other"}, "MERGE"),
        ("moussa", "split", {"source1": "s1", "source3": "s3"}, "SPLIT"),
        ("moussa", "unmerge", {"merged": "other"}, "SPLIT"),
        ("fanta", "aside", {"flood": "f"}, "SET_ASIDE"),
        ("fanta", "back", {"flood": "f"}, "TAKE_BACK"),
        ("fanta", "genuine", {"flood": "f"}, "NOT_FLOOD"),
        ("fanta", "turn", {"verb": "VRAI", "number": "2418", "reason": "visit"}, "VRAI"),
    ],
)
async def test_a_button_is_a_command(
    here: Room, login: str, do: str, sent: dict[str, str], verb: str
) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        csrf = await token(browser, f"{PAGE}/other")
        forged = await browser.post(f"{PAGE}/other/{do}", data=sent | {"csrf": "no"})
        done = await browser.post(f"{PAGE}/other/{do}", data=sent | {"csrf": csrf})
    assert (forged.status_code, done.status_code) == (403, 303)
    (body,) = asked(here)
    assert body["verb"] == verb
    said = json.dumps(body)
    assert all(value in said for value in sent.values())


@pytest.mark.parametrize(
    ("login", "do", "sent"),
    [
        ("moussa", "aside", {"flood": "f"}),
        ("moussa", "turn", {"verb": "VRAI", "number": "2418", "reason": "visit"}),
        ("fanta", "turn", {"verb": "VRAI", "number": "2418", "reason": "because"}),
        ("fanta", "turn", {"verb": "RELEASE", "number": "2418", "reason": "visit"}),
        ("fanta", "nothing", {}),
    ],
)
async def test_what_is_not_theirs_is_not_there(here: Room, login: str, do: str, sent: dict[str, str]) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        csrf = await token(browser, f"{PAGE}/other")
        refused = await browser.post(f"{PAGE}/other/{do}", data=sent | {"csrf": csrf})
    assert refused.status_code == 404
    assert asked(here) == []


@pytest.mark.parametrize(("login", "turns"), [("moussa", 0), ("fanta", 1)])
async def test_only_a_coordinator_turns_a_verdict_round(here: Room, login: str, turns: int) -> None:
    async with here.client() as browser:
        await enter(browser, login)
        page = await browser.get(f"{PAGE}/other?lang=fr")
    assert page.text.count("Revenir sur le verdict") == turns
    assert TOKEN.search(page.text)


def keep_reports(here: Room, *told: tuple[str, Basis, float]) -> None:
    """Reports of the event `other`: who told, seen or heard, how sure the category is."""
    for n, (role, basis, sure) in enumerate(told):
        said = Understanding(
            language="fr",
            language_confidence=1.0,
            intent="incident",
            redacted="des mots",
            code="11",
            code_confidence=sure,
            basis=basis,
        )
        kept = Report(f"r{n}", f"in{n}", f"who{n}", "2026-Q4", "a", here.clock.at, said, role=role)
        with here.house.database.write() as conn:
            reports.save(conn, here.house.vault, kept, now=here.clock.at)
            incidents.attach(conn, kept.id, "other", f"s{n}")


async def test_its_reports_are_listed_one_by_one_without_a_word_of_them(here: Room) -> None:
    keep_reports(here, ("relay", "eyewitness", 0.9), ("public", "hearsay", 0.7), ("public", "unknown", 0.2))
    async with here.client() as browser:
        await enter(browser, "moussa")
        page = unescape((await browser.get(f"{PAGE}/other")).text)
    rows = [re.findall(r"<td>([^<]*)</td>", row) for row in page.split("Ce qui a été dit")[1].split("<tr>")]
    assert [(row[1], row[2], row[4], row[5]) for row in rows if len(row) == 6] == [
        ("relais", "11", "vu", "sûr"),
        ("téléphone nouveau", "11", "entendu dire", "assez sûr"),
        ("téléphone nouveau", "11", "?", "peu sûr"),
    ]
    assert all(row[0] == "le 13/10/2026 vers 12 h" for row in rows if len(row) == 6)
    assert "des mots" not in page
    assert "who0" not in page
