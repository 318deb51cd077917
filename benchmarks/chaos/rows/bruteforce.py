"""F21: keys, secrets of webhooks and passwords are guessed. F24: what the time of a refusal tells.

Of P49 only what stands is tried: the wait by account, one answer for all, nobody let in. The rest is named
as skipped in the figures.
"""

import argparse
import asyncio
import random
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks import timing
from benchmarks.chaos.ledger import milliseconds, quantile
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial
from benchmarks.client import FORM, Answer, Connection, said
from core.ports import utc_now
from store import access, accounts

LATER: Final = "skipped: built with issue 8"
LOGIN, PASSWORD = "awa.chaos", "a-long-enough-password-of-awa"
AT_ONCE: Final = 8
LIMITS: Final = {
    "let_in": 0.0,
    "other_answers": 0.0,
    "let_in_after_ten_tries": 0.0,
    "texts_of_refusal": 1.0,
    "others_ms_p99": 500.0,
    "honest_errors": 0.0,
    "welch_t": timing.LIMITS["welch_t"],
    "rejection_cpu_ms": timing.LIMITS["rejection_cpu_ms"],
}
_TOKEN: Final = re.compile(rb'name="csrf" value="([^"]+)"')


@dataclass(slots=True)
class Seen:
    """What the guesses were answered. `texts`: pages of refusal, their form tokens left out."""

    statuses: Counter[str] = field(default_factory=Counter)
    texts: set[bytes] = field(default_factory=set)
    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)
    honest: list[float] = field(default_factory=list)
    errors: int = 0


def run(asked: Asked) -> Result:
    with trial(asked, gateways=1, workers=1) as at:
        key = _opened(at)
        seen = asyncio.run(_guessed(at, key, asked["tries"], asked["logins"]))
        late = asyncio.run(_right_password(at))
    times = timing.measured(argparse.Namespace(samples=asked["samples"], seed=asked.seed))
    figures = {
        **_figures(seen, late),
        **times,
        "tries_by_address": LATER,
        "known_device": LATER,
        "totp": LATER,
    }
    return judged(figures, over(figures, LIMITS))


def _opened(at: Trial) -> str:
    """A key and an account that exist, so that a guess could be right."""
    with at.inside.database.write() as conn:
        accounts.add_account(conn, LOGIN, PASSWORD, ("monitor",), ("ML0701",), utc_now())
        _, secret = access.issue_key(conn, label="chaos", scopes=("public",), now=utc_now())
    return secret


async def _guessed(at: Trial, key: str, tries: int, logins: int) -> Seen:
    """Wrong keys and secrets, many and near the right one, then passwords; honest messages all the while."""
    seen, dice, over_ = Seen(), random.Random(at.asked.seed), asyncio.Event()
    honest = asyncio.create_task(_honest(at, seen, over_))
    lanes = (_lane(at, key, random.Random(dice.random()), tries // AT_ONCE, seen) for _ in range(AT_ONCE))
    await asyncio.gather(*lanes)
    await _passwords(at, logins, seen)
    over_.set()
    await honest
    return seen


async def _lane(at: Trial, key: str, dice: random.Random, tries: int, seen: Seen) -> None:
    """Half by keys, half by webhook secrets; `near` differ from the right one in one letter."""
    async with Connection(at.house.gateways[0]) as line:
        for index in range(tries):
            near = dice.random() < 0.5
            if index % 2:
                wrong = _other(key, dice) if near else f"lsm_{dice.randbytes(8).hex()}_{'x' * 43}"
                answer = await line.send("GET", "/v1/taxonomy", b"", {"authorization": f"Bearer {wrong}"})
            else:
                secret = _other(at.house.site.token, dice) if near else dice.randbytes(32).hex()
                answer = await line.post(f"/hooks/africastalking/{secret}/sms", said("guess", index).form())
            seen.statuses[f"{'key' if index % 2 else 'hook'} {answer.status}"] += 1


def _other(secret: str, dice: random.Random) -> str:
    """The same but for one letter of its secret part."""
    at = dice.randrange(len(secret) - 40, len(secret))
    return secret[:at] + ("A" if secret[at] != "A" else "B") + secret[at + 1 :]


async def _passwords(at: Trial, logins: int, seen: Seen) -> None:
    """One account tried again and again, and names that nobody has, in turn."""
    async with Connection(at.house.gateways[0]) as line:
        for index in range(logins):
            login, kept = (LOGIN, seen.known) if index % 2 else (f"nobody.{index}", seen.unknown)
            answer = await _login(line, login, f"guess-{index}")
            kept.append(answer.seconds)
            seen.statuses[f"login {answer.status}"] += 1
            seen.texts.add(_TOKEN.sub(b"", answer.body))


async def _login(line: Connection, login: str, password: str) -> Answer:
    page = await line.get("/console/login")
    found = _TOKEN.search(page.body)
    csrf = found[1].decode() if found else ""
    cookie = page.headers.get("set-cookie", "").partition(";")[0]
    body = urlencode({"csrf": csrf, "login": login, "password": password}).encode()
    return await line.send("POST", "/console/login", body, {"content-type": FORM, "cookie": cookie})


async def _right_password(at: Trial) -> int:
    """1 when the right password still lets somebody in after more tries than are allowed."""
    async with Connection(at.house.gateways[0]) as line:
        return int((await _login(line, LOGIN, PASSWORD)).status in {200, 302, 303})


async def _honest(at: Trial, seen: Seen, over_: asyncio.Event) -> None:
    path, index = f"/hooks/africastalking/{at.house.site.token}/sms", 0
    async with Connection(at.house.gateways[0]) as line:
        while not over_.is_set():
            try:
                answer = await line.post(path, said("honest", index).form())
                seen.errors += answer.status != 200
                seen.honest.append(answer.seconds)
            except OSError:
                seen.errors += 1
            index += 1
            await asyncio.sleep(0.1)


def _figures(seen: Seen, late: int) -> dict[str, Any]:
    refused = {"key 401", "hook 404", "login 401", "key 429", "login 429"}
    good = sum(n for what, n in seen.statuses.items() if what.split()[1][0] in "23")
    return {
        "tries": seen.statuses.total(),
        "let_in": good,
        "other_answers": sum(n for what, n in seen.statuses.items() if what not in refused) - good,
        "let_in_after_ten_tries": late,
        "texts_of_refusal": len(seen.texts),
        "login_ms_known": _mean(seen.known),
        "login_ms_unknown": _mean(seen.unknown),
        "others_ms_p99": milliseconds(quantile(seen.honest, 0.99)),
        "honest": len(seen.honest),
        "honest_errors": seen.errors,
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values) * 1000, 1) if values else None


ROW: Final = Row(
    "bruteforce",
    ("F21", "F24"),
    run,
    full={"tries": 10_000, "logins": 200, "samples": 100_000},
    reduced={"tries": 1_000, "logins": 40, "samples": 20_000},
    limits=LIMITS,
    scales=("tries",),
)
