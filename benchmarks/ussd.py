"""Calls side by side: `python -m benchmarks.ussd --sessions 200`.

So many people dial at once, each on a path of their own through the flows, think between two screens, and
dial again. Every screen is compared with the one that the same keys must give: anybody else's is cross-talk.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.chaos.rig import rig
from benchmarks.chaos.row import Figures
from benchmarks.client import PLACES, Connection, number
from benchmarks.inside import bodies
from benchmarks.measured import carried_out, megabytes, parser, spread
from core.ports import utc_now
from flows.engine import Session, Turn, replay
from gateway.house import House

NEVER: Final = ("cross_talk", "errors", "kept_wrong")
LIMITS: Final = {"ussd_ms_p99": 1000.0, "ussd_ms_max": 3000.0, **dict.fromkeys(NEVER, 0.0)}
WHOLE: Final = {"sessions": 200, "calls": 10, "think": 1.0}
LONGEST: Final = 14
AWAY: Final = frozenset({"0", "00", "6", "9", "98"})
"""Keys that lead back, out, to the protected lane or to the next page: not these."""


@dataclass(slots=True)
class Heard:
    """What all callers together met."""

    seconds: list[float] = field(default_factory=list)
    cross_talk: int = 0
    errors: int = 0
    told: dict[str, dict[str, str]] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    asked = parser("ussd", __doc__ or "")
    asked.add_argument("--sessions", type=int, default=WHOLE["sessions"])
    asked.add_argument("--calls", type=int, default=WHOLE["calls"], help="calls that each of them makes")
    asked.add_argument("--think", type=float, default=WHOLE["think"], help="seconds between two screens")
    return carried_out("ussd", asked.parse_args(arguments), measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run."""
    with rig(store=asked.store, gateways=1, workers=1) as running:
        house = running.open()
        try:
            before = megabytes(running.pid("gateway-1"))
            heard = asyncio.run(_all(asked, house, running.gateways[0], running.site.token))
            grown = round(megabytes(running.pid("gateway-1")) - before, 1)
            wrong = _kept_wrong(house, heard)
        finally:
            house.close()
    counted = {"screens": len(heard.seconds), "calls": asked.sessions * asked.calls}
    found = {"cross_talk": heard.cross_talk, "errors": heard.errors, "kept_wrong": wrong}
    return {**counted, **spread("ussd", heard.seconds), **found, "gateway_mb_more": grown}


async def _all(asked: argparse.Namespace, house: House, address: str, token: str) -> Heard:
    heard = Heard()
    path = f"/hooks/africastalking/{token}/ussd"
    callers = (_caller(asked, house, index, address, path, heard) for index in range(asked.sessions))
    await asyncio.gather(*callers)
    return heard


async def _caller(
    asked: argparse.Namespace, house: House, index: int, address: str, path: str, heard: Heard
) -> None:
    dice = random.Random(asked.seed * 100_003 + index)
    calls = [list(_screens(house, dice)) for _ in range(asked.calls)]
    await asyncio.sleep(asked.think * dice.random())
    async with Connection(address) as line:
        for call, screens in enumerate(calls):
            who = number(index * asked.calls + call)
            session = f"{asked.seed}-{index}-{call}"
            for typed, turn in screens:
                form = {"sessionId": session, "phoneNumber": who, "serviceCode": "*384#", "text": typed}
                await _dial(line, path, form, turn, heard)
                if turn.kind == "report":
                    heard.told[who] = dict(turn.answers)
                await asyncio.sleep(asked.think * (0.5 + dice.random()))


async def _dial(line: Connection, path: str, form: dict[str, str], turn: Turn, heard: Heard) -> None:
    expected = f"{'END' if turn.ends else 'CON'} {turn.text}"
    try:
        answer = await line.post(path, form)
    except OSError:
        heard.errors += 1
        return
    heard.seconds.append(answer.seconds)
    if answer.status != 200 or answer.body.startswith(b"END Service indisponible"):
        heard.errors += 1
    elif answer.body.decode() != expected:
        heard.cross_talk += 1


def _screens(house: House, dice: random.Random) -> Iterator[tuple[str, Turn]]:
    """A call of somebody who never called before: what is typed, and the turn it must give."""
    inputs: list[str] = []
    session = Session(language=None, first_use=True)
    for _ in range(LONGEST):
        find, today = house.country.gazetteer.find, utc_now().date()
        turn = replay(house.flows, session, inputs, find=find, today=today)
        yield "*".join(inputs), turn
        if turn.ends:
            return
        node = house.flows.node(turn.node)
        keys = sorted(set(node.choices) - AWAY)
        inputs.append(dice.choice(tuple(PLACES)) if node.finds else dice.choice(keys or ["0"]))


def _kept_wrong(house: House, heard: Heard) -> int:
    """People whose last kept turn holds other answers than they gave, or who left none."""
    last: dict[str, tuple[int, dict[str, str]]] = {}
    for body in bodies(house, kind="ussd"):
        known = last.get(body["urn"], (-1, {}))
        last[body["urn"]] = max(known, (body["position"], body["answers"]), key=lambda one: one[0])
    return sum(last.get(who, (-1, {}))[1] != answers for who, answers in heard.told.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
