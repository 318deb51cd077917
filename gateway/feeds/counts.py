"""Incidents by week: category in a region, group of categories in a cercle, never finer (P56, P60)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.country import Country
from core.definitions import Indicator
from core.disclosure import K_REPORTERS, REST, Entry, Sum, count_reason, suppress
from core.disclosure import exposures as audit
from core.indicators import Figure
from core.places import Place
from core.taxonomy import Category
from gateway.feeds.csvtable import Row
from gateway.feeds.released import NEVER
from gateway.feeds.shapes import LEVELS, Series, row


@dataclass(frozen=True, slots=True)
class CountCell:
    """The incidents of one code in one place, and who told: pseudonyms, never shown, only counted."""

    place: str
    code: str
    incidents: int
    reporters: frozenset[str] = field(default_factory=frozenset, repr=False)


Counted = Mapping[tuple[str, str], CountCell]
"""By place and code; by cercle and first digit once grouped."""


@dataclass(frozen=True, slots=True)
class WeekTable:
    """A suppressed week: what is counted, and why some of it is hidden."""

    by_code: Counted
    by_group: Counted
    hidden: Mapping[str, str]


def counted_codes(country: Country) -> list[Category]:
    return [each for each in country.taxonomy.general() if each.code not in NEVER]


def group_of(code: str) -> str:
    return code[0]


def suppressed(cells: Iterable[CountCell], country: Country) -> WeekTable:
    """Both tables of a week, suppressed together: they add up to the same incidents."""
    kept = {(cell.place, cell.code): cell for cell in cells if cell.code not in NEVER}
    regions, cercles = country.gazetteer.units(1), country.gazetteer.units(2)
    codes = [each.code for each in counted_codes(country)]
    by_code = _filled(kept, [place.code for place in regions], codes)
    groups = sorted({group_of(code) for code in codes})
    by_group = _filled(_grouped(kept.values()), [place.code for place in cercles], groups)
    entries, sums = _bound(country, by_code, by_group)
    return WeekTable(by_code, by_group, suppress(entries, sums, K_REPORTERS))


def exposures(country: Country, week: WeekTable) -> list[str]:
    """The exact audit of a suppressed week (P58): the names of what is not hidden well."""
    entries, sums = _bound(country, week.by_code, week.by_group)
    return audit(entries, sums, week.hidden, K_REPORTERS)


def packed(week: WeekTable) -> Mapping[str, Any]:
    """As it is published: no number of a hidden cell, and nobody who told."""
    return {
        **{name: _told(getattr(week, name), week.hidden) for name in ("by_code", "by_group")},
        "hidden": dict(week.hidden),
    }


def unpacked(told: Mapping[str, Any]) -> WeekTable:
    """What `packed` has kept: the cells that are hidden count nothing."""
    by_code, by_group = (
        {(place, code): CountCell(place, code, n) for place, code, n in told[name]}
        for name in ("by_code", "by_group")
    )
    return WeekTable(by_code, by_group, told["hidden"])


def _told(counted: Counted, hidden: Mapping[str, str]) -> list[tuple[str, str, int]]:
    return [
        (place, code, 0 if key(place, code) in hidden else cell.incidents)
        for (place, code), cell in counted.items()
    ]


def bound(country: Country, week: WeekTable, group: str) -> tuple[list[Entry], list[Sum]]:
    """The cells of one group of codes in both tables, and the sums that bind them: no other group does."""
    inside = (
        {name: cell for name, cell in table.items() if group_of(name[1]) == group}
        for table in (week.by_code, week.by_group)
    )
    return _bound(country, *inside)


def _bound(country: Country, by_code: Counted, by_group: Counted) -> tuple[list[Entry], list[Sum]]:
    """Both tables and the sums that bind them."""
    cercles = country.gazetteer.units(2)
    entries, sums = [*_entries(by_code, 1), *_entries(by_group, 2)], []
    table = {entry.key: entry for entry in entries}
    people = {key(*name): cell.reporters for part in (by_code, by_group) for name, cell in part.items()}
    for region, group in sorted({(place, group_of(code)) for place, code in by_code}):
        inside = [key(each.code, group) for each in cercles if each.parent == region]
        parts = [key(region, code) for at, code in by_code if at == region and group_of(code) == group]
        more, bound = _linked(whole(region, group), parts, inside, table, people)
        entries += more
        sums += bound
    return entries, sums


def key(place: str, code: str) -> str:
    return f"{place}/{code}"


def whole(place: str, group: str) -> str:
    """The name of all that a group of codes holds in a place."""
    return f"{key(place, group)}/all"


def _linked(
    total: str,
    codes: list[str],
    cercles: list[str],
    table: Mapping[str, Entry],
    people: Mapping[str, frozenset[str]],
) -> tuple[list[Entry], list[Sum]]:
    """The categories and the cercles of a region and group sum up to one number, which no table prints. What
    no cercle is known of is told by those at least who told of none.
    """
    n = sum(table[part].n for part in codes)
    rest = n - sum(table[part].n for part in cercles)
    silent = [Entry(total, n, silent=True)]
    if rest > 0:
        told = _of_any(codes, people) - _of_any(cercles, people)
        reason = f"k<{K_REPORTERS}" if len(told) < K_REPORTERS else ""
        silent.append(Entry(f"{total}{REST}", rest, reason, silent=True))
    sums = [Sum(total, tuple(codes)), Sum(total, (*cercles, *(entry.key for entry in silent[1:])))]
    return silent, sums


def _of_any(names: Iterable[str], people: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*(people[name] for name in names))


def _entries(counted: Counted, level: int) -> Iterator[Entry]:
    """Where a zero shows, a hidden cell is none; where none does, only one that is hidden for others."""
    for (place, code), cell in counted.items():
        reason = count_reason(len(cell.reporters), level=level)
        known = level <= LEVELS["adm1"] or not reason
        yield Entry(key(place, code), cell.incidents, reason, least=float(known))


def _grouped(cells: Iterable[CountCell]) -> Counted:
    held: dict[tuple[str, str], list[CountCell]] = defaultdict(list)
    for cell in cells:
        held[cell.place, group_of(cell.code)].append(cell)
    return {
        (place, group): CountCell(
            place,
            group,
            sum(cell.incidents for cell in cells),
            frozenset().union(*(c.reporters for c in cells)),
        )
        for (place, group), cells in held.items()
    }


def _filled(counted: Counted, places: Iterable[str], codes: Sequence[str]) -> Counted:
    """Every place with every code: an absent row would tell a zero that may not be told."""
    return {
        (place, code): counted.get((place, code), CountCell(place, code, 0))
        for place in places
        for code in codes
    }


def rows(country: Country, indicator: Indicator, period: str, week: WeekTable, *, level: int) -> list[Row]:
    """The rows of one level: region by category, cercle by group; none at other levels."""
    if level not in {LEVELS["adm1"], LEVELS["adm2"]}:
        return []
    counted = week.by_code if level == LEVELS["adm1"] else week.by_group
    return [
        _row(
            country,
            indicator,
            period,
            country.gazetteer.get(place),
            cell,
            reason=week.hidden.get(key(place, code), ""),
        )
        for (place, code), cell in counted.items()
    ]


def _row(
    country: Country, indicator: Indicator, period: str, place: Place | None, cell: CountCell, *, reason: str
) -> Row:
    name = f"{indicator.name['fr']} : {label(country, cell.code, 'fr')}"
    series = Series(f"{indicator.id}_{cell.code}", name, period, extra={"code": cell.code})
    shown = Figure("suppressed", reason) if reason else Figure("normal", value=float(cell.incidents))
    told = dict(row(country, place, series, shown))
    return told | {"value": None if reason else cell.incidents}


def label(country: Country, code: str, lang: str) -> str:
    """The words for a category or for a group of them."""
    category = country.taxonomy.get(code)
    words = category.label if category else country.taxonomy.groups.get(code, {})
    return words.get(lang) or words.get("fr") or code
