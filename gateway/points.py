"""Where calls stand, for the seconds between two of their screens. In memory only, and not for long."""

import asyncio
from typing import Final

from flows.engine import Point

KEPT_SECONDS: Final = 300.0
"""Longer than any call (`channels.md` §16)."""
MOST_KEPT: Final = 20_000


class Points:
    """The last point of each call, of one that is over its end. A call that is not here is replayed from its
    beginning.
    """

    def __init__(self) -> None:
        self._points: dict[str, Point] = {}

    def of(self, call: str) -> Point | None:
        return self._points.get(call)

    def keep(self, call: str, point: Point | None) -> None:
        """None forgets it: the call was erased, has become nobody's business, or waits for free text."""
        if point is None:
            self._points.pop(call, None)
            return
        if call not in self._points:
            if len(self._points) >= MOST_KEPT:
                return
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._points.pop, call, None)
        self._points[call] = point
