"""The console of a house whose keys are closed: one red page, on which two persons open them (P29, P45).

No account can be looked up, so nobody logs in: who a custodian is, their phrase says. The first phrase waits
in memory for the second, ten minutes; alone it opens nothing, and nothing tells whether it was right.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.errors import LasomiError
from gateway.console.pages import HEADERS, Pages, there
from gateway.console.visitors import Cookies, TurnedAway, check, form, fresh_token
from gateway.house import House
from gateway.opening import closed_file, unlock
from store import closed, custody
from store.letters import Letters

UNLOCK: Final = "/console/unlock"
STATIC: Final = "/console/static/"
WAITS: Final = timedelta(minutes=10)
MOST_TRIES: Final = 10
WITHIN: Final = timedelta(minutes=15)


class Unlocking:
    """One for each gateway; what was typed there is known there."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages = Pages(house.say)
        self._cookies = Cookies(house.settings.public_url)
        self._letters = Letters(house.settings.letters_dir, house.keys)
        self._tries: deque[datetime] = deque(maxlen=MOST_TRIES)
        self._first: tuple[datetime, bytes] | None = None

    def before(self, app: ASGIApp) -> ASGIApp:
        """ASGI middleware: while the keys are closed the console is this page."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            ours = path.startswith("/console") and not path.startswith(STATIC)
            if scope["type"] != "http" or not ours or not self._house.keys.sealed:
                await app(scope, receive, send)
                return
            answer = await self._answered(Request(scope, receive), path)
            await answer(scope, receive, send)

        return served

    async def _answered(self, request: Request, path: str) -> Response:
        if request.method != "POST" or path != UNLOCK:
            return await self._page(request)
        try:
            sent = await form(request)
            check(sent.get("csrf", ""), request.cookies.get(self._cookies.form, ""))
        except TurnedAway:
            return Response(status_code=403, headers=dict(HEADERS))
        told = await self._typed(sent.get("phrase", "")[:400])
        return there(request, "/console") if told == "open" else await self._page(request, told)

    async def _page(self, request: Request, told: str = "") -> Response:
        token = request.cookies.get(self._cookies.form) or fresh_token()
        waiting = await asyncio.to_thread(self._letters.count)
        page = self._pages.render(request, "sealed.html", csrf=token, told=told, waiting=waiting, status=503)
        self._cookies.put(page, self._cookies.form, token)
        return page

    async def _typed(self, phrase: str) -> str:
        """`one`: the second is waited for; `open`; `refused`: both begin anew; `later`: too many tries."""
        now = self._house.clock()
        if len(self._tries) == MOST_TRIES and now - self._tries[0] < WITHIN:
            return "later"
        self._tries.append(now)
        salt = await asyncio.to_thread(closed.salt, closed_file(self._house.settings))
        known = await asyncio.to_thread(custody.stretched, phrase, salt)
        before, self._first = self._first, None
        if before is None or now - before[0] > WAITS:
            self._first = (now, known)
            return "one"
        return await asyncio.to_thread(self._opened, before[1], known)

    def _opened(self, one: bytes, other: bytes) -> str:
        try:
            unlock(self._house, (one, other))
        except FileExistsError:
            return "open"
        except LasomiError as error:
            if error.code != "phrases":
                raise
            return "refused"
        return "open"
