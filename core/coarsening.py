"""Rows of ratings that point at nobody: who says something is one of ten at least (`protection.md` P64).

What could tell who speaks is the authority, the region, the questions that were asked, sex, age, whether
displaced, and the time. Sex, age and displaced stand in all rows of an authority and region or in none: then
a published figure less its rows leaves nobody, where rows that lost theirs one by one would leave the few
who did. Whether displaced is left out first, then the age, then the sex, until each kind of people is ten.
The time is told by the day where ten of a kind share it, else by the week, the month, the quarter.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from core.periods import bounds, quarter

K_ROWS: Final = 10
GRAINS: Final = ("day", "week", "month", "quarter")
LEFT_OUT: Final = ((), ("displaced",), ("displaced", "age"), ("displaced", "age", "sex"))
"""From fine to coarse."""


@dataclass(frozen=True, slots=True)
class Said:
    """One rating, as far as it could tell who spoke. `who` is the same for all of one person, and goes no
    further; `sex`, `age` and `displaced` are empty where they were not said. `day` is the first of its grain.
    `form` marks the questions: those of one form stand in a package of their own.
    """

    who: str
    authority: int
    region: str
    sex: str
    age: str
    displaced: str
    day: date
    grain: str = "day"
    form: str = ""

    @property
    def kind(self) -> tuple[str, int, str, str, str, str]:
        """Everything of it that a reader sees, but for the time."""
        return (self.form, self.authority, self.region, self.sex, self.age, self.displaced)

    @property
    def shown(self) -> tuple[object, ...]:
        """Everything of it that a reader sees."""
        return (*self.kind, self.day, self.grain)


Group = Mapping[int, Said]
"""Rows by their place in the order given."""


def coarsened(rows: Sequence[Said], k: int = K_ROWS) -> list[Said | None]:
    """Each row as it may be shown, in the order given; None for all of an authority and region where those
    who were asked alike are not k people.
    """
    done: dict[int, Said] = {}
    for unit in _apart(dict(enumerate(rows)), lambda row: (row.authority, row.region)):
        for kind in _kinds(unit, k):
            done |= _timed(kind, k)
    return [done.get(at) for at in range(len(rows))]


def _kinds(unit: Group, k: int) -> list[Group]:
    """The rows of one authority and region by the kind of people, as much told of all as leaves k of each."""
    for names in LEFT_OUT:
        told = {at: replace(row, **dict.fromkeys(names, "")) for at, row in unit.items()}  # type: ignore[arg-type]
        kinds = _apart(told, lambda row: row.kind)
        if all(_people(each) >= k for each in kinds):
            return kinds
    return []


def _timed(kind: Group, k: int) -> dict[int, Said]:
    """The rows of one kind of people, each with a time that k share. Who is left over at the end takes the
    smallest groups along.
    """
    made: list[Group] = []
    left = dict(kind)
    for grain in GRAINS:
        groups = _apart({at: _by(row, grain) for at, row in left.items()}, lambda row: row.day)
        made += (each for each in groups if _people(each) >= k)
        left = {at: kind[at] for each in groups if _people(each) < k for at in each}
    made.sort(key=len, reverse=True)
    while left and _people(left) < k:
        left |= {at: kind[at] for at in made.pop()}
    return {at: row for each in made for at, row in each.items()} | {
        at: _by(row, GRAINS[-1]) for at, row in left.items()
    }


def _apart(rows: Group, by: Callable[[Said], Hashable]) -> list[Group]:
    groups: dict[Hashable, dict[int, Said]] = defaultdict(dict)
    for at, row in rows.items():
        groups[by(row)][at] = row
    return list(groups.values())


def _people(rows: Group) -> int:
    return len({row.who for row in rows.values()})


def _by(row: Said, grain: str) -> Said:
    return replace(row, day=_first(row.day, grain), grain=grain)


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
