"""Which keys there are, how long an epoch of each is, and when its key is destroyed (P17, P22).

Keys whose epochs the calendar makes die by the calendar. Those that are renewed by hand bear a number and,
from the second on, the day on which they were made: `1`, `2-2026-07-14`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.periods import day, end_of, iso_week, quarter, week_quarter

SEAL_BYTES: Final = 64
MARK_BYTES: Final = 32
FIRST: Final = "1"
AFTERWARDS: Final = timedelta(hours=1)
"""How long a day lasts that the wall clock has gone back to, before its new key may go."""


@dataclass(frozen=True, slots=True)
class Family:
    """Keys of one purpose: how long an epoch is, and how long its key outlives it (None: until renewed).

    `outlives`: for how long a renewed key still opens what it has closed; None: until all that is sealed
    anew.
    """

    size: int
    epoch: Callable[[datetime], str]
    kept: timedelta | None
    ahead: tuple[timedelta, ...]
    outlives: timedelta | None = None


def _by_hand(_at: datetime) -> str:
    return FIRST


_DAYS = tuple(timedelta(days=n) for n in range(4))
_WEEKS = (timedelta(0), timedelta(days=7))
_QUARTERS = (timedelta(0), timedelta(days=92))
_NOW = (timedelta(0),)

FAMILIES: Final[Mapping[str, Family]] = {
    "day": Family(SEAL_BYTES, day, timedelta(hours=48), _DAYS),
    "callback": Family(SEAL_BYTES, day, timedelta(days=29), _DAYS),
    "protected": Family(SEAL_BYTES, day, timedelta(hours=48), _DAYS),
    "letter": Family(MARK_BYTES, day, timedelta(hours=48), _DAYS),
    "text": Family(SEAL_BYTES, iso_week, timedelta(days=83), _WEEKS),
    "roster": Family(SEAL_BYTES, _by_hand, None, _NOW),
    "cursor": Family(SEAL_BYTES, _by_hand, None, _NOW),
    "report": Family(MARK_BYTES, week_quarter, timedelta(days=7), _QUARTERS),
    "rating": Family(MARK_BYTES, quarter, timedelta(days=7), _QUARTERS),
    "draw": Family(MARK_BYTES, quarter, timedelta(days=7), _QUARTERS),
    "contact": Family(MARK_BYTES, week_quarter, timedelta(days=7), _QUARTERS),
    "limit": Family(MARK_BYTES, day, timedelta(hours=24), _DAYS),
    "session": Family(MARK_BYTES, day, timedelta(hours=24), _DAYS),
    "copy": Family(MARK_BYTES, day, timedelta(hours=48), _DAYS),
    "staff": Family(MARK_BYTES, _by_hand, None, _NOW),
    "optout": Family(MARK_BYTES, _by_hand, None, _NOW),
    "dedupe": Family(MARK_BYTES, _by_hand, None, _NOW),
    "audit": Family(MARK_BYTES, _by_hand, None, _NOW, outlives=timedelta(days=5 * 366)),
    "head": Family(MARK_BYTES, _by_hand, None, _NOW),
    "backup": Family(SEAL_BYTES, _by_hand, None, _NOW, outlives=timedelta(days=35)),
}


def lasts(family: str) -> bool:
    """Whether no calendar ends its keys."""
    return FAMILIES[family].kept is None


def key_ends(family: str, epoch: str) -> datetime | None:
    """When the key of an epoch is to be destroyed; None for the keys that are renewed by hand."""
    kept = FAMILIES[family].kept
    return None if kept is None else end_of(epoch) + kept


def number(epoch: str) -> int:
    """Where an epoch of a key that is renewed by hand stands among its like; 0 for what is none."""
    digits = epoch.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def following(epochs: Collection[str], now: datetime) -> str:
    """The name of the key that comes after these."""
    return f"{max(map(number, epochs), default=0) + 1}-{day(now)}"


def newest_first(epochs: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(epochs, key=number, reverse=True))


def is_over(family: str, epoch: str, others: Collection[str], now: datetime) -> bool:
    """Whether a key has served. `others` are the standing epochs of its family."""
    ends = key_ends(family, epoch)
    if ends is not None:
        return now >= ends
    outlives = FAMILIES[family].outlives
    after = [each for each in others if number(each) > number(epoch)]
    return outlives is not None and bool(after) and now >= _born(min(after, key=number)) + outlives


def in_use(family: str, epoch: str, wall: datetime) -> bool:
    """Whether a clock that is not believed may still be sealing under this key."""
    return not lasts(family) and wall < end_of(epoch) + AFTERWARDS


def _born(epoch: str) -> datetime:
    return datetime.combine(date.fromisoformat(epoch.partition("-")[2]), time.min, UTC)
