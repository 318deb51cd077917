"""The page of rumours: the log, and the counter-message of a coordinator (`alerts.md` §11)."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import rumours
from gateway.console.closing import Closing, Route
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form

RUMOURS: Final = "/console/rumours"
LONGEST: Final = 400
VERBS: Final = {"log": "RUMOUR", "counter": "COUNTER"}
FIELDS: Final = ("channel", "risk", "engagement", "outcome", "text", "why")


class Rumours(Closing):
    """The list, an entry of the log, a counter-message."""

    def routes(self) -> tuple[Route, ...]:
        return (RUMOURS, self.page, "GET"), (RUMOURS + "/{incident}/{do}", self.act, "POST")

    async def page(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        found = await asyncio.to_thread(rumours.listed, self.house, who, lang)
        return self.pages.render(
            request,
            "rumours.html",
            account=who,
            csrf=who.csrf,
            rumours=found,
            fields=rumours.fields(self.house.say, lang),
            reasons=rumours.reasons(self.house.say, lang),
            told=self.told(request.query_params.get("told", ""), lang),
        )

    async def act(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        verb = VERBS.get(request.path_params["do"])
        if verb is None or (verb == "COUNTER" and not who.coordinates):
            self.not_yours()
        about = {name: value[:LONGEST] for name, value in sent.items() if name in FIELDS and value}
        told = await self.asked(who, str(verb), incident=request.path_params["incident"][:32], **about)
        return there(request, RUMOURS, told=told)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return who
