"""The page "Veille": what nobody has looked into yet, and who says that they have."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import watch
from gateway.console.commands import ask, became, command
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.visitors import check, form

WATCH = "/console/watch"
VERB = "ACK_NOTICE"


class Watching(Desk):
    """Notices and completeness of somebody's places."""

    def routes(self) -> tuple[tuple[str, Callable[[Request], Awaitable[Response]], str], ...]:
        return (WATCH, self.page, "GET"), (WATCH + "/{notice}/ack", self.acknowledge, "POST")

    async def page(self, request: Request) -> Response:
        who = await self.who(request)
        if not watch.sees(who):
            self.not_yours()
        lang = language(request)
        lines = await asyncio.to_thread(watch.listed, self.house, who, lang)
        weeks = await asyncio.to_thread(watch.weeks, self.house, who, lang)
        told = self._told(request.query_params.get("told", ""), lang)
        return self.pages.render(
            request, "watch.html", account=who, csrf=who.csrf, lines=lines, weeks=weeks, told=told
        )

    async def acknowledge(self, request: Request) -> Response:
        who = await self.who(request)
        check((await form(request)).get("csrf", ""), who.csrf)
        if not watch.sees(who):
            self.not_yours()
        entry = command(self.house, who, VERB, notice=request.path_params["notice"][:32])
        return there(request, WATCH, told=became(await ask(self.house, entry, self.patience)))

    def _told(self, outcome: str, lang: str) -> str:
        say = self.house.say
        return {
            "done": say.ui("C'est fait.", lang),
            "refused": say.ui("Refusé : cet avis n'est pas de votre zone.", lang),
            "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
        }.get(outcome, "")
