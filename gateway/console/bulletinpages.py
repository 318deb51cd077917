"""The page of bulletins: read by staff, approved by a coordinator by name and reason (`alerts.md` §11)."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import bulletins
from gateway.console.closing import Closing, Route
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form

BULLETINS: Final = "/console/bulletins"


class Bulletins(Closing):
    """The list, and the approval of one."""

    def routes(self) -> tuple[Route, ...]:
        return (BULLETINS, self.page, "GET"), (BULLETINS + "/{area}/{week}", self.approve, "POST")

    async def page(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        found = await asyncio.to_thread(bulletins.listed, self.house, who, lang)
        return self.pages.render(
            request,
            "bulletins.html",
            account=who,
            csrf=who.csrf,
            bulletins=found,
            reasons=bulletins.reasons(self.house.say, lang),
            told=self.told(request.query_params.get("told", ""), lang),
        )

    async def approve(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.coordinates:
            self.not_yours()
        about = {name: request.path_params[name][:8] for name in ("area", "week")}
        seen = {name: sent.get(name, "")[:16] for name in ("mark", "why")}
        return there(request, BULLETINS, told=await self.asked(who, "APPROVE", **about, **seen))

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return who
