"""Ratings by sex, age, status, language, channel: all groups of an authority are one table (P58).

A group is bound twice: in a place the groups of a dimension and those who did not say make all, and a group
of a place is the sum of the same group in the places within.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.country import Country
from core.disclosure import K_RATINGS, Entry, Sum, exposures, nested, suppress
from core.groups import ALL, ASSISTED, DIMENSIONS, belongs

UNSAID: Final = "sex:"
"""Who did not say whether woman or man: told as a share, so it is a cell like any other."""
Key = tuple[str, str]
"""A place and a group."""


@dataclass(frozen=True, slots=True)
class Family:
    """The cells of one authority and the sums that bind them."""

    entries: Sequence[Entry]
    sums: Sequence[Sum]


def name(key: Key) -> str:
    return "/".join(key)


def family(country: Country, cells: Mapping[Key, Entry], least: int = K_RATINGS) -> Family:
    """`cells` are those that somebody answered in, by place and group, each named by both. What they leave
    over is hidden under `least`, as they are.
    """
    table = {**unsaid(cells, least), **cells}
    entries, sums = [], []
    for group in sorted({group for _, group in table}):
        inside = {entry.key: entry for (_, of), entry in table.items() if of == group}
        found, bound = nested(inside, _parents(country, table, group), least)
        entries += found
        sums += bound
    places: dict[str, dict[str, Entry]] = defaultdict(dict)
    for (place, group), entry in table.items():
        places[place][group] = entry
    for place, groups in sorted(places.items()):
        for silent, total in _bound(place, groups, least):
            entries += silent
            sums.append(total)
    return Family(entries, sums)


def hidden(country: Country, cells: Mapping[Key, Entry], least: int = K_RATINGS) -> dict[str, str]:
    """The name of every hidden cell with its reason: first among all, then among the groups of these."""
    alone = {key: entry for key, entry in cells.items() if key[1] == ALL}
    headline = family(country, alone, least)
    why = suppress(headline.entries, headline.sums, K_RATINGS)
    if len(alone) == len(cells):
        return why
    whole = family(country, _told(cells, why), least)
    return suppress(whole.entries, whole.sums, K_RATINGS)


def audited(
    country: Country, cells: Mapping[Key, Entry], why: Mapping[str, str], least: int = K_RATINGS
) -> list[str]:
    """Who of the hidden follows from what is shown, or nearly does."""
    whole = family(country, _told(cells, why), least)
    return exposures(whole.entries, whole.sums, why, K_RATINGS)


def _told(cells: Mapping[Key, Entry], why: Mapping[str, str]) -> dict[Key, Entry]:
    """Every cell with what hides it already."""
    return {
        key: replace(entry, reason=entry.reason or why.get(entry.key, "")) for key, entry in cells.items()
    }


def unsaid(cells: Mapping[Key, Entry], least: int = K_RATINGS) -> dict[Key, Entry]:
    """Where somebody said which sex and somebody did not. That nobody kept silent would show beside a figure
    that does.
    """
    found = {}
    for (place, group), whole in cells.items():
        said = [cells[place, sex].n for sex in ("sex:f", "sex:m") if (place, sex) in cells]
        rest = whole.n - sum(said)
        if group == ALL and said and rest > 0:
            reason = f"k<{least}" if rest < least else ""
            found[place, UNSAID] = Entry(name((place, UNSAID)), rest, reason, least=float(not whole.reason))
    return found


def _parents(country: Country, table: Iterable[Key], group: str) -> dict[str, str]:
    units = ((place, country.gazetteer.get(place)) for place, of in table if of == group)
    return {name((place, group)): name((unit.parent, group)) for place, unit in units if unit}


def _bound(place: str, groups: Mapping[str, Entry], least: int) -> Iterator[tuple[list[Entry], Sum]]:
    """The groups of each dimension, and who did not say, make all. What a relay helped with is beside all."""
    whole = groups.get(ALL)
    for dimension in DIMENSIONS:
        inside = [groups[each] for each in groups if each != ASSISTED and belongs(each, dimension)]
        if whole and inside:
            rest = whole.n - sum(entry.n for entry in inside)
            reason = f"k<{least}" if rest < least else ""
            silent = (
                [Entry(name((place, f"{dimension}/rest")), rest, reason, silent=True)] if rest > 0 else []
            )
            yield silent, Sum(whole.key, tuple(entry.key for entry in (*inside, *silent)))
