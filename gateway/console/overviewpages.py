"""`/console/overview`: the first page of everybody who is logged in."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import overview
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language

OVERVIEW: Final = "/console/overview"


class Overviews(Desk):
    """Counts only: everything else stands behind them."""

    def routes(self) -> tuple[Route, ...]:
        return ((OVERVIEW, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who, lang = await self.who(request), language(request)
        found = await asyncio.to_thread(overview.overview, self.house, who, lang)
        leads = overview.leads(who, self.house.say, lang)
        return self.pages.render(
            request, "overview.html", account=who, csrf=who.csrf, overview=found, leads=leads
        )
