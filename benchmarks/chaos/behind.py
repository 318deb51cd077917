"""How far a house is behind: the age of the oldest message that was accepted and has no outcome yet.

Asked of the database from outside, again and again. Between two looks a message may have become older than
either saw, so what is judged is the bound: it was there at the one look, and gone at the next at the latest.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from sqlalchemy import func, select

from core.errors import LasomiError
from store.database import Database
from store.tables import inbox

EVERY_SECONDS: Final = 0.25
UNFINISHED: Final = ("new", "leased")
"""Also what a failure has put off: it was accepted, and nobody has heard its outcome."""


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds since 1970 of a look, of the acceptance of the oldest unfinished row (None: nothing waits), and
    how many there were.
    """

    at: float
    oldest: float | None
    waiting: int


@dataclass(slots=True)
class Behind:
    """The looks so far, and how many could not be taken."""

    looks: list[Look] = field(default_factory=list)
    missed: int = 0

    def figures(self) -> dict[str, float | None]:
        """`behind_s` is the bound; None where nobody looked twice."""
        gaps = [later.at - sooner.at for sooner, later in pairwise(self.looks)]
        seen = [each.at - each.oldest for each in self.looks if each.oldest is not None]
        return {
            "behind_s": bound(self.looks),
            "behind_seen_s": round(max(seen, default=0.0), 1),
            "behind_rows": max((each.waiting for each in self.looks), default=0),
            "behind_look_s_max": round(max(gaps), 1) if gaps else None,
            "behind_looks_missed": self.missed,
        }


def bound(looks: Sequence[Look]) -> float | None:
    """The oldest that a message can have become, in seconds.

    One that waited at a look waited until the next at most; one that came and went between two, no longer
    than from the one to the other.
    """
    if len(looks) < 2:
        return None
    ages = (later.at - min(sooner.at, sooner.oldest or sooner.at) for sooner, later in pairwise(looks))
    last = looks[-1]
    return round(max(*ages, last.at - (last.oldest or last.at)), 1)


@contextmanager
def watched(database: Database, clock: Callable[[], float] = time.time) -> Iterator[Behind]:
    """Looks four times a second while the block lasts, in a thread of its own."""
    behind, ended = Behind(), threading.Event()

    def look() -> None:
        while True:
            _look(behind, database, clock)
            if ended.wait(EVERY_SECONDS):
                return

    thread = threading.Thread(target=look, name="behind", daemon=True)
    thread.start()
    try:
        yield behind
    finally:
        ended.set()
        thread.join()
        _look(behind, database, clock)


def _look(behind: Behind, database: Database, clock: Callable[[], float]) -> None:
    asked = select(func.min(inbox.c.received_at), func.count()).where(inbox.c.state.in_(UNFINISHED))
    try:
        with database.read() as conn:
            oldest, waiting = conn.execute(asked).one()
    except LasomiError:
        behind.missed += 1
        return
    behind.looks.append(Look(clock(), None if oldest is None else oldest / 1000, waiting))
