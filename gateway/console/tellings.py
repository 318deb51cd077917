"""What was told of an incident, report by report: hour, commune, code, seen or heard; never a word (P66)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.forms import day
from core.languages import Say
from gateway.console.casewords import place_name
from gateway.house import House
from store.tellings import Told

MOST: Final = 50
SURE: Final = 0.8
FAIRLY: Final = 0.6
"""From these on a category is said to be sure, or fairly so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report in words."""

    at: str
    kind: str
    code: str
    place: str
    seen: str
    sure: str


def lines(house: House, told: Sequence[Told], lang: str) -> list[Line]:
    """The first of them, as many as a page may hold."""
    return [_line(house, each, lang) for each in told[:MOST]]


def kinds(say: Say, lang: str) -> dict[str, str]:
    """Who tells, in words."""
    return {
        "monitor": say.ui("moniteur", lang),
        "relay": say.ui("relais", lang),
        "regional": say.ui("coordination régionale", lang),
        "national": say.ui("coordination nationale", lang),
        "known": say.ui("téléphone connu", lang),
        "new": say.ui("téléphone nouveau", lang),
    }


def _line(house: House, each: Told, lang: str) -> Line:
    say = house.say
    return Line(
        at=say.ui("le {day} vers {hour} h", lang, day=day(each.at, lang), hour=each.at.hour),
        kind=kinds(say, lang)[each.kind],
        code=each.code or "",
        place=place_name(house.country, each.place),
        seen=_seen(say, lang).get(each.basis, "?"),
        sure=_sure(say, each.sure, lang),
    )


def _seen(say: Say, lang: str) -> dict[str, str]:
    seen = say.ui("vu", lang)
    return {"eyewitness": seen, "victim": say.ui("subi", lang), "hearsay": say.ui("entendu dire", lang)}


def _sure(say: Say, share: float, lang: str) -> str:
    if share >= SURE:
        return say.ui("sûr", lang)
    return say.ui("assez sûr", lang) if share >= FAIRLY else say.ui("peu sûr", lang)
