"""T6: who has seen or heard that a commitment is done, by closed quarter, nothing under k (§8.3).

Answers are told by whole quarters only: a figure that moved with every call would tell each caller's answer.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.disclosure import K_PUBLIC, K_RATINGS, Entry, Sum, suppress
from core.indicators import Figure, figure
from gateway.house import House
from store import commitments, opinions

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


def heard(house: House, period: str, *, public: bool) -> Mapping[str, Figure]:
    """By the code of a commitment, or `/ML07` for those of a region together; without answers, absent."""
    with house.database.read() as conn:
        units = {
            each.code: each.addressee_unit
            for each in commitments.listed(conn)
            if each.framework not in commitments.INTERNAL
        }
        told = _told(conn, period, units)
    hidden = _hidden(told, units)
    return {key: _figure(said, hidden.get(key, ""), public) for key, said in told.items()}


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


def _hidden(told: Mapping[str, Said], units: Mapping[str, str]) -> dict[str, str]:
    """Commitments add up to regions, regions and what was promised to all to the country."""
    entries = [
        Entry(key, said.whole, "" if said.persons >= K_RATINGS else f"k<{K_RATINGS}")
        for key, said in told.items()
    ]
    parts: dict[str, list[str]] = defaultdict(list)
    for key in told:
        if not key.startswith(TOTAL):
            parts[totals(units[key])[0]].append(key)
        elif len(key) > len(TOTAL) + COUNTRY_LETTERS:
            parts[key[: len(TOTAL) + COUNTRY_LETTERS]].append(key)
    return suppress(entries, [Sum(total, tuple(found)) for total, found in sorted(parts.items())], K_RATINGS)


def _figure(said: Said, reason: str, public: bool) -> Figure:
    """Who answered about several commitments counts in the interval of their sum as one."""
    if public and not reason and said.persons < K_PUBLIC:
        reason = f"raters<{K_PUBLIC}"
    whole = float(said.whole)
    return figure(float(said.yes), whole, weight2=whole * whole / said.persons, n=said.persons, reason=reason)
