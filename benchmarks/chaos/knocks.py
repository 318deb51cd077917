"""Who knocks at the console: strangers who guess, from a few addresses, and whose account it is (P49).

Strangers have addresses of loopback of their own (127.0.0.2 and on), so each has its hundred tries.
"""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

import pyotp

from benchmarks.chaos.trial import Trial
from benchmarks.client import FORM, Answer, Connection
from core.ports import utc_now
from store import accounts, factors, recovery

AWA, PASSWORD = "awa.chaos", "a-long-enough-password-of-awa"
TRIES: Final = 10
BY_ADDRESS: Final = 100
SAFE: Final = 90
"""Tries from one address that are all counted."""
KEPT: Final = 0.9
"""The slowest tenth is other people's work on this machine."""
ENTERED: Final = 303
TOKEN: Final = re.compile(rb'name="csrf" value="([^"]+)"')


@dataclass(slots=True)
class Door:
    """What the knocks were answered. `texts`: pages of refusal, their form tokens left out."""

    at: Trial
    statuses: Counter[str] = field(default_factory=Counter)
    texts: set[bytes] = field(default_factory=set)
    seconds: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    knocks: int = 0

    async def knock(
        self, login: str, password: str, code: str = "", cookie: str = "", host: int = 0
    ) -> Answer:
        """One try from an address, the next of those that have tries left where none is named."""
        self.knocks += host == 0
        source = f"127.0.0.{host or 2 + self.knocks // SAFE}"
        async with Connection(self.at.house.gateways[0], source=source) as line:
            page = await line.get("/console/login")
            found = TOKEN.search(page.body)
            form = page.headers.get("set-cookie", "").partition(";")[0]
            said = {"csrf": found[1].decode() if found else "", "login": login, "password": password}
            head = {"content-type": FORM, "cookie": "; ".join(filter(None, (form, cookie)))}
            body = urlencode(said | {"code": code}).encode()
            answer = await line.send("POST", "/console/login", body, head)
        self.statuses[f"login {answer.status}"] += answer.status != ENTERED
        if answer.status != ENTERED:
            self.texts.add(TOKEN.sub(b"", answer.body))
        return answer

    async def comes_in(
        self, login: str, password: str, code: str = "", cookie: str = "", host: int = 0
    ) -> int:
        return int((await self.knock(login, password, code, cookie, host)).status == ENTERED)


async def knocked(at: Trial, logins: int) -> tuple[Door, dict[str, Any]]:
    """Names that somebody has and nobody's names in turn; then one account, by all that might open it."""
    door = Door(at)
    for index in range(logins):
        known = bool(index % 2)
        name = f"{'known' if known else 'nobody'}.{index // (2 * TRIES)}"
        door.seconds[known].append((await door.knock(name, f"guess-{index}")).seconds)
    return door, {**_times(door), **await _one_account(door)}


def opened(at: Trial, logins: int) -> None:
    """The accounts that are tried; each guess is counted, for none is tried more than ten times."""
    with at.inside.database.write() as conn:
        hasher = accounts.Hasher()
        for index in range(logins // (2 * TRIES) + 1):
            accounts.add_account(conn, f"known.{index}", PASSWORD, ("monitor",), (), utc_now(), hasher=hasher)


async def _one_account(door: Door) -> dict[str, Any]:
    """Each figure counts who came in, or was kept out, and should not have been."""
    secret, spare = _enrolled(door.at)
    code = pyotp.TOTP(secret).at(utc_now())
    without = await door.comes_in(AWA, PASSWORD)
    first = await door.knock(AWA, PASSWORD, code)
    device = next((c for c in first.headers.get("set-cookie", "").split(", ") if "lasomi-" in c), "")
    again = await door.comes_in(AWA, PASSWORD, code)
    for index in range(TRIES):
        await door.knock(AWA, f"guess-{index}")
    late = await door.comes_in(AWA, PASSWORD, spare[0])
    known = await door.comes_in(AWA, PASSWORD, spare[1], device.partition(";")[0])
    for index in range(BY_ADDRESS):
        await door.knock(f"flood.{index}", "guess", host=250)
    flood = await door.comes_in(f"known.{0}", PASSWORD, host=250)
    return {
        "let_in_without_code": without,
        "let_in_by_a_used_code": again,
        "let_in_after_ten_tries": late,
        "let_in_after_a_hundred_by_address": flood,
        "kept_out_with_a_code": int(first.status != ENTERED),
        "known_device_kept_out": 1 - known,
    }


def _enrolled(at: Trial) -> tuple[str, Sequence[str]]:
    """The secret of a phone, and spare codes."""
    house, now = at.inside, utc_now()
    with house.database.write() as conn:
        account = accounts.add_account(conn, AWA, PASSWORD, ("monitor",), ("ML0701",), now)
        secret = factors.begin(conn, house.vault, account, now)
        before = pyotp.TOTP(secret).at(now - timedelta(seconds=30))
        if not factors.confirm(conn, house.vault, account, before, now):
            raise ValueError("a right code was refused")
        return secret, recovery.draw(conn, account)


def _times(door: Door) -> dict[str, Any]:
    """Milliseconds of a refusal, the slowest tenth left out; their difference in percent of the mean."""
    known, unknown = (_mean(sorted(door.seconds[name])) for name in (True, False))
    apart = 100 * abs(known - unknown) / ((known + unknown) / 2) if known and unknown else 0.0
    return {
        "login_ms_known": round(known * 1000, 1),
        "login_ms_unknown": round(unknown * 1000, 1),
        "login_difference_percent": round(apart, 2),
    }


def _mean(seconds: Sequence[float]) -> float:
    kept = seconds[: max(1, int(len(seconds) * KEPT))]
    return statistics.fmean(kept) if kept else 0.0
