"""The page of keys: one person asks, another approves, and only then do rows open (P50, P55)."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from gateway.console.keypages import KEYS
from store import access
from store.database import Database
from store.keys import Keys
from store.tables import audit
from tests.gateway.rooms import NOON, Room, incident, moment, room
from tests.gateway.test_console import anyio_backend, enter, token
from workers.drain import drain_once

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]
PEOPLE = {
    "root": (["admin"], ["ML"]),
    "nana": (["national"], ["ML"]),
    "fanta": (["regional"], ["ML07"]),
    "moussa": (["monitor"], ["ML"]),
    "ada": (["analyst"], ["ML"]),
}


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident(state="verified"), released_at=NOON)
    made.clock.at = moment("2026-10-17T12:00")
    keys.issue(made.clock.at)
    for login, (roles, areas) in PEOPLE.items():
        made.person(login, roles, areas)
    return made


async def press(here: Room, login: str, path: str, **sent: str) -> httpx.Response:
    """Presses a button of the page, and lets the workers do what it asked."""
    async with here.client() as browser:
        await enter(browser, login)
        answer = await browser.post(path, data={"csrf": await token(browser, KEYS), **sent})
    while drain_once(here.house, "worker"):
        pass
    return answer


async def page(here: Room, login: str) -> httpx.Response:
    async with here.client() as browser:
        await enter(browser, login)
        return await browser.get(KEYS)


async def asked(here: Room, login: str = "root", **more: str) -> str:
    """The secret that is shown."""
    sent = {"label": "Étude <b>", "scope": "events", "reason": "study", "days": "30"} | more
    found = re.search(r"lsm_[0-9a-f]{12}_[\w-]{43}", (await press(here, login, KEYS, **sent)).text)
    return found[0] if found else ""


async def reads(here: Room, secret: str) -> int:
    async with here.client(Authorization=f"Bearer {secret}") as reader:
        return (await reader.get("/v1/incidents")).status_code


def states(here: Room) -> list[tuple[str | None, str | None]]:
    with here.house.database.read() as conn:
        return [(key.issued_by, key.approved_by) for key in access.api_key_list(conn)]


async def test_who_opens_the_page(here: Room) -> None:
    assert [login for login in PEOPLE if (await page(here, login)).status_code == 200] == ["root", "nana"]


async def test_rows_open_when_somebody_else_approves(here: Room) -> None:
    secret = await asked(here)
    id_ = secret.split("_")[1]
    assert await reads(here, secret) == 403
    shown = (await page(here, "root")).text
    assert "attend une deuxième personne" in shown
    assert "Étude &lt;b&gt;" in shown
    assert secret not in shown
    assert f"{KEYS}/{id_}/approve" not in shown
    assert f"{KEYS}/{id_}/approve" in (await page(here, "nana")).text
    await press(here, "root", f"{KEYS}/{id_}/approve")
    assert await reads(here, secret) == 403
    await press(here, "nana", f"{KEYS}/{id_}/approve")
    assert await reads(here, secret) == 200
    assert states(here) == [("root", "nana")]
    with here.house.database.read() as conn:
        noted = conn.execute(select(audit.c.action, audit.c.object, audit.c.reason).order_by(audit.c.seq))
        kept = [tuple(row) for row in noted if row.action.startswith(("key", "read"))]
    assert kept == [
        ("key_asked", id_, "study events"),
        ("key_approved", id_, ""),
        ("read_rows", "incidents", ""),
    ]


async def test_a_key_is_approved_within_a_week_or_not_at_all(here: Room) -> None:
    secret = await asked(here)
    here.clock.at = moment("2026-10-24T12:00")
    here.house.keys.issue(here.clock.at)
    await press(here, "nana", f"{KEYS}/{secret.split('_')[1]}/approve")
    assert await reads(here, secret) == 403
    assert "approuvée à temps" in (await page(here, "nana")).text


async def test_what_is_revoked_opens_nothing(here: Room) -> None:
    secret = await asked(here)
    id_ = secret.split("_")[1]
    await press(here, "nana", f"{KEYS}/{id_}/approve")
    await press(here, "nana", f"{KEYS}/{id_}/revoke")
    assert await reads(here, secret) == 401
    assert "révoquée" in (await page(here, "root")).text


@pytest.mark.parametrize("sent", [{"reason": ""}, {"scope": "king"}, {"label": " "}])
async def test_what_is_not_clear_is_no_key(here: Room, sent: dict[str, str]) -> None:
    await asked(here, **sent)
    assert states(here) == []


async def test_the_second_person_makes_no_key(here: Room) -> None:
    assert "lsm_" not in await asked(here, "nana")
    assert (await press(here, "nana", KEYS, label="x", scope="figures")).status_code == 404
    assert states(here) == []
    assert 'name="scope"' not in (await page(here, "nana")).text


async def test_figures_need_no_second_person(here: Room) -> None:
    assert await asked(here, scope="figures", reason="")
    assert "valable" in (await page(here, "root")).text


async def test_a_forged_form_asks_nothing(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "root")
        assert (await browser.post(KEYS, data={"csrf": "x", "label": "a"})).status_code == 403
        assert (
            await browser.post(f"{KEYS}/x/king", data={"csrf": await token(browser, KEYS)})
        ).status_code == 404
    assert states(here) == []
