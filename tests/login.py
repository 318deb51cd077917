"""The one way in which tests log in: by the form of the console, as a browser does.

Houses of tests are exercises, which ask nobody for a second factor that they have not enrolled
(`docs/accounts.md`). Where the door itself is tested the house is none, and people have a `Phone`.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

import httpx
import pyotp
from sqlalchemy import Connection

from gateway.house import House
from store import factors, logins
from store.vault import Vault

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
LOGIN = "/console/login"


def exercise(house: House) -> House:
    """The same house with its sandbox on."""
    return replace(house, settings=house.settings.model_copy(update={"sandbox": "1"}))


async def enter(
    browser: httpx.AsyncClient, login: str, password: str | None = None, code: str = ""
) -> httpx.Response:
    """The answer to name and password; without another it is `{login}-secret`."""
    sent = {"csrf": await token(browser, LOGIN), "login": login, "password": password or f"{login}-secret"}
    return await browser.post(LOGIN, data=sent | ({"code": code} if code else {}))


async def token(browser: httpx.AsyncClient, path: str = "/console") -> str:
    """What the forms of a page must send back."""
    found = TOKEN.search((await browser.get(path)).text)
    assert found, path
    return found[1]


def let_in(conn: Connection, account: str, at: datetime) -> str:
    """The token of somebody who has just been let in."""
    return logins.begin(conn, account, at)


@dataclass(frozen=True)
class Phone:
    """The application of somebody who has enrolled: another code every 30 seconds."""

    secret: str

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)


def enrolled(conn: Connection, vault: Vault, account: str, at: datetime) -> Phone:
    """An account's phone. Its code of this moment is spent by having enrolled."""
    phone = Phone(factors.begin(conn, vault, account, at))
    assert factors.confirm(conn, vault, account, phone.code(at), at)
    return phone
