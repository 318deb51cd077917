"""The pages of incidents: who tells of one, what is one and what is two, and floods (`alerts.md` §6, §9)."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.reasons import TURN
from gateway.console import commands, incidents
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from gateway.house import House

INCIDENTS: Final = "/console/incidents"
INCIDENT: Final = INCIDENTS + "/{id}"
MERGE, SPLIT, UNMERGE, TURN_ROUND, NOTE = "merge", "split", "unmerge", "turn", "note"
MOST_LETTERS: Final = 300
OF_FLOODS: Final = {"aside": "SET_ASIDE", "back": "TAKE_BACK", "genuine": "NOT_FLOOD"}
BY_COORDINATORS: Final = frozenset({*OF_FLOODS, TURN_ROUND})
VERDICTS: Final = frozenset({"VRAI", "FAUX"})
ID_LETTERS: Final = 32
Asked = tuple[str, dict[str, Any]]


class Incidents(Desk):
    """The list, one incident, and what is asked of it."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (INCIDENTS, self.page, "GET"),
            (INCIDENT, self.single, "GET"),
            (INCIDENT + "/{do}", self.act, "POST"),
        )

    async def page(self, request: Request) -> Response:
        who = await self._visitor(request)
        found = await asyncio.to_thread(incidents.listed, self.house, who, language(request))
        return self.pages.render(request, "incidents.html", account=who, csrf=who.csrf, incidents=found)

    async def single(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        incident_id = request.path_params["id"][:ID_LETTERS]
        found = await asyncio.to_thread(incidents.single, self.house, who, incident_id, lang)
        if found is None:
            self.not_yours()
        return self.pages.render(
            request,
            "incident.html",
            account=who,
            csrf=who.csrf,
            page=found,
            reasons=reasons(self.house, lang),
            told=outcomes(self.house, lang).get(request.query_params.get("told", ""), ""),
        )

    async def act(self, request: Request) -> Response:
        who = await self._visitor(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        do, incident_id = request.path_params["do"], request.path_params["id"][:ID_LETTERS]
        asked = _asked(do, incident_id, sent)
        if asked is None or (do in BY_COORDINATORS and not who.coordinates):
            return self.not_yours()
        told = await self._carried_out(who, *asked)
        return there(request, f"{INCIDENTS}/{incident_id}", told=told)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return who

    async def _carried_out(self, who: Visitor, verb: str, about: dict[str, Any]) -> str:
        return commands.became(
            await commands.ask(self.house, commands.command(self.house, who, verb, **about), self.patience)
        )


def _asked(do: str, incident: str, sent: dict[str, str]) -> Asked | None:
    """The verb of a button, and what it is about; None for a button that we do not have."""
    if do in OF_FLOODS:
        return OF_FLOODS[do], {"flood": sent.get("flood", "")[:ID_LETTERS]}
    return ASKED[do](incident, sent) if do in ASKED else None


def _merge(incident: str, sent: dict[str, str]) -> Asked:
    return "MERGE", {"incident": incident, "other": sent.get("other", "")[:ID_LETTERS]}


def _split(incident: str, sent: dict[str, str]) -> Asked:
    chosen = [value[:ID_LETTERS] for name, value in sent.items() if name.startswith("source")]
    return "SPLIT", {"incident": incident, "sources": chosen}


def _unmerge(incident: str, sent: dict[str, str]) -> Asked:
    return "SPLIT", {"incident": incident, "merged": sent.get("merged", "")[:ID_LETTERS]}


def _note(_incident: str, sent: dict[str, str]) -> Asked:
    return "NOTE", {"number": sent.get("number", "")[:4], "text": sent.get("text", "")[:MOST_LETTERS]}


def _turn(_incident: str, sent: dict[str, str]) -> Asked | None:
    if sent.get("verb") in VERDICTS and sent.get("reason") in TURN:
        return sent["verb"], {"number": sent.get("number", "")[:4], "reason": sent["reason"]}
    return None


ASKED: Final[Mapping[str, Callable[[str, dict[str, str]], Asked | None]]] = {
    MERGE: _merge,
    SPLIT: _split,
    UNMERGE: _unmerge,
    NOTE: _note,
    TURN_ROUND: _turn,
}


def reasons(house: House, lang: str) -> dict[str, str]:
    """Why a verdict is turned round: a word of `core.reasons`, and what it means."""
    return {
        "visit": house.say.ui("une visite sur place", lang),
        "witness": house.say.ui("un témoin de plus", lang),
        "mistake": house.say.ui("une erreur de saisie", lang),
    }


def outcomes(house: House, lang: str) -> dict[str, str]:
    say = house.say
    return {
        "done": say.ui("C'est fait.", lang),
        "refused": say.ui(
            "Refusé : l'événement n'est pas dans votre zone, ou son état ne le permet pas.", lang
        ),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
    }
