"""`/console/channels`: the channels, read by whoever keeps the machine; changed in the settings (P45)."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import channelstates
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.machinepages import OPERATOR
from gateway.console.pages import language

CHANNELS: Final = "/console/channels"


class Channels(Desk):
    """Read only."""

    def routes(self) -> tuple[Route, ...]:
        return ((CHANNELS, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who = await self.who(request)
        if OPERATOR not in who.roles:
            self.not_yours()
        found = await asyncio.to_thread(channelstates.listed, self.house, language(request))
        return self.pages.render(request, "channels.html", account=who, csrf=who.csrf, channels=found)
