"""The series of `alerts.md` §3: incidents by cercle and first digit, and by code where one is dense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.periods import bounds, iso_week
from store.completeness import Completeness
from store.series import Key

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
Counts = list[int | None]
Days = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Whole:
    """Which weeks of a cercle too few relays reported in: their days are missing, and not zero.

    So are those before the house had `begun` to count.
    """

    weeks: Mapping[tuple[str, str], Completeness]
    last: str
    begun: date
    floor: float

    def of(self, area: str, day: date) -> Completeness | None:
        """The week of a day; while it runs, the `last` one that has ended."""
        return self.weeks.get((area, min(iso_week(day), self.last)))

    def is_missing(self, area: str, day: date) -> bool:
        found = self.of(area, day)
        few = found is not None and found.share is not None and found.share < self.floor
        return few or day < self.begun


def series(counts: Mapping[Key, int], since: date, dense: int) -> dict[tuple[str, str], Days]:
    """Every series there is, by cercle and name: a first digit, or a code with so many incidents since that
    is not all of its digit.
    """
    found: dict[tuple[str, str], dict[date, int]] = {}
    for (area, code, day), count in counts.items():
        for name in (code[0], code):
            days = found.setdefault((area, name), {})
            days[day] = days.get(day, 0) + count
    return {
        (area, name): days
        for (area, name), days in found.items()
        if len(name) == 1 or (_since(days, since) >= dense and days != found[area, name[0]])
    }


def _since(days: Days, since: date) -> int:
    return sum(count for day, count in days.items() if day >= since)


def daily(found: Days, whole: Whole, area: str, days: Sequence[date]) -> Counts:
    return [None if whole.is_missing(area, day) else found.get(day, 0) for day in days]


def weekly(found: Days, whole: Whole, area: str, weeks: Sequence[str]) -> Counts:
    """The sums of whole ISO weeks, each missing as its days are."""
    first = [bounds(week)[0] for week in weeks]
    sums = [sum(found.get(day + n * DAY, 0) for n in range(7)) for day in first]
    return [None if whole.is_missing(area, day) else n for day, n in zip(first, sums, strict=True)]
