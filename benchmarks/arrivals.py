"""Requests that arrive at a fixed rate, whatever becomes of those before them.

Each is due at its moment, and its time counts from that moment: one slow answer makes all that were due
meanwhile slow too, as it does for the people who wait, instead of hiding them (coordinated omission).
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from benchmarks.client import Answer, Connection

IDLE_SECONDS: Final = 8.0
"""A connection that rested longer is opened anew: the house closes it after 15 s."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what is done with its answer."""

    path: str
    form: Mapping[str, str]
    heard: Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that is due so many seconds after the start."""

    due: float
    asked: Asked


@dataclass(slots=True)
class Met:
    """Seconds from the due moment to the whole answer, and (`late`) to our own sending."""

    seconds: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    errors: int = 0


def in_turn(lanes: Sequence[Iterator[Asked]], rate: float, seconds: float) -> list[Arrival]:
    """One request of each lane after the other, evenly: whoever stands in a lane rests for lanes ÷ rate
    seconds between two of them. The lanes never end."""
    return [Arrival(number / rate, next(lanes[number % len(lanes)])) for number in range(int(rate * seconds))]


async def carried(arrivals: Sequence[Arrival], addresses: Sequence[str]) -> Met:
    """Sends every arrival at its moment, to one address after the other, over as many connections as that
    takes.
    """
    met = Met()
    pools = [_Pool(address) for address in addresses]
    began = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for arrival, pool in zip(arrivals, cycle(pools), strict=False):
            await asyncio.sleep(began + arrival.due - _now())
            group.create_task(_sent(arrival, began, pool, met))
    for pool in pools:
        pool.close()
    return met


async def _sent(arrival: Arrival, began: float, pool: "_Pool", met: Met) -> None:
    met.late.append(_now() - began - arrival.due)
    line = pool.taken()
    try:
        answer = await line.post(arrival.asked.path, arrival.asked.form)
    except OSError:
        met.errors += 1
        return
    finally:
        pool.give(line)
    met.seconds.append(_now() - began - arrival.due)
    arrival.asked.heard(answer)


class _Pool:
    """Connections to one address, the last used first."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._resting: list[tuple[float, Connection]] = []

    def taken(self) -> Connection:
        if not self._resting:
            return Connection(self._address)
        since, line = self._resting.pop()
        if _now() - since > IDLE_SECONDS:
            line.close()
        return line

    def give(self, line: Connection) -> None:
        self._resting.append((_now(), line))

    def close(self) -> None:
        for _, line in self._resting:
            line.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
