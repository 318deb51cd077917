"""A town that rehearses: people at the console, the exercise's own workers, and what must not change."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml
from fastapi import FastAPI

from gateway.console import routes as console
from gateway.feeds import routes as feeds
from gateway.house import House
from ops.drills import prepare
from ops.persons import Person
from store import access, drills, elapsed, people
from store.door import Proof
from store.drills import Drill
from tests.login import enter, exercise, token
from tests.scenarios.town import Town, when
from tests.workers.onehand import deliver_once
from workers.attempt import Senders
from workers.theatre import Theatre

QUICK = access.Hasher(memory_kib=8, passes=1)
SERIES = (
    "incidents",
    "reports",
    "alerts",
    "steps",
    "cells",
    "cell_members",
    "observations",
    "durations",
    "outbox",
)
FEEDS = (
    "/v1/incidents",
    "/v1/alerts",
    "/v1/indicators?level=adm1",
    "/v1/indicators?level=adm2",
)


@dataclass
class OneHand:
    """The way out of an exercise by one hand, which waits for nobody."""

    house: House
    senders: Senders
    owner: str

    def once(self) -> int:
        return deliver_once(self.house, self.senders, self.owner)

    def close(self) -> None:
        pass


@dataclass
class Rehearsal:
    """What a tester of exercises can do."""

    town: Town
    theatre: Theatre = field(init=False)
    counted: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.theatre = Theatre(self.town.house, {"africastalking": self.town.send}, "scenario", OneHand)
        self.counted = self.town.watch.at
        self.app = FastAPI(openapi_url=None)
        self.app.include_router(feeds.router(self.town.house))
        self.app.include_router(console.router(exercise(self.town.house), hasher=QUICK, patience=0.0))

    def enlist(self, *roster: dict[str, Any]) -> None:
        with self.town.house.database.write() as conn:
            for one in roster:
                people.add_member(
                    conn,
                    self.town.house.vault,
                    number=one["number"],
                    name="Membre",
                    roles=tuple(one["roles"]),
                    areas=tuple(one["areas"]),
                    now=when("2026-07-01 08:00:00"),
                )

    def person(self, login: str, role: str, area: str) -> None:
        with self.town.house.database.write() as conn:
            access.add_account(
                conn, login, f"{login}-secret", [role], [area], self.town.watch.at, hasher=QUICK
            )

    def go(self, at: datetime) -> None:
        """The clock stands at a moment, and both houses do what is due by then."""
        self.town.watch.at = at
        self.town.work()
        passed = (at - self.counted) // timedelta(milliseconds=1)
        self.counted = at
        running = {each.id for each in self.live() if each.state == "running"}
        for drill_id, stage in self.theatre.stages.items():
            if drill_id in running:
                with stage.house.database.write() as conn:
                    elapsed.skip(stage.house.database, conn, passed)
        self.look()

    def look(self) -> None:
        """Until nothing of an exercise has moved on to another state."""
        before: list[drills.State] = []
        while before != (now := [each.state for each in self.live()]):
            before = now
            self.theatre.look()

    def live(self) -> list[Drill]:
        with self.town.house.database.read() as conn:
            return drills.live(conn)

    def drill(self, number: str = "EX-03") -> Drill:
        with self.town.house.database.read() as conn:
            return drills.found(conn, number)

    def press(self, login: str, path: str, **sent: str) -> httpx.Response:
        """Somebody logs in and presses a button, by HTTP; the workers then do what is due."""

        async def play() -> httpx.Response:
            async with self._browser() as browser:
                token = await _login(browser, login)
                return await browser.post(path, data={"csrf": token, **sent})

        answer = asyncio.run(play())
        self.town.work()
        return answer

    def page(self, login: str, path: str) -> httpx.Response:
        async def play() -> httpx.Response:
            async with self._browser() as browser:
                await _login(browser, login)
                return await browser.get(path)

        return asyncio.run(play())

    def feeds(self) -> list[bytes]:
        """What partners and monitors read, as bytes."""
        with self.town.house.database.write() as conn:
            scopes = ("figures", "alerts", "events", "monitor@ML")
            _, secret = access.issue_key(
                conn, label="s8", scopes=scopes, now=self.town.watch.at, issued_by="awa", approved_by="ben"
            )

        async def read() -> list[bytes]:
            async with self._browser(Authorization=f"Bearer {secret}") as reader:
                answers = [await reader.get(path) for path in FEEDS]
            assert [one.status_code for one in answers] == [200] * len(FEEDS), answers
            return [one.content for one in answers]

        return asyncio.run(read())

    def series(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that a figure, a feed or an anomaly is made of."""
        return {table: self.town.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in SERIES}

    def _browser(self, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers)


async def _login(browser: httpx.AsyncClient, login: str) -> str:
    """The token of the forms of somebody who is in."""
    assert (await enter(browser, login)).status_code == 303
    return await token(browser)


def begun(here: Rehearsal, folder: Path, script: dict[str, Any], at: datetime) -> int:
    """Prepared by the monitor Moussa, begun by the coordinator Fanta; how many texts had left before."""
    here.person("fanta", "regional", "ML07")
    here.person("moussa", "monitor", "ML0701")
    prepare(
        here.town.house,
        script["number"],
        written(folder, script),
        Person("moussa", Proof("moussa-secret"), QUICK),
    )
    here.go(at)
    before = len(here.town.sent)
    here.press("fanta", f"/console/drills/{script['number']}/begin")
    here.look()
    assert here.drill(script["number"]).state == "running"
    return before


def written(folder: Path, script: dict[str, Any]) -> Path:
    """The script as a file."""
    path = folder / f"{script['number']}.yaml"
    path.write_text(yaml.safe_dump(script, allow_unicode=True), "utf-8")
    return path
