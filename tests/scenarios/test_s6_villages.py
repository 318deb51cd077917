"""S6, the villages: what the steering committee sees of them, that nobody else does, and that it is noted."""

import asyncio
import re
from collections.abc import Sequence

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from gateway.console import routes as console
from gateway.feeds import cube, publication, villages
from store import access, cubes
from store.accounts import link
from store.duty import affiliate
from store.roster import add_member
from store.tables import accounts, audit
from tests.login import enter, exercise
from tests.publishing import as_written
from tests.scenarios.desk import QUICK
from tests.scenarios.feed import key, read
from tests.scenarios.test_s6_chief import PATH, rate, thirty_four
from tests.scenarios.town import Town, when

PAGE = "/console/villages"
ROW = re.compile(r'<tr><th scope="row">([^<]*)</th>\s*(.*?)</tr>', re.DOTALL)
PEOPLE = {
    "comite": ["analyst", "committee"],
    "ada": ["analyst"],
    "moussa": ["monitor"],
    "veri": ["verifier"],
    "nana": ["national"],
    "audi": ["auditor"],
    "chef": ["authority"],
    "root": ["admin", "analyst", "committee"],
    "chief": ["authority", "analyst", "committee"],
    "alone": ["committee"],
}


@pytest.fixture
def closed(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The quarter of S6 with its thirtieth phone, published by the clock."""
    monkeypatch.setattr(cube, "published", as_written)
    thirty_four(town)
    rate(town, 84, 3, "2026-03-20")
    publish(town)
    with town.house.database.write() as conn:
        for login, roles in PEOPLE.items():
            access.add_account(conn, login, f"{login}-secret", roles, ["ML"], town.watch.at, hasher=QUICK)
    return town


def look(town: Town, login: str, *paths: str) -> Sequence[httpx.Response]:
    """What somebody reads at these addresses of the console."""
    app = FastAPI(openapi_url=None)
    app.include_router(console.router(exercise(town.house), hasher=QUICK))

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as browser:
            await enter(browser, login)
            return [await browser.get(path) for path in paths or (PAGE,)]

    return asyncio.run(ask())


def publish(town: Town) -> None:
    """G1 alone: what the duty of the clock does for every figure."""
    town.watch.at = when("2026-04-02 00:00:00")
    indicator = town.house.country.indicator("G1")
    assert indicator is not None
    assert publication.publish(town.house, indicator, "2026-Q1", town.watch.at)


def told(page: httpx.Response) -> list[tuple[str, ...]]:
    """Every row of the page: where, and the texts of its cells."""
    return [(name, *re.findall(r"<td[^>]*>([^<]*)</td>", cells)) for name, cells in ROW.findall(page.text)]


def test_the_committee_sees_what_may_be_seen(closed: Town) -> None:
    """7 is k<10, 11 hides with it, 12 shows as indicative, and the total of the commune stays."""
    (page,) = look(closed, "comite")
    assert told(page) == [
        ("la commune", "77 %", "59 % – 88 %", "30", ""),
        ("a", "100 %", "81 % – 100 %", "12", "indicatif"),
        ("b", "non publié", "caché pour protéger un autre chiffre"),
        ("c", "non publié", "moins de 10 participants"),
    ]
    assert "parmi les participants" in page.text
    assert "Réservé au comité de pilotage" in page.text


def test_nobody_else_opens_the_page(closed: Town) -> None:
    """Nor a chief who was given the mark, nor who keeps the machine, nor somebody not logged in."""
    opened = {login: look(closed, login)[0].status_code for login in PEOPLE}
    assert {login for login, status in opened.items() if status == 200} == {"comite"}
    assert set(opened.values()) == {200, 404}


def test_who_is_tied_to_the_chief_sees_no_village_of_his(closed: Town) -> None:
    with closed.house.database.write() as conn:
        about = {"number": "+22376000003", "name": "Awa", "roles": ["monitor"], "areas": ["ML"]}
        member = add_member(conn, closed.house.vault, now=closed.watch.at, **about)  # type: ignore[arg-type]
        assert affiliate(conn, member.id, "2", "ML070102")
        link(conn, "comite", member.id)
    (page,) = look(closed, "comite")
    assert (page.status_code, told(page)) == (200, [])


def test_an_area_is_an_area(closed: Town) -> None:
    with closed.house.database.write() as conn:
        conn.execute(accounts.update().where(accounts.c.login == "comite").values(areas="ML06"))
    (page,) = look(closed, "comite")
    assert told(page) == []


def test_every_look_is_noted(closed: Town) -> None:
    look(closed, "comite", f"{PAGE}?indicator=G1&cercle=ML0701", f"{PAGE}?indicator=G9")
    look(closed, "ada")
    with closed.house.database.read() as conn:
        noted = conn.execute(select(audit.c.account, audit.c.object).where(audit.c.action == "villages_read"))
        mine = conn.scalar(select(accounts.c.id).where(accounts.c.login == "comite"))
        assert [tuple(row) for row in noted] == [(mine, "G1 2026-Q1 ML0701"), (mine, "G9 2026-Q1")]


def test_no_format_has_them(closed: Town) -> None:
    """Neither by level nor by dimension, whoever asks."""
    every = f"{PATH}adm3&format="
    asked = [every + name for name in ("json", "csv", "geojson")]
    for answer in read(closed, key(closed, "figures", "events", "sessions", "monitor@ML"), *asked):
        assert answer.status_code == 200
        assert "village" not in answer.text
    refused = read(closed, key(closed, "figures"), f"{PATH}adm4", f"{PATH}adm3&by=village", f"{PATH}villages")
    assert {answer.status_code for answer in refused} <= {400, 403, 422}


def test_what_comes_later_changes_nothing(closed: Town) -> None:
    before = told(look(closed, "comite")[0])
    rate(closed, 85, 1, "2026-03-21")
    assert told(look(closed, "comite")[0]) == before


def test_a_commune_that_is_not_published_shows_no_village(town: Town) -> None:
    thirty_four(town, towns=2)
    publish(town)
    with town.house.database.read() as conn:
        assert cubes.part(conn, "G1", "2026-Q1", villages.PART) == []
