"""A browser that somebody has logged in from: strangers who try that account do not lock it out (P49).

The cookie is `random.day.mac`, its HMAC bound to the account's name; it opens nothing, and has tries of its
own. A renewed key of the staff makes every device a stranger again.
"""

import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from core.periods import day
from store.vault import Vault

LASTS: Final = timedelta(days=180)


def name(vault: Vault, login: str, now: datetime) -> str:
    """The end of the cookie's name, one for each account of a browser."""
    return vault.mark("staff", f"device-name|{login}", now).hex()[:8]


def issue(vault: Vault, login: str, now: datetime) -> str:
    """The cookie of a browser in which somebody has just proven who they are."""
    told = f"{secrets.token_hex(8)}.{day(now)}"
    return f"{told}.{_mac(vault, told, login, now)}"


def known(vault: Vault, login: str, cookie: str, now: datetime) -> str | None:
    """What tries of this device are counted under; None for a stranger to this account."""
    told, _, mac = cookie.rpartition(".")
    right = hmac.compare_digest(mac.encode(), _mac(vault, told, login, now).encode())
    return told if right and _is_young(told, now) else None


def _mac(vault: Vault, told: str, login: str, now: datetime) -> str:
    return vault.mark("staff", f"device|{told}|{login}", now).hex()


def _is_young(told: str, now: datetime) -> bool:
    return now.date() - date.fromisoformat(told.partition(".")[2]) <= LASTS
