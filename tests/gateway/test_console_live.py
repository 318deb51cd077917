"""The stream of events: names and marks only, of one's own areas, taken up where the line broke."""

import asyncio
import re
from collections.abc import AsyncGenerator, MutableMapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.console import live
from gateway.console.visitors import Visitor
from store import accounts, alerts, duty, newest, people
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room
from tests.login import enter

pytestmark = pytest.mark.anyio
ONCE = "/console/events?once=1"
ID = re.compile(r"^id: (\S+)$", re.M)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident())
    made.alert(alert("a1", "2417"))
    made.person("moussa", ["monitor"], ["ML0701"])
    made.person("sira", ["monitor"], ["ML0504"])
    made.person("ada", ["analyst"], ["ML"])
    return made


def visitor(*areas: str, roles: tuple[str, ...] = ("monitor",)) -> Visitor:
    return Visitor("x", frozenset(roles), areas, "csrf")


async def told(here: Room, login: str, since: str = "") -> str:
    async with here.client() as browser:
        await enter(browser, login)
        return (await browser.get(f"{ONCE}&since={since}")).text


async def test_what_is_new_is_named_and_nothing_of_it_is_told(here: Room) -> None:
    before = ID.search(await told(here, "moussa"))
    with here.house.database.write() as conn:
        alerts.acknowledge(conn, "a1", "m1", NOON)
    here.clock.at += timedelta(seconds=3)
    assert before
    fresh = await told(here, "moussa", before[1])
    assert "event: alerts\ndata:\n" in fresh
    assert "event: overview\ndata:\n" in fresh
    assert "event: incidents" not in fresh
    assert not re.search(r"2417|ML0|Ansongo|11", re.sub(ID, "", fresh))


@pytest.mark.parametrize(
    "line", [{"state": "verified"}, {"sources": 3}, {"state": "corroborated", "sources": 4}]
)
async def test_another_line_of_an_alert_is_new(here: Room, line: dict[str, Any]) -> None:
    before = ID.search(await told(here, "moussa"))
    with here.house.database.write() as conn:
        alerts.write_line(conn, replace(alert("a1", "2417"), **line))
    here.clock.at += timedelta(seconds=3)
    assert before
    assert "event: alerts\n" in await told(here, "moussa", before[1])


async def test_nobody_hears_of_another_area(here: Room) -> None:
    """Not even that something is new there."""
    before = ID.search(await told(here, "sira"))
    with here.house.database.write() as conn:
        alerts.acknowledge(conn, "a1", "m1", NOON)
    assert before
    assert await told(here, "sira", before[1]) == ""


@pytest.mark.parametrize(
    ("code", "tie", "hears"),
    [("51", "1:ML0701", False), ("51", "", True), ("22", "1:ML0701", True)],
)
async def test_who_is_tied_to_an_authority_does_not_hear_that_somebody_spoke_of_one(
    here: Room, code: str, tie: str, hears: bool
) -> None:
    tied_to(here, "moussa", tie)
    before = ID.search(await told(here, "moussa"))
    here.keep(incident("i-2", code=code))
    here.alert(alert("a2", "2418", incident="i-2", code=code))
    here.clock.at += timedelta(seconds=3)
    assert before
    fresh = await told(here, "moussa", before[1])
    assert ("event: alerts\n" in fresh, "event: incidents\n" in fresh) == (hears, hears)
    assert bool(fresh) == hears


def tied_to(here: Room, login: str, tie: str) -> None:
    """An account of somebody on the roster, who is tied to an authority."""
    about: dict[str, Any] = {"name": "Moussa Exemple", "roles": ("monitor",), "areas": ("ML0701",)}
    with here.house.database.write() as conn:
        member = people.add_member(conn, here.house.vault, number="+22376000009", now=NOON, **about)
        if tie:
            duty.affiliate(conn, member.id, *tie.split(":"))
        accounts.link(conn, login, member.id)


@pytest.mark.parametrize(
    ("roles", "heard"),
    [
        (("monitor",), {"alerts", "incidents", "cases", "overview"}),
        (("verifier",), {"alerts", "incidents", "cases", "queue", "overview"}),
        (("regional",), {"alerts", "incidents", "cases", "notices", "overview"}),
        (("analyst",), {"overview"}),
        (("authority",), {"overview"}),
        (("gbv_focal",), {"overview"}),
        (("operator",), {"overview"}),
        (("verifier", "admin"), {"alerts", "incidents", "cases", "overview"}),
    ],
)
def test_a_role_hears_what_its_pages_show(roles: tuple[str, ...], heard: set[str]) -> None:
    marks = {name: {"ML0701": "1.2"} for name in newest.NAMES}
    assert set(live.heard(visitor("ML07", roles=roles), marks)) == heard


def test_the_id_takes_up_where_the_line_broke() -> None:
    now = {"alerts": "bb", "incidents": "cc"}
    assert list(live.frames("alerts-aa.incidents-cc", now)) == [
        "event: alerts\ndata:\n\n",
        "id: alerts-bb.incidents-cc\nevent: seen\ndata:\n\n",
    ]
    assert list(live.frames(live.named(now), now)) == []
    assert list(live.frames("", now)) == ["id: alerts-bb.incidents-cc\nevent: seen\ndata:\n\n"]
    assert list(live.frames("nonsense", now))[-1].startswith("id: ")


async def test_whoever_listens_shares_one_look(here: Room) -> None:
    shared = live.Newest(here.house)
    first = await asyncio.gather(*(shared.marks() for _ in range(20)))
    assert len({id(each) for each in first}) == 1
    here.clock.at += live.TICK
    assert await shared.marks() is not first[0]


async def test_too_many_who_listen_are_told_to_wait(here: Room) -> None:
    shared = live.Newest(here.house)
    shared.listening["moussa"] = live.MOST_EACH
    assert shared.is_full("moussa")
    assert not shared.is_full("sira")
    shared.listening["others"] = live.MOST
    assert shared.is_full("sira")


async def frames(here: Room, cookie: str) -> AsyncGenerator[str]:
    """The stream as ASGI sends it, without waiting for its end."""
    headers = [(b"cookie", cookie.encode()), (b"host", b"lasomi.example.org")]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/console/events", "query_string": b""}
    scope |= {"headers": headers, "http_version": "1.1", "scheme": "http", "server": ("lasomi", 80)}
    sent: asyncio.Queue[str] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, object]:
        if not gone.is_set():
            await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        body = message.get("body", b"")
        if message["type"] == "http.response.body" and isinstance(body, bytes):
            await sent.put(body.decode())

    task = asyncio.ensure_future(here.app(scope, receive, send))
    try:
        while True:
            yield await asyncio.wait_for(sent.get(), 10)
    finally:
        gone.set()
        task.cancel()


async def test_a_stream_begins_with_where_it_stands(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    stream = frames(here, cookie)
    assert await anext(stream) == f"retry: {live.RETRY_MS}\n\n"
    assert (await anext(stream)).startswith("id: alerts-")
    await stream.aclose()


async def test_to_listen_is_no_sign_of_life(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "moussa")
        for minutes in (20, 35):
            here.clock.at = NOON + timedelta(minutes=minutes)
            answer = await browser.get(ONCE)
        assert answer.headers["location"].startswith("/console/login")
        here.clock.at = NOON
        live_page = {"X-Lasomi-Live": "1"}
        assert (await browser.get("/console", headers=live_page)).status_code == 200
        here.clock.at = NOON + timedelta(minutes=31)
        assert (await browser.get("/console", headers=live_page)).status_code == 303
