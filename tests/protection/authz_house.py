"""A house with everybody who may or may not see what is in it, and hands to try its doors."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml
from sqlalchemy import delete

from gateway.console.visitors import Cookies
from store import access
from store.database import Database
from store.keys import Keys
from store.tables import inbox, metadata
from tests.gateway.line import PUBLIC, Line, house, open_line
from tests.gateway.rooms import NOON, Room
from tests.login import enrolled, let_in
from tests.protection.authz_rooms import filled
from workers.drain import drain_once

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "authz.yaml").read_text(encoding="utf-8")
)
OF_ASKING = frozenset({"inbox", "audit", "logins", "counters", "queries", "tries"})
"""Tables that tell that somebody asked, and nothing of what came of it."""


def named(names: Iterable[str], groups: Mapping[str, Sequence[str]] = TABLE["groups"]) -> list[str]:
    """The members of groups, and of groups in groups."""
    return [one for name in names for one in (named(groups[name], groups) if name in groups else [name])]


@dataclass
class Authz:
    """The whole application, logins and keys of everybody, and the ids that a path may name."""

    line: Line
    ids: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def room(self) -> Room:
        return Room(self.line.house, self.line.house.clock, self.line.app)  # type: ignore[arg-type]

    def ask(self, at: str, *, cookie: str = "", key: str = "", **more: Any) -> httpx.Response:
        """`at`: method and path, with the names of ids in braces."""
        method, _, path = at.partition(" ")
        for name, id_ in self.ids.items():
            path = path.replace(f"{{{name}}}", id_)
        headers = {"cookie": cookie} | ({"authorization": f"Bearer {key}"} if key else {})
        return self.line.run(self.line.client.request(method, PUBLIC + path, headers=headers, **more))

    def asked_by(self, login: str, at: str, sends: Mapping[str, str] | None = None) -> httpx.Response:
        """Somebody who is logged in; a form bears their token."""
        cookie = self.cookies[login]
        form = None if at.startswith("GET") else {"csrf": self.csrf(cookie), **(sends or {})}
        return self.ask(at, cookie=cookie, data=form)

    def csrf(self, cookie: str) -> str:
        one = self.line.house
        with one.database.read() as conn:
            known = access.account_by_token(conn, cookie.partition("=")[2], one.clock(), lives=False)
        return known.csrf if known else ""

    def marked(self, mark: str) -> str:
        return self.ids.get(mark.strip("{}"), mark)

    def works(self) -> None:
        while drain_once(self.line.house, "authz"):
            pass

    def forgets(self) -> None:
        """What was asked and is not carried out yet never was."""
        with self.line.house.database.write() as conn:
            conn.execute(delete(inbox).where(inbox.c.state == "new"))

    def state(self) -> dict[str, str]:
        """A digest of each table that tells what has come of something."""
        with self.line.house.database.read() as conn:
            return {
                table.name: hashlib.sha256(
                    repr(sorted(map(repr, conn.execute(table.select())))).encode()
                ).hexdigest()
                for table in metadata.sorted_tables
                if table.name not in OF_ASKING
            }


@contextmanager
def open_authz(database: Database, keys: Keys) -> Iterator[Authz]:
    keys.issue(NOON)
    with open_line(house(database, keys, NOON), patience=0.0) as line:
        line.client.timeout = httpx.Timeout(60)
        one = Authz(line)
        one.ids |= filled(one.room)
        for login, about in TABLE["people"].items():
            one.cookies[login] = log_in(one, login, **about)
        for name, scopes in TABLE["keys"].items():
            one.secrets[name] = key(one, name, scopes)
        yield one


def log_in(one: Authz, login: str, roles: Sequence[str], areas: Sequence[str]) -> str:
    """The cookie of a new account with a second factor. The one place where the matrix logs in."""
    id_ = one.room.person(login, roles, areas)
    one.ids[login] = id_
    with one.line.house.database.write() as conn:
        enrolled(conn, one.line.house.vault, id_, NOON)
        return f"{Cookies(PUBLIC).session}={let_in(conn, id_, NOON)}"


def key(one: Authz, name: str, scopes: Sequence[str], days: int = 90) -> str:
    approver = None if name.endswith("_of_one") else "ben"
    with one.line.house.database.write() as conn:
        about: dict[str, Any] = {"issued_by": "awa", "approved_by": approver, "days": days}
        return access.issue_key(conn, label=name, scopes=scopes, now=NOON, **about)[1]
