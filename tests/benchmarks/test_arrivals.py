"""An answer that takes long is told by everybody who was due meanwhile, not only by whom it was given to."""

import asyncio
from itertools import repeat

from benchmarks.arrivals import Asked, carried, in_turn
from benchmarks.chaos.wire import Answered, Request
from benchmarks.client import Answer
from tests.benchmarks.test_load import served

STALL = 0.3


class Stalling:
    """One at a time; the first takes long."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self._turn = asyncio.Lock()

    async def __call__(self, request: Request) -> Answered:
        async with self._turn:
            self.paths.append(request.target)
            await asyncio.sleep(STALL if len(self.paths) == 1 else 0)
        return 200, {}, b"CON "


def test_a_stall_is_felt_by_all_who_were_due() -> None:
    heard: list[Answer] = []
    house = Stalling()
    with served(house) as address:
        met = asyncio.run(carried(in_turn([repeat(Asked("/a", {}, heard.append))], 100, 0.5), [address]))
    assert (len(heard), met.errors, len(met.late)) == (50, 0, 50)
    slow = [second for second in met.seconds if second > STALL / 2]
    assert len(slow) >= 12
    assert len([answer for answer in heard if answer.seconds > STALL / 2]) >= 1


def test_lanes_take_turns() -> None:
    lanes = [repeat(Asked(path, {}, lambda _: None)) for path in ("/a", "/b")]
    arrivals = in_turn(lanes, 10, 0.4)
    assert [(arrival.due, arrival.asked.path) for arrival in arrivals] == [
        (0.0, "/a"),
        (0.1, "/b"),
        (0.2, "/a"),
        (0.3, "/b"),
    ]


def test_nobody_at_home_is_an_error() -> None:
    arrivals = in_turn([repeat(Asked("/a", {}, lambda _: None))], 10, 0.2)
    met = asyncio.run(carried(arrivals, ["http://127.0.0.1:9"]))
    assert (met.errors, met.seconds) == (2, [])
