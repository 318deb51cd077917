"""What is refused is written down: who, at which door, never what was said; and it fills no disk (P52)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from gateway import denials
from store import chain
from store.database import Database
from store.keys import Keys
from store.tries import Bound
from tests.gateway.rooms import Room, room
from tests.gateway.test_console import anyio_backend
from tests.login import enter, token

pytestmark = pytest.mark.anyio
__all__ = ["anyio_backend"]


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    here = room(database, keys, data_dir, patience=0.0)
    here.person("ada", ["analyst"], ["ML"])
    here.person("bina", ["gbv_focal"], ["ML"])
    return here


def written(here: Room) -> list[tuple[str, str, str]]:
    """Role, action and door of what was refused, in its order; the chain stands."""
    asked = sql(
        "SELECT role, action, reason FROM audit WHERE action LIKE 'denied%' OR action = 'form_refused'"
        " ORDER BY seq"
    )
    with here.house.database.read() as conn:
        assert chain.walk(conn, here.house.keys).wrong is None
        return [tuple(row) for row in conn.execute(asked)]


async def test_a_page_of_others_leaves_a_line_without_what_was_asked(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "ada")
        for _ in range(3):
            assert (await browser.get("/console/triage?list=secretword")).status_code == 404
        form = {"csrf": await token(browser, "/console/figures"), "said": "secretword"}
        assert (await browser.post("/console/triage/secretword", data=form)).status_code == 404
        assert (await browser.get("/console/no/such/secretword")).status_code == 404
        assert (await browser.post("/console/account/end", data={"csrf": "x"})).status_code == 403
        await enter(browser, "bina")
        await browser.get("/console/audit")
    assert written(here) == [
        ("analyst", "denied", "GET /console/triage"),
        ("analyst", "denied", "POST /console/triage/{report}"),
        ("analyst", "denied", "GET /console/{rest:path}"),
        ("analyst", "form_refused", "POST /console/account/end"),
        ("gbv_focal", "denied", "GET /console/audit"),
    ]
    with here.house.database.read() as conn:
        assert "secretword" not in repr(conn.execute(sql("SELECT * FROM audit")).all())


async def test_what_a_key_does_not_open_leaves_a_line(here: Room) -> None:
    async with here.reader("public") as reader:
        for path in ("incidents?place=ML0701", "indicators?level=adm3", "collections/incidents/items"):
            assert (await reader.get(f"/v1/{path}")).status_code == 403, path
        assert (await reader.get("/v1/indicators")).status_code == 200
    assert written(here) == [
        ("reader", "denied", "GET /v1/incidents"),
        ("reader", "denied", "GET /v1/indicators"),
        ("reader", "denied", "GET /v1/collections/{name}/items"),
    ]


async def test_who_is_not_logged_in_leaves_none(here: Room) -> None:
    async with here.client(Authorization="Bearer lsm_x_y") as stranger:
        await stranger.get("/console/triage")
        await stranger.get("/console/no/such")
        await stranger.get("/v1/incidents")
    assert written(here) == []


async def test_whoever_knocks_for_hours_fills_no_disk(here: Room) -> None:
    """An hour has so many lines, and the last says that there was more; the next hour begins anew."""
    doors = [f"/console/{name}" for name in ("audit", "queries", "settings", "keys", "roster", "machine")]
    doors += [f"/console/{name}" for name in ("channels", "accounts", "triage", "tasks", "villages", "start")]
    async with here.client() as browser:
        await enter(browser, "bina")
        for door in doors * 2:
            await browser.get(door)
            await browser.post(door, data={})
        before = written(here)
        here.clock.at += timedelta(hours=1)
        await enter(browser, "bina")
        await browser.get("/console/audit")
    actions = [action for _, action, _ in before]
    assert actions.count("denied") <= denials.OF_ALL.most
    assert len(written(here)) == len(before) + 1


async def test_after_the_last_line_of_an_hour_there_is_none(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(denials, "OF_ALL", Bound(2, timedelta(hours=1)))
    async with here.client() as browser:
        await enter(browser, "bina")
        for door in ("audit", "queries", "settings", "keys", "roster"):
            await browser.get(f"/console/{door}")
    assert [action for _, action, _ in written(here)] == ["denied", "denied", "denied_often"]
