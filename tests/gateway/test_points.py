"""What a process remembers of calls between two screens, and for how long."""

import asyncio

import pytest

from flows.engine import Point
from flows.moves import State
from flows.nodes import Moment, Node
from gateway import points
from gateway.points import KEPT_SECONDS, Points

HERE = Point(("1",), State(Moment(Node("report.what"))))


def test_a_point_is_forgotten_when_its_call_is_erased() -> None:
    async def spoken() -> list[Point | None]:
        calls = Points()
        calls.keep("a", HERE)
        before = calls.of("a")
        calls.keep("a", None)
        return [before, calls.of("a")]

    assert asyncio.run(spoken()) == [HERE, None]


def test_a_point_is_forgotten_after_five_minutes_though_nobody_calls() -> None:
    async def later() -> Point | None:
        calls, loop = Points(), asyncio.get_running_loop()
        calls.keep("a", HERE)
        now = loop.time
        loop.time = lambda: now() + KEPT_SECONDS + 1  # type: ignore[method-assign]
        for _ in range(3):
            await asyncio.sleep(0)
        return calls.of("a")

    assert asyncio.run(later()) is None


def test_there_are_never_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    async def many() -> list[Point | None]:
        calls = Points()
        for index in range(5):
            calls.keep(str(index), HERE)
        return [calls.of(str(index)) for index in range(5)]

    monkeypatch.setattr(points, "MOST_KEPT", 3)
    assert asyncio.run(many()) == [HERE] * 3 + [None] * 2
