"""Bulletins as their page shows them: what waits to be read and approved, and what has left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from core.forms import day as day_of
from core.languages import Say
from core.periods import iso_week
from gateway import costs
from gateway.bulletins import Draft, draft, places_of
from gateway.console.casewords import place_name
from gateway.console.visitors import Visitor
from gateway.house import House
from store import bulletins
from store.bulletins import Bulletin

WEEKS_BACK = 4
REGION_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """One region and week. `mark` and `held` are of a draft, `approved` of what has left."""

    area: str
    name: str
    week: str
    texts: Mapping[str, str]
    sms: Sequence[str]
    mark: str = ""
    held: int = 0
    approved: str = ""
    speaks: bool = False
    cost: str = ""


def listed(house: House, visitor: Visitor, lang: str) -> list[Shown]:
    """The last weeks that may be spoken of, in the visitor's regions, the newest first."""
    now, regions = house.clock(), _regions(house, visitor)
    weeks = [iso_week(now - timedelta(weeks=back)) for back in range(WEEKS_BACK + 1)]
    with house.database.read() as conn:
        cost = _priced(house, conn, lang)
        left = {(each.area, each.week): each for each in bulletins.of_areas(conn, regions)}
        drafts = {
            (area, week): (found, cost(area, found))
            for week in weeks
            for area in regions
            if (area, week) not in left and (found := draft(house, conn, area, week, now))
        }
    shown = [_left(house, each, lang) for each in left.values()]
    shown += [_draft(house, visitor, *key, *found) for key, found in drafts.items()]
    return sorted(shown, key=lambda each: (each.week, each.area), reverse=True)


def reasons(say: Say, lang: str) -> Mapping[str, str]:
    """Why a bulletin leaves."""
    return {
        "weekly": say.ui("bulletin de la semaine", lang),
        "meeting": say.ui("rencontre avec les habitants", lang),
        "asked": say.ui("les habitants le demandent", lang),
    }


def _regions(house: House, visitor: Visitor) -> list[str]:
    """The regions of somebody's areas; of a cercle its own, to read what is said there."""
    every = [unit.code for unit in house.country.gazetteer.units(1)]
    if any(len(area) < REGION_LETTERS for area in visitor.areas):
        return every
    return [code for code in every if any(area.startswith(code) for area in visitor.areas)]


def _left(house: House, each: Bulletin, lang: str) -> Shown:
    day = day_of(each.hour, lang)
    approved = house.say.ui(
        "approuvé le {day} : {why}", lang, day=day, why=reasons(house.say, lang)[each.why]
    )
    texts = {key: text for key, text in each.told.items() if key != "sms"}
    name = place_name(house.country, each.area)
    return Shown(each.area, name, each.week, texts, each.told["sms"], approved=approved)


def _priced(house: House, conn: Any, lang: str) -> Callable[[str, Draft], str]:
    """What the SMS of a bulletin to relays would cost; "" where it has none. Each region is read once."""
    relays = cache(lambda area: costs.relays(house, conn, places_of(house.country, area)))

    def cost(area: str, found: Draft) -> str:
        texts = found.told["sms"]
        reached = relays(area) if texts else []
        return costs.cost_of(house, conn, reached, texts).told(house.say, lang) if reached else ""

    return cost


def _draft(house: House, visitor: Visitor, area: str, week: str, found: Draft, cost: str) -> Shown:
    texts = {key: text for key, text in found.told.items() if key != "sms"}
    speaks = visitor.coordinates and any(area.startswith(each) for each in visitor.areas)
    name = place_name(house.country, area)
    return Shown(area, name, week, texts, found.told["sms"], found.mark, found.held, speaks=speaks, cost=cost)
