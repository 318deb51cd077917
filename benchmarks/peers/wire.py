"""The one client of all sides: so many connections, each asking anew as soon as it was answered.

Every request is bytes before the first second begins, and every answer is compared with the one that it must
be: a side that answers fast and wrong has errors.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Final
from urllib.parse import urlencode

import uvloop

from benchmarks.peers.line import Door, Exchange, Line

CONNECTIONS: Final = 32
PATIENCE_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Heard:
    """Seconds of every answer in the order of their coming, of all together, and how many were wrong."""

    seconds: tuple[float, ...]
    whole: float
    errors: int
    own_cpu: float
    """Seconds of the processor that the client itself took."""


def posted(path: str, form: Mapping[str, str]) -> bytes:
    """A form as a provider posts it."""
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def exchanged(port: int, shares: Sequence[Sequence[Exchange]]) -> Heard:
    """Has every share asked over a connection of its own to a port of this machine, one request after the
    other.

    Raises OSError when nobody listens, TimeoutError after five minutes.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_all([("127.0.0.1", port)], [share for share in shares if share]))


def exchanged_with(doors: Sequence[Door], shares: Sequence[Sequence[Exchange]]) -> Heard:
    """The same with several servers, on any address: each share has one of them."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_all(doors, [share for share in shares if share]))


def dealt(calls: Iterable[Sequence[Exchange]], connections: int = CONNECTIONS) -> list[list[Exchange]]:
    """The calls shared among the connections; each call stays whole and in its order."""
    shares: list[list[Exchange]] = [[] for _ in range(connections)]
    for number, call in enumerate(calls):
        shares[number % connections].extend(call)
    return shares


async def _all(doors: Sequence[Door], shares: Sequence[Sequence[Exchange]]) -> Heard:
    loop = asyncio.get_running_loop()
    lines = [
        Line(door, share, loop.create_future()) for door, share in zip(cycle(doors), shares, strict=False)
    ]
    for line in lines:
        await line.open()
    began, cpu = time.perf_counter(), time.process_time()
    for line in lines:
        line.ask()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(line.done for line in lines))
    whole, cpu = time.perf_counter() - began, time.process_time() - cpu
    seconds = tuple(took for line in lines for took in line.seconds)
    return Heard(seconds, whole, sum(line.errors for line in lines), cpu)
