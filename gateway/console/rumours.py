"""The rumour log as its page shows it, in the columns the field uses (`alerts.md` §11)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from core.forms import day as day_of
from core.languages import Say
from core.referrals import coarse
from core.reports import Incident
from gateway import costs
from gateway.console.alerts import states
from gateway.console.casewords import place_name, subject
from gateway.console.visitors import Visitor
from gateway.house import House
from store import incidents, offices, rumours
from store.rumours import Counter, Rumour

RUMOUR = "44"
MOST_SHOWN = 100
ONE_SMS = "x"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the log: codes of what was said, in words, and the messages against it."""

    id: str
    day: str
    place: str
    subject: str
    state: str
    said: Mapping[str, str]
    counters: Sequence[Counter]
    speaks: bool
    cost: str = ""


def listed(house: House, visitor: Visitor, lang: str) -> list[Shown]:
    """What was found false in the visitor's areas, and what tells of a rumour, the newest first."""
    with house.database.read() as conn:
        member = offices.member_of(conn, visitor.id)
        found = [
            each.incident
            for each in incidents.listing(conn, areas=sorted(visitor.areas))
            if _is_rumour(each.incident)
        ]
        newest = sorted(found, key=lambda each: (each.opened_at, each.id), reverse=True)[:MOST_SHOWN]
        mine = [each for each in newest if not (member and member.is_party(each.code, (coarse(each),)))]
        logged = {each.id: rumours.get(conn, each.id) for each in mine}
        counters = {each.id: rumours.counters(conn, each.id) for each in mine}
        cost = _priced(house, conn, lang) if visitor.coordinates else _unpriced
        prices = {each.id: cost(each.adm2, each.adm1) for each in mine}
    shown = [_shown(house, each, logged[each.id], counters[each.id], visitor, lang) for each in mine]
    return [replace(each, cost=prices[each.id]) for each in shown]


def _priced(house: House, conn: Any, lang: str) -> Callable[[str | None, str | None], str]:
    """What a counter-message, one SMS to each relay of these places, costs. Each place is read once."""

    @cache
    def cost(adm2: str | None, adm1: str | None) -> str:
        reached = costs.relays(house, conn, (adm2, adm1, house.country.gazetteer.country))
        return costs.cost_of(house, conn, reached, [ONE_SMS]).told(house.say, lang)

    return cost


def _unpriced(_adm2: str | None, _adm1: str | None) -> str:
    return ""


def _is_rumour(incident: Incident) -> bool:
    return incident.state == "false" or incident.code == RUMOUR


def _shown(
    house: House,
    incident: Incident,
    logged: Rumour | None,
    counters: Sequence[Counter],
    visitor: Visitor,
    lang: str,
) -> Shown:
    said = {name: getattr(logged, name, None) or "" for name in fields(house.say, lang)}
    return Shown(
        id=incident.id,
        day=day_of(incident.opened_at, lang),
        place=place_name(house.country, coarse(incident)),
        subject=subject(house.country, house.say, incident.code, None, lang),
        state=states(house.say, lang)[incident.state],
        said=said,
        counters=counters,
        speaks=visitor.coordinates,
    )


def fields(say: Say, lang: str) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Each column that people fill in: its name and the words that it knows."""
    return {
        "channel": (say.ui("Par où elle circule", lang), _channels(say, lang)),
        "risk": (say.ui("Risque", lang), _risks(say, lang)),
        "engagement": (say.ui("Ce qui est fait", lang), _engagements(say, lang)),
        "outcome": (say.ui("Suite", lang), _ends(say, lang)),
    }


def _channels(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "mouth": say.ui("de bouche à oreille", lang),
        "phone": say.ui("appels et SMS", lang),
        "network": say.ui("réseaux sociaux", lang),
        "radio": say.ui("radio", lang),
        "market": say.ui("marché", lang),
        "sermon": say.ui("prêche", lang),
        "other": say.ui("autre", lang),
    }


def _risks(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "minor": say.ui("mineur", lang),
        "moderate": say.ui("modéré", lang),
        "major": say.ui("majeur", lang),
    }


def _engagements(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "none": say.ui("rien encore", lang),
        "relays": say.ui("les relais en parlent", lang),
        "radio": say.ui("la radio en parle", lang),
        "elders": say.ui("les anciens en parlent", lang),
        "authority": say.ui("une autorité en parle", lang),
        "faith": say.ui("les responsables religieux en parlent", lang),
    }


def _ends(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "fading": say.ui("elle recule", lang),
        "going_on": say.ui("elle continue", lang),
        "harm": say.ui("elle a fait du tort", lang),
        "over": say.ui("elle est éteinte", lang),
    }


def reasons(say: Say, lang: str) -> Mapping[str, str]:
    """Why a counter-message leaves."""
    return {
        "danger": say.ui("des gens sont en danger", lang),
        "tension": say.ui("des communautés se méfient", lang),
        "mistrust": say.ui("la confiance est atteinte", lang),
        "asked": say.ui("les habitants le demandent", lang),
    }
