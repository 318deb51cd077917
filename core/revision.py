"""Whether a published cube may be replaced by a newer one (`protection.md` P59).

Two versions can be subtracted. So nothing appears, goes or is hidden anew, and whoever came or went between
them is a crowd: each cell moves by nobody or by at least k.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

MONDAY = 1
WEEK_DAYS = 7
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Told:
    """One cell as it was published: how many are in it (None when hidden), and all else that it says."""

    n: float | None
    says: Hashable


def is_first_monday(day: date) -> bool:
    return day.isoweekday() == MONDAY and day.day <= WEEK_DAYS


def may_replace(old: Mapping[Key, Told], new: Mapping[Key, Told], k: int) -> bool:
    """Whether every cell of the newer one is the same or has moved by k or more."""
    return old.keys() == new.keys() and all(_may(old[key], new[key], k) for key in old)


def _may(old: Told, new: Told, k: int) -> bool:
    if old == new:
        return True
    return old.n is not None and new.n is not None and abs(new.n - old.n) >= k
