"""Screens that hold nothing of a caller: whoever has pressed the same keys sees the same one.

Only digits that choose are remembered, of people of whom nothing is known and who have nothing to go on with;
never a way that nobody may remember (P36), and no words.
"""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Final

from flows.engine import Point, Session, Turn

LONGEST: Final = 6
"""Keys: the menus that everybody goes through."""
MOST_KEPT: Final = 4_096
DRAWS: Final = frozenset({"general", "forces"})
"""Which questions chance has drawn: of the facts of a call those that are nobody's."""


def common(version: str, session: Session, typed: Sequence[str], today: date) -> Hashable | None:
    """What the screen depends on, where that is nothing but menus; else None."""
    if session.home or session.lists or session.draft or len(typed) > LONGEST:
        return None
    if not session.facts.keys() <= DRAWS:
        return None
    if not all(len(key) == 1 and key in "0123456789" for key in typed):
        return None
    facts = frozenset(session.facts.items())
    return (
        version,
        session.language,
        session.first_use,
        session.role,
        session.letters,
        facts,
        today,
        tuple(typed),
    )


class Turns:
    """Those of one gateway and day, forgotten together at the next, and when there are too many."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Turn, Point]] = {}
        self._day: date | None = None

    def of(self, key: Hashable) -> tuple[Turn, Point] | None:
        return self._kept.get(key)

    def keep(self, key: Hashable, turn: Turn, point: Point | None, today: date) -> None:
        """Nothing where no point may be kept: near the protected lane, in free text, of what was erased."""
        if point is None or turn.near:
            return
        if len(self._kept) >= MOST_KEPT or self._day != today:
            self._kept.clear()
        self._day = today
        self._kept[key] = turn, point
