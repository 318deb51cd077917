"""F21: keys, secrets of webhooks, passwords and codes are guessed. F24: what the time of a refusal tells."""

import argparse
import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks import timing
from benchmarks.chaos import knocks
from benchmarks.chaos.ledger import milliseconds, quantile
from benchmarks.chaos.row import Asked, Result, Row, judged, over
from benchmarks.chaos.trial import Trial, trial
from benchmarks.client import Connection, said
from core.ports import utc_now
from store import access

AT_ONCE: Final = 8
LIMITS: Final = {
    "let_in": 0.0,
    "other_answers": 0.0,
    "let_in_without_code": 0.0,
    "let_in_by_a_used_code": 0.0,
    "let_in_after_ten_tries": 0.0,
    "let_in_after_a_hundred_by_address": 0.0,
    "kept_out_with_a_code": 0.0,
    "known_device_kept_out": 0.0,
    "login_difference_percent": 5.0,
    "texts_of_refusal": 1.0,
    "others_ms_p99": 500.0,
    "honest_errors": 0.0,
    "welch_t": timing.LIMITS["welch_t"],
    "rejection_cpu_ms": timing.LIMITS["rejection_cpu_ms"],
}


@dataclass(slots=True)
class Seen:
    """What the guesses were answered, and how long honest messages took meanwhile."""

    statuses: Counter[str] = field(default_factory=Counter)
    honest: list[float] = field(default_factory=list)
    errors: int = 0


def run(asked: Asked) -> Result:
    with trial(asked, gateways=1, workers=1) as at:
        key = _opened(at)
        knocks.opened(at, asked["logins"])
        seen, door, figures = asyncio.run(_guessed(at, key, asked["tries"], asked["logins"]))
    times = timing.measured(argparse.Namespace(samples=asked["samples"], seed=asked.seed))
    figures = {**_figures(seen, door), **figures, **times}
    return judged(figures, over(figures, LIMITS))


def _opened(at: Trial) -> str:
    """A key that exists, so that a guess could be right."""
    with at.inside.database.write() as conn:
        _, secret = access.issue_key(conn, label="chaos", scopes=("public",), now=utc_now())
    return secret


async def _guessed(at: Trial, key: str, tries: int, logins: int) -> tuple[Seen, knocks.Door, dict[str, Any]]:
    """Wrong keys and secrets, many and near the right one, then passwords; honest messages all the while."""
    seen, dice, over_ = Seen(), random.Random(at.asked.seed), asyncio.Event()
    honest = asyncio.create_task(_honest(at, seen, over_))
    lanes = (_lane(at, key, random.Random(dice.random()), tries // AT_ONCE, seen) for _ in range(AT_ONCE))
    await asyncio.gather(*lanes)
    door, figures = await knocks.knocked(at, logins)
    over_.set()
    await honest
    return seen, door, figures


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


def _figures(seen: Seen, door: knocks.Door) -> dict[str, Any]:
    refused = {"key 401", "hook 404", "login 401", "key 429", "login 429"}
    statuses = seen.statuses + door.statuses
    good = sum(n for what, n in statuses.items() if what.split()[1][0] in "23")
    return {
        "tries": statuses.total(),
        "let_in": good,
        "other_answers": sum(n for what, n in statuses.items() if what not in refused) - good,
        "texts_of_refusal": len(door.texts),
        "others_ms_p99": milliseconds(quantile(seen.honest, 0.99)),
        "honest": len(seen.honest),
        "honest_errors": seen.errors,
    }


ROW: Final = Row(
    "bruteforce",
    ("F21", "F24"),
    run,
    full={"tries": 10_000, "logins": 200, "samples": 100_000},
    reduced={"tries": 1_000, "logins": 40, "samples": 20_000},
    limits=LIMITS,
    scales=("tries",),
)
