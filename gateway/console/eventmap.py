"""Where events were in a week, from the country down to a commune: counts of somebody's own areas (P66)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from core.periods import bounds, iso_week
from core.places import Place
from gateway.console.periodwords import said
from gateway.console.visitors import TurnedAway, Visitor
from gateway.drawings import counted
from gateway.house import House
from store import incidents, offices

MOST_BACK: Final = 25
"""Weeks to which the slider goes back."""
INSIDE: Final = {2: 1, 4: 2, 6: 3}
"""The level of the parts of a unit, by the letters of its p-code."""


@dataclass(frozen=True, slots=True)
class Part:
    """One unit of the map. `path`: the unit to go down to; "" for a commune, which has no parts."""

    code: str
    name: str
    count: int
    gravest: int
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """The parts of a unit in a week; `around` leads back up, the country first."""

    week: str
    back: int
    around: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    unplaced: int
    svg: str


def found(house: House, who: Visitor, area: str, back: int, lang: str) -> Found:
    """Raises TurnedAway for what is no region or cercle, or no area of this person's."""
    here, top = units(house, area), house.country.code.upper()
    if not here or not _may_see(who, area, top):
        raise TurnedAway("not_yours")
    week = iso_week(house.clock() - timedelta(weeks=back))
    events = _events(house, who, week)
    inside = [each for each in events if area == top or _lies(each, area)]
    at = Counter(_code(each, len(area) + 2) for each in inside)
    parts = [_part(unit, at[unit.code], inside) for unit in here]
    title = house.say.ui("Événements, {period}", lang, period=said(house.say, week, lang))
    counts = {part.code: part.count for part in parts}
    svg = counted.drawn(house.country.folder, here, counts, f"{_name(house, area, lang)} · {title}")
    return Found(week, back, around(house, area, lang), parts, len(inside) - sum(counts.values()), svg)


def units(house: House, area: str) -> list[Place]:
    """The parts of a unit, by p-code."""
    level = INSIDE.get(len(area))
    known = house.country.gazetteer.units(level) if level else ()
    return sorted((unit for unit in known if unit.code.startswith(area)), key=lambda unit: unit.code)


def _may_see(who: Visitor, area: str, top: str) -> bool:
    """An area of theirs, a part of one, or what lies around one."""
    return area == top or any(area.startswith(mine) or mine.startswith(area) for mine in who.areas)


def _events(house: House, who: Visitor, week: str) -> list[Any]:
    """Of one's own areas, and nothing of an authority that one is tied to (P47)."""
    first, last = bounds(week)
    since, until = (
        datetime.combine(first, time(), UTC),
        datetime.combine(last, time(), UTC) + timedelta(days=1),
    )
    with house.database.read() as conn:
        listed = incidents.listing(conn, areas=sorted(who.areas), since=since, until=until)
        member = offices.member_of(conn, who.id)
    told = [each.incident for each in listed if each.incident.sources]
    return [
        each
        for each in told
        if member is None or not member.is_party(each.code, (each.adm1, each.adm2, each.adm3))
    ]


def _code(each: Any, letters: int) -> str:
    return next(
        (str(code) for code in (each.adm1, each.adm2, each.adm3) if code and len(code) == letters), ""
    )


def _lies(each: Any, area: str) -> bool:
    return area in {each.adm1, each.adm2}


def _part(unit: Place, count: int, events: Sequence[Any]) -> Part:
    letters = len(unit.code)
    grave = [each.severity for each in events if _code(each, letters) == unit.code]
    return Part(unit.code, unit.name, count, max(grave, default=0), unit.code if letters in INSIDE else "")


def around(house: House, area: str, lang: str) -> list[tuple[str, str]]:
    """A unit and what it lies in, the country first: p-code and name."""
    codes = [area[:letters] for letters in (2, 4, 6) if letters <= len(area)]
    return [(code, _name(house, code, lang)) for code in codes]


def _name(house: House, area: str, lang: str) -> str:
    unit = house.country.gazetteer.get(area)
    return unit.name if unit else house.country.name.get(lang) or house.country.name["fr"]
