"""Incidents of the whole country by group of codes, where that gives no hidden cell of a region away (P58).

It leans on the suppressed week and hides nothing more in it: what cannot be told is told as "at least".
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.country import Country
from core.disclosure import K_REPORTERS, REST, Entry, Sum, exposures
from gateway.feeds.counts import CountCell, WeekTable, bound, group_of, key, whole


@dataclass(frozen=True, slots=True)
class Total:
    """The incidents of a group: `n`, or None and `least`, the sum of the cells that are published."""

    group: str
    n: int | None
    least: int


def totals(country: Country, week: WeekTable, cells: Iterable[CountCell]) -> list[Total]:
    """Every group of codes. `cells` are the country's own, by code: what no region is known of is in them."""
    told: dict[str, list[CountCell]] = {group_of(code): [] for _, code in week.by_code}
    for cell in cells:
        if cell.place == country.code.upper() and group_of(cell.code) in told:
            told[group_of(cell.code)].append(cell)
    return [_total(country, week, group, found) for group, found in sorted(told.items())]


def _total(country: Country, week: WeekTable, group: str, cells: list[CountCell]) -> Total:
    n = sum(cell.incidents for cell in cells)
    people = len(frozenset[str]().union(*(cell.reporters for cell in cells)))
    least = sum(_shown(week, place, group) for place in _regions(country))
    enough = n == 0 or people >= K_REPORTERS
    return Total(group, n if enough and not _exposed(country, week, group, n) else None, least)


def _exposed(country: Country, week: WeekTable, group: str, n: int) -> list[str]:
    """The exact audit of the week's cells of a group, were the country told beside them (P58)."""
    cells = [Entry(whole(country.code.upper(), group), n)]
    entries, sums = bound(country, week, group)
    parts = [each.key for each in entries if each.key in {whole(at, group) for at in _regions(country)}]
    rest = n - sum(each.n for each in entries if each.key in parts)
    if rest > 0:
        cells.append(Entry(whole(country.code.upper() + REST, group), rest, silent=True))
    total = Sum(cells[0].key, (*parts, *(each.key for each in cells[1:])))
    return exposures([*entries, *cells], [*sums, total], week.hidden, K_REPORTERS)


def _regions(country: Country) -> list[str]:
    return [region.code for region in country.gazetteer.units(1)]


def _shown(week: WeekTable, place: str, group: str) -> int:
    cells = (cell for (at, code), cell in week.by_code.items() if at == place and group_of(code) == group)
    return sum(cell.incidents for cell in cells if key(place, cell.code) not in week.hidden)
