"""What is new, to whom it may matter: names of parts of a page, and nothing of what is in them.

Whoever listens shares one look at the store. A listener's marks are the id of what they were last told, so a
line that was lost is taken up where it broke, and the house remembers nobody.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from gateway.console.visitors import Visitor
from gateway.house import House
from store import newest
from store.newest import OF_THEM, Marks

TICK: Final = timedelta(seconds=2)
BEAT_SECONDS: Final = 15.0
LASTS_SECONDS: Final = 600.0
"""A stream ends by itself; the browser asks again in a moment."""
RETRY_MS: Final = 3000
MOST: Final = 200
MOST_EACH: Final = 4
LOOKS_BACK: Final = timedelta(days=14)
MARK_LETTERS: Final = 8
END: Final = "event: end\ndata:\n\n"
BEAT: Final = "event: beat\ndata:\n\n"
ALL: Final = "overview"
"""Said when anything of what is heard is new."""


class Newest:
    """The last look at the store, for everybody; and how many listen, for each account."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._marks: Marks = {}
        self._at: datetime | None = None
        self._lock = asyncio.Lock()
        self.listening: Counter[str] = Counter()

    async def marks(self) -> Marks:
        """Not older than a tick; whoever asks while somebody looks waits for that look."""
        async with self._lock:
            now = self._house.clock()
            if self._at is None or abs(now - self._at) >= TICK:  # a wall clock may be turned back
                self._marks = await asyncio.to_thread(self._look)
                self._at = now
            return self._marks

    def _look(self) -> Marks:
        with self._house.database.read() as conn:
            return newest.marks(conn, self._house.clock() - LOOKS_BACK)

    def is_full(self, account: str) -> bool:
        return self.listening.total() >= MOST or self.listening[account] >= MOST_EACH


def heard(who: Visitor, marks: Marks, *, tied: bool = False) -> dict[str, str]:
    """The marks of what is this visitor's to see, in their areas; and one of them all. Whoever is `tied` to
    an authority hears of nothing that may speak of one (P47).
    """
    found = {name: _mark(who.areas, marks.get(name, {}), tied) for name in names(who)}
    return {**found, ALL: _digest(repr(found))}


def names(who: Visitor) -> Iterator[str]:
    """Of what they hear, by role: as the pages themselves are shown."""
    if who.sees_alerts:
        yield from ("alerts", "incidents", "cases")
    if who.verifies:
        yield "queue"
    if who.coordinates:
        yield "notices"


def _mark(areas: Sequence[str], found: Mapping[str, str], tied: bool) -> str:
    """What lies in no area is for everybody; an area holds what begins with its p-code."""
    told = {area: mark for area, mark in found.items() if not (tied and area.endswith(OF_THEM))}
    mine = (area for area in told if area in ("", OF_THEM) or area.startswith(tuple(areas)))
    return _digest(repr(sorted((area, told[area]) for area in mine)))


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:MARK_LETTERS]


def frames(before: str, now: Mapping[str, str]) -> Iterator[str]:
    """One event for each name whose mark is another than in the id `before`, then the id that they make."""
    known = dict(pair.split("-", 1) for pair in before.split(".") if "-" in pair)
    for name, mark in now.items():
        if known.get(name, mark) != mark:
            yield f"event: {name}\ndata:\n\n"
    if (id_ := named(now)) != before:
        yield f"id: {id_}\nevent: seen\ndata:\n\n"


def named(now: Mapping[str, str]) -> str:
    """The id of these marks."""
    return ".".join(f"{name}-{mark}" for name, mark in now.items())
