"""Incidents of the whole country by group of codes, where that gives no hidden cell of a region away (P58).

It leans on the suppressed week and hides nothing more in it: what cannot be told is told as "at least".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.country import Country
from core.disclosure import K_REPORTERS
from gateway.feeds.counts import CountCell, WeekTable, group_of, key

FEWEST_UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Total:
    """The incidents of a group: `n`, or None and `least`, the sum of the cells that are published."""

    group: str
    n: int | None
    least: int


def totals(country: Country, week: WeekTable, cells: Iterable[CountCell]) -> list[Total]:
    """Every group of codes. `cells` are the country's own, by code: what no region is known of is in them."""
    whole: dict[str, list[CountCell]] = {group_of(code): [] for _, code in week.by_code}
    for cell in cells:
        if cell.place == country.code.upper() and group_of(cell.code) in whole:
            whole[group_of(cell.code)].append(cell)
    return [_total(country, week, group, found) for group, found in sorted(whole.items())]


def _total(country: Country, week: WeekTable, group: str, cells: list[CountCell]) -> Total:
    n = sum(cell.incidents for cell in cells)
    people = len(frozenset[str]().union(*(cell.reporters for cell in cells)))
    shown = {place: _shown(week.by_code, week, place, group) for place in _regions(country)}
    least = sum(shown.values())
    enough = n == 0 or people >= K_REPORTERS
    return Total(group, n if enough and _is_safe(country, week, group, n, shown) else None, least)


def _is_safe(country: Country, week: WeekTable, group: str, n: int, shown: Mapping[str, int]) -> bool:
    """Whether the hidden part can be split in at least k ways between two unknowns.

    What cercles are published for bounds a region from below; so does each hidden cell, which holds one at
    least.
    """
    rest = n - sum(shown.values())
    unknown = {place: _hidden(week, place, group) for place in shown}
    if not rest and not any(unknown.values()):
        return True
    floors = [
        max(hidden, _cercles(country, week, place, group) - shown[place]) for place, hidden in unknown.items()
    ]
    return sum(unknown.values()) >= FEWEST_UNKNOWN and rest - sum(floors) >= K_REPORTERS


def _regions(country: Country) -> list[str]:
    return [region.code for region in country.gazetteer.units(1)]


def _shown(table: Mapping[tuple[str, str], CountCell], week: WeekTable, place: str, group: str) -> int:
    cells = (cell for (at, code), cell in table.items() if at == place and group_of(code) == group)
    return sum(cell.incidents for cell in cells if key(place, cell.code) not in week.hidden)


def _hidden(week: WeekTable, place: str, group: str) -> int:
    codes = (code for at, code in week.by_code if at == place and group_of(code) == group)
    return sum(key(place, code) in week.hidden for code in codes)


def _cercles(country: Country, week: WeekTable, region: str, group: str) -> int:
    inside = (cercle.code for cercle in country.gazetteer.units(2) if cercle.parent == region)
    return sum(_shown(week.by_group, week, place, group) for place in inside)
