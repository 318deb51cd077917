"""Rows of ratings that point at nobody: who says something is one of ten at least (`protection.md` P64).

What could tell who speaks is the authority, the region, sex, age, whether displaced, and the time. The time
is told by the day where ten people share all of it, else by the week, the month, the quarter. Where not even
the quarter has ten, whether displaced is left out, then the age, then the sex.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from core.periods import bounds, quarter

K_ROWS: Final = 10
GRAINS: Final = ("day", "week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Said:
    """One rating, as far as it could tell who spoke. `who` is the same for all of one person, and goes no
    further; `sex`, `age` and `displaced` are empty where they were not said. `day` is the first of its grain.
    """

    who: str
    authority: int
    region: str
    sex: str
    age: str
    displaced: str
    day: date
    grain: str = "day"

    @property
    def shown(self) -> tuple[int, str, str, str, str, date, str]:
        """Everything of it that a reader sees."""
        return (self.authority, self.region, self.sex, self.age, self.displaced, self.day, self.grain)


Coarser = Callable[[Said], Said]


def coarsened(rows: Sequence[Said], k: int = K_ROWS) -> list[Said | None]:
    """Each row as it may be shown, in the order given; None where even its authority and region have not k
    people together.
    """
    done: list[Said | None] = [None] * len(rows)
    units: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        units[row.authority, row.region].append(index)
    for unit in units.values():
        for together, coarser in _classes(rows, unit, k):
            for index in together:
                done[index] = coarser(rows[index])
    return done


def _classes(rows: Sequence[Said], unit: list[int], k: int) -> list[tuple[list[int], Coarser]]:
    """The rows of one authority and region in groups of k people, each as fine as that allows. Who is left
    over at the end takes the smallest groups along.
    """
    if _people(rows, unit) < k:
        return []
    made: list[tuple[list[int], Coarser]] = []
    left = unit
    for coarser in STEPS:
        groups: dict[object, list[int]] = defaultdict(list)
        for index in left:
            groups[coarser(rows[index]).shown].append(index)
        left = []
        for together in groups.values():
            if _people(rows, together) >= k:
                made.append((together, coarser))
            else:
                left += together
    made.sort(key=lambda each: -len(each[0]))
    while left and _people(rows, left) < k:
        left += made.pop()[0]
    return [*made, (left, STEPS[-1])] if left else made


def _people(rows: Sequence[Said], indexes: Iterable[int]) -> int:
    return len({rows[index].who for index in indexes})


def _by(grain: str) -> Coarser:
    return lambda row: replace(row, day=_first(row.day, grain), grain=grain)


def _without(*names: str) -> Coarser:
    empty: dict[str, str] = dict.fromkeys(names, "")
    return lambda row: replace(row, day=_first(row.day, "quarter"), grain="quarter", **empty)  # type: ignore[arg-type]


def _first(day: date, grain: str) -> date:
    """The first day of a grain; a week that began in the quarter before begins with the quarter."""
    start = bounds(quarter(day))[0]
    firsts = {
        "day": day,
        "week": max(start, day - timedelta(days=day.weekday())),
        "month": day.replace(day=1),
        "quarter": start,
    }
    return firsts[grain]


STEPS: Final[tuple[Coarser, ...]] = (
    *map(_by, GRAINS),
    _without("displaced"),
    _without("displaced", "age"),
    _without("displaced", "age", "sex"),
)
"""From fine to coarse."""
