"""What the tests of the feed and the console share: a house on a real store, whose clock they set."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy import update
from starlette.types import ASGIApp, Receive, Scope, Send

from core.alerts import Alert
from core.reports import Incident
from gateway.console import routes as console
from gateway.feeds import routes as feeds
from gateway.feeds.csvtable import Column, Row, write_csv
from gateway.house import House
from gateway.queue import Doorbell
from gateway.settings import read_settings
from store import access, alerts, figures, incidents
from store.database import Database, ms
from store.eventstream import Event
from store.keys import Keys
from store.tables import accounts
from store.vault import Vault
from tests import publishing
from tests.mali import flows, mali, say

__all__ = ["flows", "mali", "say"]
QUICK = access.Hasher(memory_kib=8, passes=1)
HOST = "http://lasomi.example.org"


def csv_bytes(shown: Sequence[Column], rows: Iterable[Row], *, hxl: str = "0", bom: bool = False) -> bytes:
    """A whole file of the feed at once."""
    file = io.BytesIO()
    write_csv(file, shown, rows, hxl=hxl, bom=bom)
    return file.getvalue()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOON = moment("2026-10-13T12:00")


@dataclass
class FixedClock:
    """A clock that a test moves."""

    at: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Doors:
    """The feed and the pages of a house, each mounted when it is first asked for: few tests ask both."""

    house: House
    patience: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = self._feed if scope["path"].startswith("/v1") else self._pages
        await asked(scope, receive, send)

    @cached_property
    def _feed(self) -> FastAPI:
        return _mounted(feeds.router(self.house))

    @cached_property
    def _pages(self) -> FastAPI:
        return _mounted(console.router(self.house, hasher=QUICK, patience=self.patience))


def _mounted(router: APIRouter) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    return app


@dataclass(frozen=True)
class Room:
    """A house with its two products mounted, and hands to fill its store."""

    house: House
    clock: FixedClock
    app: ASGIApp

    def key(self, *scopes: str, issued_by: str | None = "awa", approved_by: str | None = "ben") -> str:
        with self.house.database.write() as conn:
            _, secret = access.issue_key(
                conn,
                label="test",
                scopes=scopes,
                now=self.clock.at,
                issued_by=issued_by,
                approved_by=approved_by,
            )
        return secret

    def person(self, login: str, roles: Sequence[str], areas: Sequence[str]) -> str:
        with self.house.database.write() as conn:
            id_ = access.add_account(conn, login, f"{login}-secret", (), areas, self.clock.at, hasher=QUICK)
            stands = {"roles": " ".join(roles)}  # also such as `add_account` would not give together
            conn.execute(update(accounts).where(accounts.c.id == id_).values(stands))
        return id_

    def keep(self, told: Incident, *, released_at: datetime | None = None) -> None:
        with self.house.database.write() as conn:
            incidents.save(conn, told)
            if released_at is not None:
                assert incidents.release(conn, told.id, "someone", released_at)

    def alert(self, told: Alert, *, adm1: str = "ML07", adm2: str = "ML0701") -> None:
        with self.house.database.write() as conn:
            assert alerts.raise_(conn, told, adm1, adm2)

    def ratings(
        self,
        unit: str,
        period: str,
        *,
        yes: int,
        no: int,
        localities: int = 3,
        authority: int = 1,
        indicator: str = "G1",
    ) -> None:
        """So many ratings of one authority, from so many localities in turn."""
        with self.house.database.write() as conn:
            for index in range(yes + no):
                figures.observe(
                    conn,
                    indicator=indicator,
                    places=mali().gazetteer.ancestors(unit),
                    period=period,
                    authority=authority,
                    numerator=float(index < yes),
                    denominator=1.0,
                    member=f"{unit}-{index % localities}",
                )

    def reported(self, place: str, week: str, code: str, reporters: int, *, incidents_: int = 1) -> None:
        """Incidents of a code, and the pseudonyms of so many reporters."""
        with self.house.database.write() as conn:
            places = mali().gazetteer.ancestors(place)
            for _ in range(incidents_):
                figures.observe(
                    conn,
                    indicator="incidents",
                    places=places,
                    period=week,
                    group=code,
                    numerator=1.0,
                    denominator=1.0,
                )
            for index in range(reporters):
                figures.observe(
                    conn,
                    indicator="incidents",
                    places=places,
                    period=week,
                    group=code,
                    member=f"{place}{index}",
                )

    def unpublish(self) -> None:
        """As if nothing had been published yet."""
        publishing.KNOWN.clear()

    def client(self, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers)

    def reader(self, *scopes: str, **headers: str) -> httpx.AsyncClient:
        """A client that holds a key of these scopes."""
        return self.client(Authorization=f"Bearer {self.key(*scopes)}", **headers)


def room(
    database: Database,
    keys: Keys,
    folder: Path,
    *,
    public_url: str = HOST,
    patience: float = 2.0,
    exercise: bool = True,
) -> Room:
    """Of an `exercise`, which lets people in without a second factor; tests of the door want the real one."""
    clock = FixedClock()
    keys.issue(clock.at)
    settings = {"LASOMI_PUBLIC_URL": public_url, "LASOMI_SANDBOX": "1" if exercise else ""}
    settings["LASOMI_KEYS_FILE"] = str(folder.parent / "keys" / "keys")
    house = House(
        settings=read_settings({**settings, "LASOMI_DATA_DIR": str(folder)}),
        clock=clock,
        country=mali(),
        flows=flows(),
        say=say(),
        database=database,
        keys=keys,
        vault=Vault(keys),
        queue=Doorbell(""),
    )
    return Room(house, clock, Doors(house, patience))


async def told(here: Room, path: str, *scopes: str) -> dict[str, Any]:
    """The answer to a reader whose key has these scopes."""
    async with here.reader(*scopes) as reader:
        answer = await reader.get(path)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def seen(rows: Iterable[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def event(told: Incident, released_at: datetime | None = None) -> Event:
    """An incident as the feed reads it."""
    same = {name: getattr(told, name) for name in Event._fields if name != "released_at"}
    free = None if released_at is None else ms(released_at)
    moments = {"opened_at": ms(told.opened_at), "updated_at": ms(told.updated_at), "released_at": free}
    return Event(**same | moments)


def incident(identity: str = "i-58211", **told: Any) -> Incident:
    """An event at Ansongo at noon of 13 October 2026, unless told otherwise."""
    facts: dict[str, Any] = {
        "code": "22",
        "severity": 2,
        "adm1": "ML07",
        "adm2": "ML0701",
        "adm3": "ML070101",
        "place": "ML070101",
        "lat": 15.6616,
        "lon": 0.50014,
        "occurred": "today",
        "state": "unverified",
        "confidence": 0.6,
        "sources": 1,
        "opened_at": NOON,
        "updated_at": NOON,
    }
    return Incident(id=identity, **(facts | told))


def alert(identity: str, number: str, **told: Any) -> Alert:
    """An alert about the incident above, raised five minutes and some seconds past noon."""
    raised = moment("2026-10-13T12:07:31")
    facts: dict[str, Any] = {
        "rule": "severity",
        "incident": "i-58211",
        "code": "11",
        "severity": 4,
        "area": "ML070101",
        "state": "unverified",
        "sources": 2,
        "raised_at": raised,
        "accepted_at": raised,
        "expires_at": moment("2026-10-14T12:07:31"),
        "seen": "VU",
        "when": "auj.",
    }
    return Alert(id=identity, number=number, **(facts | told))
