"""`/console/start`: the guided first hour, for who keeps the house and its people."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import firsthour
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language

START: Final = "/console/start"


class FirstHour(Desk):
    """It is read; each step is done where it is done, and then stands as done here."""

    def routes(self) -> tuple[Route, ...]:
        return ((START, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who = await self.who(request)
        if not who.keeps_house:
            self.not_yours()
        found = await asyncio.to_thread(firsthour.steps, self.house, language(request))
        done = sum(each.done for each in found)
        about: dict[str, Any] = {"account": who, "csrf": who.csrf, "steps": found, "done": done}
        return self.pages.render(request, "start.html", may_open=_may_open(who.roles), **about)


def _may_open(roles: frozenset[str]) -> frozenset[str]:
    """Pages to which a step may lead this person."""
    of_admin = {"/accounts", "/roster", "/settings"} if "admin" in roles else set()
    return frozenset({"/account", *of_admin})
