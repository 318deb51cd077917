"""A house that hears 500 calls for help among ordinary traffic, lives a week, and is then looked at from
everywhere."""

import asyncio
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import generate_latest

from core.country import Country
from flows.definition import Flows
from gateway.console import routes as console
from gateway.feeds import routes as feeds
from gateway.house import House
from store import access, elapsed, people
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import QUICK
from tests.login import enter, exercise, token
from tests.protection.lane_cases import Call, Text, calls, texts
from tests.workers.onehand import deliver_once
from tests.workers.texting import CHANNEL, Texting, texting
from workers.clock import tick
from workers.drain import drain_once
from workers.pipeline import understand

STREAM = "/console/events"
"""Without an end, unless it is asked for once."""
ROLES = (
    "monitor",
    "verifier",
    "regional",
    "national",
    "analyst",
    "operator",
    "admin",
    "auditor",
    "authority",
)
"""Everybody who has pages, but the focal person."""
SCOPES = ("public", "figures", "alerts", "events", "sessions", "monitor@ML")
RELAY, MONITOR, FOCAL = "+22376000091", "+22376000092", "+22376000093"
ORDINARY = (
    "11 ANSONGO",
    *(f"22 GAO {n} boeufs" for n in range(7)),
    "on a volé des vaches à Gossi",
    "51 MOPTI",
)
AT = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)
LATER = tuple(
    datetime.fromisoformat(f"2026-07-{moment}:00+00:00")
    for moment in ("14T12:00", "14T18:00", "15T07:30", "16T12:00", "20T08:00", "20T08:10")
)
"""When the clock ticks: a telling of tasks, the daily and the weekly digest."""
SIGHTS = ("csv", "xlsx", "geojson")


@dataclass
class Lane:
    """What the house was told, and all that it has said since. `texts` are those that the router finds."""

    phone: Texting
    texts: Sequence[Text]
    before: Mapping[str, int] = field(default_factory=dict)
    screens: list[str] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)

    def count(self, table: str) -> int:
        return int(self.phone.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    def counts(self, tables: Sequence[str]) -> dict[str, int]:
        return {table: self.count(table) for table in tables}


@contextmanager
def lane(
    database: Database, keys: Keys, country: Country, flows: Flows, tables: Sequence[str]
) -> Iterator[Lane]:
    """Ordinary traffic, then every case; time stands still until `week`."""
    found = [case for case in texts() if understand(case.text, country).intent == "gbv"]
    scene = {"at": AT.isoformat()[:16], "mode": "silent"}
    with texting(database, keys, country, flows, scene) as phone:
        here = Lane(phone, found)
        with redirect_stderr(here.log):
            staff(phone)
            for n, text in enumerate(ORDINARY):
                phone.write(text, number=RELAY if not n else f"+223500000{70 + n}")
            here.before = here.counts(tables)
            tell(here)
        yield here


def staff(phone: Texting) -> None:
    house = phone.house
    with house.database.write() as conn:
        for number, role in ((RELAY, "relay"), (MONITOR, "monitor"), (FOCAL, "gbv_focal")):
            about: Any = {"number": number, "name": "Quelqu'un", "roles": (role,), "areas": ("ML0701",)}
            people.add_member(conn, house.vault, now=house.clock(), **about)
        for role in (*ROLES, "gbv_focal"):
            access.add_account(conn, role, f"{role}-secret", [role], ["ML"], house.clock(), hasher=QUICK)


def tell(here: Lane) -> None:
    """Every case, by the doors of the provider; workers work after every fifty."""
    for n, case in enumerate(here.texts):
        answer = here.phone.line.sms(case.number, case.text, id=f"lane{n}")
        assert (answer.status_code, answer.text) == (200, "")
        if n % 50 == 49:
            work(here.phone)
    work(here.phone)
    here.screens = [dial(here.phone, n, call) for n, call in enumerate(calls())]
    work(here.phone)


def dial(phone: Texting, n: int, call: Call) -> str:
    """The last screen. Every call is told to have ended, as providers do."""
    house = phone.house
    if call.known:
        with house.database.write() as conn:
            people.remember(
                conn, house.vault, call.number, house.clock(), language=call.language, home="ML0701"
            )
    for until in range(len(call.typed) + 1):
        screen = phone.line.dial(call.number, f"lane{n}", "*".join(call.typed[:until]))
    assert phone.line.hang_up(call.number, f"lane{n}", "*".join(call.typed)).status_code == 200
    return screen


def work(phone: Texting) -> None:
    while drain_once(phone.house, "worker"):
        pass
    while deliver_once(phone.house, {CHANNEL: phone.send}, "worker"):
        pass


def week(here: Lane) -> None:
    """Time passes on every clock of the house, and all that is due in it is done."""
    with redirect_stderr(here.log):
        for at in LATER:
            passes(here.phone, at)


def passes(phone: Texting, at: datetime) -> None:
    passed = at - phone.house.clock()
    phone.line.move(at)
    with phone.house.database.write() as conn:
        elapsed.skip(phone.house.database, conn, int(passed.total_seconds() * 1000))
    tick(phone.house, at)
    work(phone)


def outputs(here: Lane) -> dict[str, str]:
    """All that anybody may read but the focal person, by where it stands."""
    with redirect_stderr(here.log):
        seen = asyncio.run(_read(here))
    told = {"log": here.log.getvalue(), "metrics": generate_latest().decode()}
    told |= {f"sms {n}": message.text for n, message in enumerate(here.phone.sent)}
    with here.phone.house.database.read() as conn:
        told["audit"] = repr(
            conn.exec_driver_sql("SELECT account, role, action, object, reason FROM audit").all()
        )
    return told | seen


async def _read(here: Lane) -> dict[str, str]:
    house = exercise(here.phone.house)
    app = FastAPI(openapi_url=None)
    app.include_router(feeds.router(house))
    app.include_router(console.router(house, hasher=QUICK, patience=0.0))
    with house.database.write() as conn:
        about: Any = {"label": "lane", "scopes": SCOPES, "now": house.clock()}
        _, secret = access.issue_key(conn, issued_by="awa", approved_by="ben", **about)
    told: dict[str, str] = {}
    async with _client(app, house) as reader:
        reader.headers["Authorization"] = f"Bearer {secret}"
        for path in _feed(app):
            told[path] = (await reader.get(path)).content.decode("utf-8", "replace")
    for role in ROLES:
        async with _client(app, house) as browser:
            told |= {f"{role} {path}": text for path, text in (await _console(browser, app, role)).items()}
    return told


async def _console(browser: httpx.AsyncClient, app: FastAPI, role: str) -> dict[str, str]:
    """Every page of one role, and every text that a verifier may open."""
    await enter(browser, role)
    assert (await browser.get("/console/account")).status_code == 200, role
    paths = [path.replace(STREAM, f"{STREAM}?once=1") for path in _paths(app, "/console")]
    told = {path: (await browser.get(path)).text for path in paths if "logout" not in path}
    listed = re.findall(r'href="(/console/incidents/[0-9a-f]+)', told.get("/console/incidents", ""))
    told |= {path: (await browser.get(path)).text for path in listed}
    if role == "verifier":
        sent = {
            "csrf": await token(browser, "/console/triage"),
            "password": f"{role}-secret",
            "reason": "triage",
        }
        assert (await browser.post("/console/step-up", data=sent)).status_code == 303
        for which in ("queue", "recent"):
            for skip in range(20):
                path = f"/console/triage?list={which}&skip={skip}"
                told[path] = (await browser.get(path)).text
    return told


def _feed(app: FastAPI) -> list[str]:
    """Every address of the feed that takes no name, in its formats, and what hangs on the others."""
    plain = _paths(app, "/v1")
    assert {"/v1/incidents", "/v1/indicators", "/v1/alerts", "/v1/alerts.atom"} <= set(plain)
    tables = ("/v1/incidents", "/v1/indicators?indicator=incidents", "/v1/alerts", "/v1/commitments")
    formats = [f"{path}{'&' if '?' in path else '?'}format={each}" for path in tables for each in SIGHTS]
    weeks = [f"/v1/indicators?period=2026-W29&level={level}" for level in ("adm1", "adm2")]
    drawn = [f"/v1/indicators/incidents.svg?kind={kind}" for kind in ("map", "series", "panel")]
    return [
        *plain,
        *formats,
        *weeks,
        *drawn,
        "/v1/collections/incidents/items",
        "/v1/collections/indicators/items",
    ]


def _paths(app: FastAPI, under: str) -> list[str]:
    found = {path for path in _served(app.routes) if path.startswith(under) and "{" not in path}
    return sorted(found)


def _served(routes: Iterable[Any]) -> Iterator[str]:
    """The path of everything that is read, in routers within routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _served(inner.routes)
        elif "GET" in route.methods:
            yield route.path


def _client(app: FastAPI, house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=house.settings.public_url)
