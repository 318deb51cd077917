"""T6: who has seen or heard that a commitment is done, by closed quarter, nothing under k (§8.3).

Answers are told by whole quarters only, and from the cube: a figure that moved with every call, or because
somebody answered anew or took a call back, would tell that person's answer (P59).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.definitions import Indicator
from core.disclosure import K_PUBLIC, K_RATINGS, Entry, Sum, exposures, suppress
from core.indicators import Figure, figure
from gateway.feeds.csvtable import Row
from gateway.feeds.shapes import Series, row
from gateway.house import House
from store import commitments, opinions

ID = "T6"
YES, NO = "yes", "no"
TOTAL = "/"
"""Before the p-code of a region or the country: its commitments together."""
COUNTRY_LETTERS, REGION_LETTERS = 2, 4


@dataclass(frozen=True, slots=True)
class Said:
    """Answers *oui* among *oui* and *non*, and how many people they are from."""

    yes: int
    whole: int
    persons: int


def part(public: bool) -> str:
    """Of the cube of T6: the answers commitment by commitment, as somebody of this scope sees them."""
    return f"heard/{'public' if public else 'figures'}"


def parts(house: House, indicator: Indicator, period: str) -> dict[str, list[Row]]:
    """What is published beside the sums: `group` is the code of a commitment."""
    return {part(public): _rows(house, indicator, period, public=public) for public in (False, True)}


def _rows(house: House, indicator: Indicator, period: str, *, public: bool) -> list[Row]:
    told = heard(house, period, public=public)
    return [
        row(
            house.country,
            None,
            Series(indicator.id, indicator.name["fr"], period, extra={"by": "commitment", "group": code}),
            figure_,
        )
        for code, figure_ in sorted(told.items())
        if not code.startswith(TOTAL)
    ]


def heard(house: House, period: str, *, public: bool) -> Mapping[str, Figure]:
    """By the code of a commitment, or `/ML07` for those of a region together; without answers, absent."""
    return shown(*_asked(house, period), public=public)


def exposed(house: House, period: str) -> list[str]:
    """The exact audit (P58), as every scope sees the answers: the names of what is not hidden well."""
    told, units = _asked(house, period)
    return [name for public in (False, True) for name in audited(told, units, public=public)]


def audited(told: Mapping[str, Said], units: Mapping[str, str], *, public: bool) -> list[str]:
    """Who of the hidden follows from what this scope is shown, or nearly does."""
    entries, sums = _bound(told, units)
    return exposures(entries, sums, _hidden(told, units, public=public), K_RATINGS)


def shown(told: Mapping[str, Said], units: Mapping[str, str], *, public: bool) -> Mapping[str, Figure]:
    """Every figure with what hides it. `units`: where each commitment is addressed to."""
    hidden = _hidden(told, units, public=public)
    return {key: _figure(said, hidden.get(key, "")) for key, said in told.items()}


def _hidden(told: Mapping[str, Said], units: Mapping[str, str], *, public: bool) -> dict[str, str]:
    """For the public a second time: beside all that is hidden for everyone, what too few answered."""
    entries, sums = _bound(told, units)
    hidden = suppress(entries, sums, K_RATINGS)
    if not public:
        return hidden
    few = {key: f"raters<{K_PUBLIC}" for key, said in told.items() if said.persons < K_PUBLIC}
    known = [replace(entry, reason=hidden.get(entry.key) or few.get(entry.key, "")) for entry in entries]
    return suppress(known, sums, K_RATINGS)


def _asked(house: House, period: str) -> tuple[Mapping[str, Said], Mapping[str, str]]:
    with house.database.read() as conn:
        units = {
            each.code: each.addressee_unit
            for each in commitments.listed(conn)
            if each.framework not in commitments.INTERNAL
        }
        return _told(conn, period, units), units


def _told(conn: Any, period: str, units: Mapping[str, str]) -> Mapping[str, Said]:
    people = {
        TOTAL + unit: n
        for letters in (COUNTRY_LETTERS, REGION_LETTERS)
        for unit, n in opinions.persons(conn, period, (YES, NO), letters).items()
        if len(unit) == letters
    }
    told: dict[str, Said] = {}
    for code, answers in opinions.counted(conn, "commitment", period).items():
        yes, whole = answers.get(YES, 0), answers.get(YES, 0) + answers.get(NO, 0)
        if not whole or code not in units:
            continue
        told[code] = Said(yes, whole, whole)
        for key in totals(units[code]):
            before = told.get(key, Said(0, 0, 0))
            told[key] = Said(before.yes + yes, before.whole + whole, people[key])
    return told


def totals(unit: str) -> tuple[str, ...]:
    """The sums that a commitment to a unit enters: its region's and the country's."""
    country, region = unit[:COUNTRY_LETTERS], unit[:REGION_LETTERS]
    return (TOTAL + country,) if region == country else (TOTAL + region, TOTAL + country)


def _bound(told: Mapping[str, Said], units: Mapping[str, str]) -> tuple[list[Entry], list[Sum]]:
    """Commitments add up to regions, regions and what was promised to all to the country."""
    entries = [
        Entry(key, said.whole, "" if said.persons >= K_RATINGS else f"k<{K_RATINGS}", least=1.0)
        for key, said in told.items()
    ]
    parts: dict[str, list[str]] = defaultdict(list)
    for key in told:
        if not key.startswith(TOTAL):
            parts[totals(units[key])[0]].append(key)
        elif len(key) > len(TOTAL) + COUNTRY_LETTERS:
            parts[key[: len(TOTAL) + COUNTRY_LETTERS]].append(key)
    return entries, [Sum(total, tuple(found)) for total, found in sorted(parts.items())]


def _figure(said: Said, reason: str) -> Figure:
    """Who answered about several commitments counts in the interval of their sum as one."""
    whole = float(said.whole)
    return figure(float(said.yes), whole, weight2=whole * whole / said.persons, n=said.persons, reason=reason)
