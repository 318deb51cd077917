"""What some observations come to: a sum for each cell and for each member of it. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

Key = tuple[Any, ...]
Sums = Mapping[Key, Sequence[float]]


def added_up(rows: Iterable[Key]) -> tuple[dict[Key, list[float]], dict[Key, int]]:
    """What some observations come to, each a row of `COUNTED`: the sums of each cell, and how often each
    member is in it.

    First by group, then by place: a unit and its ancestors are shared by many, and so are read once.
    """
    sums: dict[Key, list[float]] = {}
    members: dict[Key, int] = defaultdict(int)
    for _, indicator, places, period, authority, grp, also, member, *by, sign in rows:
        counts = any(by)
        for group in (grp, *also.split()) if also else (grp,):
            if counts:
                _sum(sums, (indicator, places, period, authority, group), [sign * each for each in by])
            if member is not None:
                members[indicator, places, period, authority, group, member] += sign
    return _sums_of_each(sums), _members_of_each(members)


def _sum(into: dict[Key, list[float]], key: Key, by: Sequence[float]) -> None:
    before = into.get(key)
    if before is None:
        into[key] = [*by]
    else:
        for at, more in enumerate(by):
            before[at] += more


def _sums_of_each(sums: Sums) -> dict[Key, list[float]]:
    """From sums by all places of an observation to those of each place."""
    spread: dict[Key, list[float]] = {}
    for (indicator, places, *rest), by in sums.items():
        for place in places.split():
            _sum(spread, (indicator, place, *rest), by)
    return spread


def _members_of_each(members: Mapping[Key, int]) -> dict[Key, int]:
    spread: dict[Key, int] = defaultdict(int)
    split = cache(str.split)
    for (indicator, places, period, authority, group, member), n in members.items():
        for place in split(places):
            spread[indicator, place, period, authority, group, member] += n
    return spread
