"""A published cube without what today's rules would hide (`protection.md` P58, P59).

Nothing is told anew: two versions differ by what was taken out, and so their difference is what was published
before. Where today's figures have no row, or a hidden one, the cube has the same.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from gateway.feeds.counts import group_of, key
from gateway.feeds.csvtable import Row
from gateway.feeds.draft import NATION, TABLE, Parts
from gateway.feeds.shapes import order

BESIDE: Final = ("sex_missing", "assisted_share", "dont_know")
"""Shares that are hidden by themselves."""
ALONE: Final = (*BESIDE, "n")
"""What today's rules may take from a figure that they leave: a delay told of how many it is once."""
Masked = tuple[Any, int]
"""A part, and how many of its numbers were taken out."""


def masked(old: Parts, new: Parts) -> tuple[dict[str, Any], int]:
    """The cube, and how many of its numbers today's would not tell. `new` is today's."""
    made = {name: _part(name, part, old, new) for name, part in old.items()}
    return {name: part for name, (part, _) in made.items()}, sum(n for _, n in made.values())


def _part(name: str, part: Any, old: Parts, new: Parts) -> Masked:
    if name == TABLE:
        return _week(part, new[TABLE])
    if name == NATION:
        return _nation(part, new[NATION], _week(old[TABLE], new[TABLE])[0])
    return _rows(part, new.get(name, ()))


def _rows(old: Sequence[Row], new: Iterable[Row]) -> Masked:
    today = {_key(row): row for row in new}
    told = [_row(row, today.get(_key(row))) for row in old]
    return [row for row, _ in told if row is not None], sum(taken for _, taken in told)


def _key(row: Row) -> Hashable:
    return (*order(row), row.get("cause"), row.get("statistic"))


def _row(old: Row, new: Row | None) -> tuple[Row | None, int]:
    if old["value"] is None:
        return old, 0
    if new is None or new["suppressed"]:
        return new, 1
    taken = [name for name in ALONE if old.get(name) is not None and new.get(name) is None]
    return {**old, **dict.fromkeys(taken)}, len(taken)


def _week(old: Mapping[str, Any], new: Mapping[str, Any]) -> Masked:
    hidden = {**new["hidden"], **old["hidden"]}
    tables = {name: _cells(old[name], hidden) for name in ("by_code", "by_group")}
    return {**tables, "hidden": hidden}, len(hidden) - len(old["hidden"])


def _cells(told: Iterable[Sequence[Any]], hidden: Mapping[str, str]) -> list[list[Any]]:
    return [[place, code, 0 if key(place, code) in hidden else n] for place, code, n in told]


def _nation(old: Sequence[Sequence[Any]], new: Sequence[Sequence[Any]], week: Mapping[str, Any]) -> Masked:
    """What is told as "at least" is the sum of the regions that are shown."""
    dark = {group for group, n, _ in new if n is None}
    found = []
    for group, n, _ in old:
        least = sum(each for _, code, each in week["by_code"] if group_of(code) == group)
        found.append([group, None if group in dark else n, least])
    return found, sum(n is not None and group in dark for group, n, _ in old)
