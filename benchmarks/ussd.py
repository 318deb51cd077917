"""Calls side by side: `python -m benchmarks.ussd --sessions 200`, or `--rate 500 --seconds 30`.

So many people dial at once, each on a path of their own through the flows, think between two screens, and
dial again. With `--rate`, so many screens a second are asked for, whatever the answers take. Every screen is
compared with the one that the same keys must give: anybody else's is cross-talk.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle
from typing import Final

import psutil

from benchmarks.arrivals import Asked, carried, in_turn
from benchmarks.chaos.rig import rig
from benchmarks.chaos.row import Figures
from benchmarks.client import PLACES, Answer, Connection, number
from benchmarks.inside import bodies
from benchmarks.measured import carried_out, megabytes, parser, spread
from core.ports import utc_now
from flows.engine import Session, Turn, replay
from gateway.house import House
from store import callfacts

NEVER: Final = ("cross_talk", "errors", "kept_wrong")
LIMITS: Final = {"ussd_ms_p99": 1000.0, "ussd_ms_max": 3000.0, **dict.fromkeys(NEVER, 0.0)}
RATE_LIMITS: Final = {"ussd_ms_p99": 30.0, **dict.fromkeys(NEVER, 0.0)}
WHOLE: Final = {"sessions": 200, "calls": 10, "think": 1.0}
RATE_WHOLE: Final = {"rate": 500.0, "seconds": 30.0, "think": 1.0}
LONGEST: Final = 14
AWAY: Final = frozenset({"0", "00", "6", "9", "98"})
"""Keys that lead back, out, to the protected lane or to the next page: not these."""


@dataclass(slots=True)
class Heard:
    """What all callers together met."""

    seconds: list[float] = field(default_factory=list)
    cross_talk: int = 0
    errors: int = 0
    told: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)

    def screen(self, answer: Answer, who: str, turn: Turn) -> None:
        """Judges one screen, and remembers what its caller has told when it was shown."""
        if answer.status != 200 or answer.body.startswith(b"END Service indisponible"):
            self.errors += 1
        elif answer.body.decode() != f"{'END' if turn.ends else 'CON'} {turn.text}":
            self.cross_talk += 1
        elif turn.kind == "report":
            self.told[who] = max(self.told.get(who, NOTHING), (turn.position, dict(turn.answers)), key=_first)


NOTHING: Final[tuple[int, dict[str, str]]] = (-1, {})


def _first(told: tuple[int, dict[str, str]]) -> int:
    return told[0]


def main(arguments: Sequence[str]) -> int:
    asked = parser("ussd", __doc__ or "")
    asked.add_argument("--sessions", type=int, default=WHOLE["sessions"])
    asked.add_argument("--calls", type=int, default=WHOLE["calls"], help="calls that each of them makes")
    asked.add_argument("--think", type=float, default=WHOLE["think"], help="seconds between two screens")
    asked.add_argument(
        "--rate", type=float, default=0.0, help="screens a second, whatever their answers take"
    )
    asked.add_argument("--gateways", type=int, default=1, help="processes that answer, asked in turn")
    asked.add_argument("--workers", type=int, default=1, help="processes that work beside the gateway")
    asked.add_argument("--seconds", type=float, default=RATE_WHOLE["seconds"], help="how long, with --rate")
    options = asked.parse_args(arguments)
    if options.rate:
        return carried_out("ussd-rate", options, measured, RATE_LIMITS, RATE_WHOLE)
    return carried_out("ussd", options, measured, LIMITS, WHOLE)


def measured(asked: argparse.Namespace) -> Figures:
    """The figures of one run."""
    with rig(store=asked.store, gateways=asked.gateways, workers=asked.workers) as running:
        house = running.open()
        gateways = [psutil.Process(running.pid(name)) for name in running.named("gateway")]
        try:
            if asked.rate:
                _started(gateways)
            before, busy = _weight(gateways), _busy(gateways)
            path = f"/hooks/africastalking/{running.site.token}/ussd"
            work = _at_a_rate if asked.rate else _side_by_side
            heard, figures = work(asked, house, running.gateways, path)
            figures["gateway_cpu_ms"] = round((_busy(gateways) - busy) * 1000 / (figures["screens"] or 1), 2)
            grown = round(_weight(gateways) - before, 1)
            wrong = _kept_wrong(house, heard)
        finally:
            house.close()
    found = {"cross_talk": heard.cross_talk, "errors": heard.errors, "kept_wrong": wrong}
    return {**figures, **found, "gateway_mb_more": grown}


def _started(gateways: Sequence[psutil.Process]) -> None:
    """A gateway answers before its index of misspellings stands; that is start-up, and measured as such."""
    for _ in range(60):
        before = _busy(gateways)
        time.sleep(1.0)
        if _busy(gateways) - before < 0.05:
            return


def _busy(gateways: Sequence[psutil.Process]) -> float:
    """Seconds of processor that they have taken."""
    return float(sum(sum(one.cpu_times()[:2]) for one in gateways))


def _weight(gateways: Sequence[psutil.Process]) -> float:
    return sum(megabytes(one.pid) for one in gateways)


def _side_by_side(
    asked: argparse.Namespace, house: House, addresses: Sequence[str], path: str
) -> tuple[Heard, dict[str, float | None]]:
    heard = asyncio.run(_all(asked, house, addresses, path))
    counted = {"screens": len(heard.seconds), "calls": asked.sessions * asked.calls}
    return heard, counted | spread("ussd", heard.seconds)


def _at_a_rate(
    asked: argparse.Namespace, house: House, addresses: Sequence[str], path: str
) -> tuple[Heard, dict[str, float | None]]:
    """Everything to be asked and to be heard is made before the first second: the client shares the cores."""
    heard, numbers = Heard(), count(1)
    lanes = [
        _lane(asked.seed * 100_003 + lane, house, path, numbers, heard)
        for lane in range(max(1, round(asked.rate * asked.think)))
    ]
    arrivals = in_turn(lanes, asked.rate, asked.seconds)
    met = asyncio.run(carried(arrivals, addresses))
    heard.errors += met.errors
    counted = {"screens": len(met.seconds), "calls": next(numbers) - 1}
    return heard, counted | spread("ussd", met.seconds) | spread("sent_late", met.late)


def _lane(seed: int, house: House, path: str, numbers: Iterator[int], heard: Heard) -> Iterator[Asked]:
    """One call after the other, each from a phone of its own."""
    dice = random.Random(seed)
    while True:
        index = next(numbers)
        who, session = number(index), f"{seed}-{index}"
        for typed, turn in _screens(house, who, dice):
            yield Asked(path, _form(session, who, typed), partial(heard.screen, who=who, turn=turn))


def _form(session: str, who: str, typed: str) -> dict[str, str]:
    return {"sessionId": session, "phoneNumber": who, "serviceCode": "*384#", "text": typed}


async def _all(asked: argparse.Namespace, house: House, addresses: Sequence[str], path: str) -> Heard:
    heard = Heard()
    callers = zip(range(asked.sessions), cycle(addresses), strict=False)
    await asyncio.gather(*(_caller(asked, house, index, at, path, heard) for index, at in callers))
    return heard


async def _caller(
    asked: argparse.Namespace, house: House, index: int, address: str, path: str, heard: Heard
) -> None:
    dice = random.Random(asked.seed * 100_003 + index)
    people = [number(index * asked.calls + call) for call in range(asked.calls)]
    calls = [list(_screens(house, who, dice)) for who in people]
    await asyncio.sleep(asked.think * dice.random())
    async with Connection(address) as line:
        for call, (who, screens) in enumerate(zip(people, calls, strict=True)):
            for typed, turn in screens:
                await _dial(line, path, _form(f"{asked.seed}-{index}-{call}", who, typed), turn, heard)
                await asyncio.sleep(asked.think * (0.5 + dice.random()))


async def _dial(line: Connection, path: str, form: dict[str, str], turn: Turn, heard: Heard) -> None:
    try:
        answer = await line.post(path, form)
    except OSError:
        heard.errors += 1
        return
    heard.seconds.append(answer.seconds)
    heard.screen(answer, form["phoneNumber"], turn)


def _screens(house: House, who: str, dice: random.Random) -> Iterator[tuple[str, Turn]]:
    """A call of somebody who never called before: what is typed, and the turn it must give."""
    inputs: list[str] = []
    session, today = _first_look(house, who), utc_now().date()
    for _ in range(LONGEST):
        turn = replay(house.flows, session, inputs, find=house.country.gazetteer.find, today=today)
        yield "*".join(inputs), turn
        if turn.ends:
            return
        node = house.flows.node(turn.node)
        keys = sorted(set(node.choices) - AWAY)
        inputs.append(dice.choice(tuple(PLACES)) if node.finds else dice.choice(keys or ["0"]))


def _first_look(house: House, who: str) -> Session:
    """What the house finds of a phone that never called: the items that a rating will ask it."""
    with house.database.read() as conn:
        role, found = callfacts.look(conn, house.vault, house.country, None, who, utc_now())
    return Session(language=None, first_use=True, role=role, facts=dict(found.facts))


def _kept_wrong(house: House, heard: Heard) -> int:
    """People whose last kept turn holds other answers than they gave, or who left none."""
    last: dict[str, tuple[int, dict[str, str]]] = {}
    for body in bodies(house, kind="ussd"):
        known = last.get(body["urn"], NOTHING)
        last[body["urn"]] = max(known, (body["position"], body["answers"]), key=_first)
    return sum(last.get(who, NOTHING)[1] != answers for who, (_, answers) in heard.told.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
