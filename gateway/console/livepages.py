"""The stream of events of the console (server-sent events): who is logged in, for as long as they are."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.console import live
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import EVENTS, HEADERS
from gateway.console.visitors import TurnedAway, Visitor
from store import access, offices

MEDIA: Final = "text/event-stream"
MOST_LETTERS: Final = 200


class Live(Desk):
    """`/console/events`; with `?once=1` what is new since the id, at once, for who asks now and then."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._newest = live.Newest(self.house)

    def routes(self) -> tuple[Route, ...]:
        return ((EVENTS, self.events, "GET"),)

    async def events(self, request: Request) -> Response:
        """To listen is no sign of life. Raises TurnedAway `too_many` when too many do."""
        who = await self.who(request, asks=False)
        tied = await asyncio.to_thread(self._is_tied, who)
        before = (request.headers.get("last-event-id") or request.query_params.get("since", ""))[
            :MOST_LETTERS
        ]
        headers = HEADERS | {"X-Accel-Buffering": "no"}
        if request.query_params.get("once"):
            now = live.heard(who, await self._newest.marks(), tied=tied)
            return Response("".join(live.frames(before, now)), media_type=MEDIA, headers=headers)
        if self._newest.is_full(who.id):
            raise TurnedAway("too_many")
        told = self._told(who, self.token(request), before, tied)
        return StreamingResponse(told, media_type=MEDIA, headers=headers)

    async def _told(self, who: Visitor, token: str, before: str, tied: bool) -> AsyncIterator[str]:
        """Counted for as long as it lasts, however it ends."""
        self._newest.listening[who.id] += 1
        try:
            yield f"retry: {live.RETRY_MS}\n\n"
            async for frame in self._frames(who, token, before, tied):
                yield frame
        finally:
            self._newest.listening[who.id] -= 1

    async def _frames(self, who: Visitor, token: str, before: str, tied: bool) -> AsyncIterator[str]:
        ends = time.monotonic() + live.LASTS_SECONDS
        beat = time.monotonic() + live.BEAT_SECONDS
        while time.monotonic() < ends:
            now = live.heard(who, await self._newest.marks(), tied=tied)
            for frame in live.frames(before, now):
                yield frame
            before = live.named(now)
            if time.monotonic() >= beat:
                if not await asyncio.to_thread(self._is_alive, who, token):
                    yield live.END
                    return
                yield live.BEAT
                beat += live.BEAT_SECONDS
            await asyncio.sleep(live.TICK.total_seconds())

    def _is_tied(self, who: Visitor) -> bool:
        with self.house.database.read() as conn:
            return bool(offices.ties(conn, who.id))

    def _is_alive(self, who: Visitor, token: str) -> bool:
        """Whether the login stands, and is of the same person."""
        with self.house.database.read() as conn:
            account = access.account_by_token(conn, token, self.house.clock(), lives=False)
        return account is not None and account.id == who.id
