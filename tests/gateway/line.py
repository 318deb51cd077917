"""A gateway on a real store, reached as a telco reaches it; its clock moves when a test says so."""

import asyncio
import json
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from core.country import Country
from core.errors import LasomiError
from core.ports import utc_now
from flows.definition import load_flows
from gateway.app import create_app
from gateway.channels import CHANNELS
from gateway.channels.base import Channel
from gateway.console.commands import PATIENCE_SECONDS
from gateway.house import House
from gateway.queue import Doorbell
from gateway.settings import Settings, read_settings
from store import people, tables
from store.committer import Committer
from store.database import Database, ms, open_database
from store.keys import Keys, create_keys
from store.spool import Spool
from store.vault import Vault
from tests.gateway.rooms import FixedClock, flows, mali, say

T = TypeVar("T")
TOKEN = "t" * 43
SECOND = "s" * 43
TWILIO = "w" * 43
PUBLIC = "https://lasomi.example.org"
SMS = f"/hooks/africastalking/{TOKEN}/sms"
FORM = {"id": "ATXid_1", "from": "+22376000001", "to": "36000", "text": "22 ANSONGO"}


def settings(data_dir: object, **more: str) -> Settings:
    environ = {
        "LASOMI_DATA_DIR": str(data_dir),
        "LASOMI_PUBLIC_URL": PUBLIC,
        "LASOMI_HOOK_TOKENS": f"africastalking={TOKEN},{SECOND};twilio={TWILIO}",
        "LASOMI_TWILIO_ACCOUNT_SID": "AC1",
        "LASOMI_TWILIO_AUTH_TOKEN": "12345",
        "LASOMI_TWILIO_FROM": "+15005550006",
    }
    return read_settings({**environ, **more})


def own_house(folder: Path, data_dir: Path) -> dict[str, str]:
    """The environment of a house that `open_house` opens, or a process of its own: a database and keys."""
    database = open_database(f"sqlite:///{data_dir}/lasomi.db", data_dir)
    database.upgrade()
    database.close()
    create_keys(folder / "keys" / "keys", utc_now())
    return {"LASOMI_DATA_DIR": str(data_dir), "LASOMI_KEYS_FILE": str(folder / "keys" / "keys")}


def house(database: Database, keys: Keys, at: datetime, **more: str) -> House:
    return House(
        settings=settings(database.data_dir, **more),
        clock=FixedClock(at),
        country=mali(),
        flows=flows(),
        say=say(),
        database=database,
        keys=keys,
        vault=Vault(keys),
        queue=Doorbell(""),
    )


def in_country(one: House, country: Country) -> House:
    return replace(one, country=country, flows=load_flows(country, say=one.say))


class Broken(Committer):
    """A database that is away: no work is ever committed."""

    def submit(self, work: Any) -> Any:
        failed: Future[Any] = Future()
        failed.set_exception(LasomiError("store.away", retryable=True))
        return failed


class Hanging(Committer):
    """A database that neither commits nor fails."""

    def submit(self, work: Any) -> Any:
        return Future()


class Full(Spool):
    """A disk without room."""

    def write(self, entries: Any, now: datetime) -> None:
        raise LasomiError("spool.failed", retryable=True)


@dataclass
class Line:
    """Posts forms and reads what is on disk. One event loop, one process."""

    house: House = field(repr=False)
    app: FastAPI
    runner: asyncio.Runner
    client: httpx.AsyncClient

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """What hypothesis shows of a failing call: the fields hold a country."""
        printer.text("line")

    def post(self, path: str, form: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        return self.run(self.client.post(path, data=form, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.run(self.client.get(path, **more))

    def at_once(self, path: str, forms: Iterable[Mapping[str, str]]) -> list[httpx.Response]:
        async def together() -> list[httpx.Response]:
            return await asyncio.gather(*(self.client.post(path, data=form) for form in forms))

        return self.run(together())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def sms(self, number: str = "+22376000001", text: str = "22 ANSONGO", **form: str) -> httpx.Response:
        fields = {"id": f"AT{number}{text}", "from": number, "to": "36000", "text": text, **form}
        return self.post(f"/hooks/africastalking/{TOKEN}/sms", fields)

    def dial(self, number: str, session: str, text: str = "", **form: str) -> str:
        fields = {"sessionId": session, "phoneNumber": number, "serviceCode": "*384#", "text": text, **form}
        answer = self.post(f"/hooks/africastalking/{TOKEN}/ussd", fields)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.content[:4] in {b"CON ", b"END "}
        return answer.text

    def hang_up(self, number: str, session: str, text: str) -> httpx.Response:
        fields = {"sessionId": session, "phoneNumber": number, "serviceCode": "*384#", "status": "Incomplete"}
        return self.post(f"/hooks/africastalking/{TOKEN}/ussd-end", {**fields, "input": text})

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        held = tables.metadata.tables[table]
        asked = select(held).where(*(held.c[name] == value for name, value in where.items()))
        with self.house.database.read() as conn:
            return [dict(row) for row in conn.execute(asked).mappings()]

    def bodies(self, **where: Any) -> list[dict[str, Any]]:
        """The opened inbox rows, in the order of acceptance."""
        found = sorted(self.rows("inbox", **where), key=lambda row: row["seq"])
        return [self._opened(row) for row in found]

    def _opened(self, row: Mapping[str, Any]) -> dict[str, Any]:
        vault = self.house.vault
        plain = vault.open("day", row["key_day"], row["sealed"], table="inbox", row=row["id"], purpose="body")
        return {**json.loads(plain), "row": row}

    def move(self, at: datetime) -> None:
        assert isinstance(self.house.clock, FixedClock)
        self.house.clock.at = at


@contextmanager
def open_line(
    one: House,
    *,
    committer: Committer | None = None,
    spool: Spool | None = None,
    client: str = "127.0.0.1",
    channels: Mapping[str, Channel] = CHANNELS,
    patience: float = PATIENCE_SECONDS,
) -> Iterator[Line]:
    """The whole application, from start to stop."""
    app = create_app(house=one, committer=committer, spool=spool, channels=channels, patience=patience)
    transport = httpx.ASGITransport(app=app, client=(client, 50000), raise_app_exceptions=False)
    with asyncio.Runner() as runner:
        client_ = httpx.AsyncClient(transport=transport, base_url="http://gateway.example.org")
        lifespan = app.router.lifespan_context(app)
        runner.run(lifespan.__aenter__())
        try:
            yield Line(one, app, runner, client_)
        finally:
            runner.run(client_.aclose())
            runner.run(lifespan.__aexit__(None, None, None))


def know(line: Line, number: str = "+22376000003", home: str = "ML07") -> None:
    """A contact who called before, in French, from this place."""
    one = line.house
    with one.database.write() as conn:
        people.remember(conn, one.vault, number, one.clock(), language="fr", home=home)


def due(row: Mapping[str, Any], at: datetime) -> int:
    """Seconds from a moment until a row is due."""
    return int(row["due_at"] - ms(at)) // 1000
