"""What the pages of the console share: the house, the templates, the cookies, and who asks."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final, ParamSpec, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from gateway import denials
from gateway.console.pages import Pages
from gateway.console.visitors import Cookies, TurnedAway, Visitor, visitor
from gateway.house import House
from store import access, door, logins
from store.door import Proof

MOST_WAITING: Final = 32
"""Who may stand before the bench where passwords are hashed; the next is told to come again."""
LOOKS: Final = "x-lasomi-live"
"""The header of a page that looks again by itself: nobody has to be there."""
P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """The base of the pages. `patience`: seconds that a page waits for what it asked of the workers."""

    def __init__(self, house: House, hasher: access.Hasher, patience: float) -> None:
        self.house = house
        self.hasher = hasher
        self.patience = patience
        self.pages = Pages(house.say)
        self.cookies = Cookies(house.settings.public_url)

    async def who(self, request: Request, *, asks: bool = True) -> Visitor:
        """`asks`: a person did, and not a page of itself: that is a sign of life.

        Raises TurnedAway `no_session`, or what the visitor owes before anything else.
        """
        found = await self.whoever(request, asks=asks)
        if found.owes:
            raise TurnedAway(found.owes)
        return found

    async def whoever(self, request: Request, *, asks: bool = True) -> Visitor:
        """The same, for the pages on which one does what one owes."""
        lives = asks and LOOKS not in request.headers
        return await asyncio.to_thread(visitor, self.house, self.cookies, request, asks=lives)

    async def proves(self, request: Request, who: Visitor, proof: Proof) -> bool:
        """Whether who is logged in is the one whose account it is: password and second factor again. Their
        login has a new token then (OWASP ASVS 5.0, 7.2.4).
        """
        about = (self.house.database, self.house.vault, who.name, proof, self.house.clock())
        proven = await self.slowly(partial(door.proves, *about, hasher=self.hasher))
        return proven and self.renewed(request, await asyncio.to_thread(self._renew, self.token(request)))

    def _renew(self, token: str) -> str | None:
        with self.house.database.write() as conn:
            return logins.renew(conn, token, self.house.clock())

    def renewed(self, request: Request, token: str | None) -> bool:
        """Whether there is a token: it goes out with the answer, whatever that is (`hand_over`)."""
        request.state.token = token or self.token(request)
        return token is not None

    def hand_over(self, request: Request, answer: Response) -> Response:
        """The answer, and with it the token that the login has since it was asked for."""
        if (token := self.token(request)) != request.cookies.get(self.cookies.session, ""):
            self.cookies.put(answer, self.cookies.session, token)
        return answer

    async def slowly(self, work: Callable[P, T], *given: P.args, **more: P.kwargs) -> T:
        """Work that hashes a password, on a bench of its own: no other page waits for it. Raises TurnedAway
        `busy` when too many stand before it.
        """
        if self.hasher.waiting >= MOST_WAITING:
            raise TurnedAway("busy")
        self.hasher.waiting += 1
        try:
            done = partial(work, *given, **more)
            return await asyncio.get_running_loop().run_in_executor(self.hasher.bench, done)
        finally:
            self.hasher.waiting -= 1

    async def denied(self, request: Request, address: str, action: str) -> None:
        """Who is logged in and was refused at an address leaves a line; of who is not, nobody knows who they
        are.
        """
        try:
            who = await self.whoever(request, asks=False)
        except TurnedAway:
            return
        door = f"{request.method} {address}"
        await asyncio.to_thread(denials.note, self.house, who.id, who.role, door, action)

    def token(self, request: Request) -> str:
        """Of the login that asks, as it is now."""
        kept = request.cookies.get(self.cookies.session, "")
        return str(getattr(request.state, "token", kept))

    def not_yours(self) -> Response:
        raise TurnedAway("not_yours")
