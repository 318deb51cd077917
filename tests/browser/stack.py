"""A whole house for a browser: the gateway on a real port, a worker that is rung, and everybody's cookies.

Time stands still at `TODAY` and moves when a test says so. It is no exercise: whoever comes in shows a second
factor.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import yaml
from sqlalchemy import update

from gateway.app import create_app
from gateway.console.visitors import Cookies
from gateway.house import House
from gateway.queue import Bell, Doorbell
from gateway.settings import read_settings
from store.database import ms, open_database
from store.keys import create_keys
from store.logins import alive
from store.tables import logins
from store.vault import Vault
from tests.browser.day import TODAY, Post, seeded
from tests.gateway.rooms import FixedClock, Room, flows, mali, say
from tests.login import Phone, enrolled, let_in
from tests.sandbox.conftest import free_port, served
from workers.drain import drain_once

HOOK: Final = "t" * 43
TABLE: Final[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "authz.yaml").read_text(encoding="utf-8")
)
Seed = Callable[[Room, Post, Callable[[], None]], dict[str, str]]
"""Fills an empty house: the ids that a path may name."""
MORE: Final[dict[str, Any]] = {
    "awa": {"roles": ["verifier"], "areas": ["ML"]},
    "seydou": {"roles": ["national", "verifier"], "areas": ["ML"]},
}
"""Beside them, people of the whole country."""


class Rung(Doorbell):
    """A bell in one process: whoever accepts rings, the worker hears."""

    def __init__(self) -> None:
        super().__init__("")
        self.heard = threading.Event()

    def ring(self, name: Bell) -> bool:
        self.heard.set()
        return True


@dataclass
class Stack:
    """The house at an address; `people` are the ids of those of `authz.yaml`, `ids` what a path may name."""

    house: House
    clock: FixedClock
    room: Room
    address: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)

    def cookie(self, login: str) -> dict[str, str]:
        """Somebody who has just come in, as the browser keeps it."""
        with self.house.database.write() as conn:
            token = let_in(conn, self.people[login], self.clock.at)
        return {"name": Cookies(self.address).session, "value": token, "url": self.address}

    def cleared(self, cookie: Mapping[str, str], reason: str) -> None:
        """As if its owner had just proven once more who they are."""
        until = {"cleared_until": ms(self.clock.at + timedelta(minutes=15)), "clearance": reason}
        with self.house.database.write() as conn:
            conn.execute(update(logins).where(alive(cookie["value"], self.clock.at)).values(until))

    def sms(self, text: str, number: str, mark: str) -> None:
        form = {"id": mark, "from": number, "to": "36000", "text": text}
        answer = httpx.post(f"{self.address}/hooks/africastalking/{HOOK}/sms", data=form, trust_env=False)
        assert answer.status_code == 200, answer.text

    def works(self) -> None:
        while drain_once(self.house, "browser"):
            pass

    def path(self, page: Mapping[str, Any]) -> str:
        """The address of a row of `authz.yaml`."""
        path = str(page.get("path", page["at"].partition(" ")[2]))
        for name, id_ in {**self.ids, **self.people}.items():
            path = path.replace(f"{{{name}}}", id_)
        return path


@contextmanager
def stack(template: Path, folder: Path, seed: Seed = seeded) -> Iterator[Stack]:
    """`template`: an upgraded, empty SQLite file. What `seed` tells is in the house when it is handed out."""
    listener = free_port()
    one = _built(template, folder, f"http://127.0.0.1:{listener.getsockname()[1]}")
    app = create_app(house=one.house)
    try:
        with served(app, listener) as one.address:
            one.ids |= seed(one.room, one.sms, one.works)
            _peopled(one)
            with _working(one):
                yield one
    finally:
        one.house.database.close()


@contextmanager
def house() -> Iterator[Stack]:
    """A whole house with its day, on a fresh SQLite file."""
    folder = Path(tempfile.mkdtemp(prefix="lasomi-browser-"))
    try:
        empty = folder / "empty"
        empty.mkdir(mode=0o700)
        database = open_database(f"sqlite:///{empty}/lasomi.db", empty)
        database.upgrade()
        database.checkpoint()
        database.close()
        with stack(empty / "lasomi.db", folder) as here:
            yield here
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _built(template: Path, folder: Path, address: str) -> Stack:
    data = folder / "data"
    data.mkdir(mode=0o700)
    (data / "lasomi.db").write_bytes(template.read_bytes())
    clock, keys = FixedClock(TODAY), create_keys(folder / "keys" / "keys", TODAY)
    database = open_database(f"sqlite:///{data}/lasomi.db", data)
    environ = {"LASOMI_DATA_DIR": str(data), "LASOMI_PUBLIC_URL": address}
    environ |= {
        "LASOMI_KEYS_FILE": str(folder / "keys" / "keys"),
        "LASOMI_HOOK_TOKENS": f"africastalking={HOOK}",
    }
    house = House(
        settings=read_settings(environ),
        clock=clock,
        country=mali(),
        flows=flows(),
        say=say(),
        database=database,
        keys=keys,
        vault=Vault(keys),
        queue=Rung(),
    )
    return Stack(house, clock, Room(house, clock, None))  # type: ignore[arg-type]


def _peopled(one: Stack) -> None:
    """Everybody, with a second factor."""
    for login, about in {**TABLE["people"], **MORE}.items():
        one.people[login] = one.room.person(login, about["roles"], about["areas"])
        with one.house.database.write() as conn:
            one.phones[login] = enrolled(conn, one.house.vault, one.people[login], one.clock.at)


@contextmanager
def _working(one: Stack) -> Iterator[None]:
    """A worker that sleeps until it is rung."""
    bell, over = one.house.queue, threading.Event()
    assert isinstance(bell, Rung)

    def work() -> None:
        while not over.is_set():
            bell.heard.wait()
            bell.heard.clear()
            one.works()

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    try:
        yield
    finally:
        over.set()
        bell.heard.set()
        thread.join(30)
