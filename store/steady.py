"""How far a wall clock may be believed: one that jumps is doubted until it has been steady for half an hour.

What ends by the wall clock (keys, minutes, bodies) ends meanwhile by the time that was believed before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

JUMP_MS: Final = 5 * 60_000
"""What a clock may be put right by between two looks at it, and nobody asks."""
STEADY_MS: Final = 30 * 60_000
"""How long a new time must last to be believed. A machine that was off shreds within 60 min (P25)."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What was seen last, in milliseconds: of the house, of the wall.

    `shift`: how far the wall has jumped away from the time believed; `since`: the time of the house when it
    last did.
    """

    ms: int
    wall: int
    shift: int = 0
    since: int = 0

    @property
    def jumped(self) -> bool:
        return self.shift != 0

    @property
    def steady_for(self) -> int:
        """Milliseconds since the last jump, or since the first look."""
        return self.ms - self.since

    def sure(self, wall: datetime) -> datetime:
        """The time by which things may end."""
        return wall - timedelta(milliseconds=self.shift)


def believe(before: Belief, ms: int, wall: int, *, same: bool = True) -> Belief:
    """The next look. `same`: in the same boot; what passed between two boots, only the wall clock knows."""
    jump = wall - before.wall - (ms - before.ms) if same else 0
    if abs(jump) > JUMP_MS:
        return Belief(ms, wall, _rounded(before.shift + jump), ms)
    lasted = ms - before.since >= STEADY_MS
    return Belief(ms, wall, 0 if lasted else before.shift, before.since)


def _rounded(shift: int) -> int:
    """A clock that jumped and jumped back is where it was."""
    return shift if abs(shift) > JUMP_MS else 0
