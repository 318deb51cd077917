"""The pages of exercises: read by all who are warned, begun and ended by two of them (`alerts.md` §10)."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import commands, drills
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from gateway.house import House

DRILLS: Final = "/console/drills"
DRILL: Final = DRILLS + "/{number}"
FIELDS: Final = ("text", "owner", "addressee", "due")


class Drills(Desk):
    """The list, one exercise, and what is asked of it."""

    async def page(self, request: Request) -> Response:
        who = await self._visitor(request)
        found = await asyncio.to_thread(drills.listed, self.house, who, language(request))
        return self.pages.render(request, "drills.html", account=who, csrf=who.csrf, drills=found)

    async def single(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        number = request.path_params["number"]
        found = await asyncio.to_thread(drills.single, self.house, number, who, lang)
        if found is None:
            self.not_yours()
        return self.pages.render(
            request,
            "drill.html",
            account=who,
            csrf=who.csrf,
            drill=found,
            addressees=drills.addressees(self.house.say, lang),
            told=outcomes(self.house, lang).get(request.query_params.get("told", ""), ""),
        )

    async def act(self, request: Request) -> Response:
        """A button, or the form of a corrective action."""
        who, number = await self._visitor(request), request.path_params["number"]
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        do = request.path_params["do"]
        if do not in drills.DOES or (do not in drills.BY_TWO and not who.coordinates):
            self.not_yours()
        action = {name: sent.get(name, "") for name in FIELDS}
        told = await self._asked(who, "DRILL", drill=number, do=do, action=action)
        return there(request, f"{DRILLS}/{number}", told=told)

    async def answer(self, request: Request) -> Response:
        """An alert of the exercise is answered like a real one, and the exercise fetches the answer."""
        who, number = await self._visitor(request), request.path_params["number"]
        check((await form(request)).get("csrf", ""), who.csrf)
        verb, alert = request.path_params["verb"], request.path_params["alert"]
        if verb not in drills.VERBS:
            self.not_yours()
        told = await self._asked(who, verb, number=alert)
        return there(request, f"{DRILLS}/{number}", told="noted" if told == "done" else told)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return who

    async def _asked(self, who: Visitor, verb: str, **about: Any) -> str:
        return commands.became(
            await commands.ask(self.house, commands.command(self.house, who, verb, **about), self.patience)
        )


def outcomes(house: House, lang: str) -> dict[str, str]:
    say = house.say
    return {
        "done": say.ui("C'est fait.", lang),
        "noted": say.ui("C'est noté ; l'exercice le prend dès qu'il est en marche.", lang),
        "refused": say.ui(
            "Refusé : l'état de l'exercice ne le permet pas, ou il manque quelque chose.", lang
        ),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
    }
