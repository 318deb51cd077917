"""What the pages of the console share: the house, the templates, the cookies, and who asks."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from gateway.console.pages import Pages
from gateway.console.visitors import Cookies, TurnedAway, Visitor, visitor
from gateway.house import House
from store import access


class Desk:
    """The base of the pages. `patience`: seconds that a page waits for what it asked of the workers."""

    def __init__(self, house: House, hasher: access.Hasher, patience: float) -> None:
        self.house = house
        self.hasher = hasher
        self.patience = patience
        self.pages = Pages(house.say)
        self.cookies = Cookies(house.settings.public_url)

    async def who(self, request: Request, *, asks: bool = True) -> Visitor:
        """`asks`: a person did, and not a page of itself: that is a sign of life."""
        return await asyncio.to_thread(visitor, self.house, self.cookies, request, asks=asks)

    def not_yours(self) -> Response:
        raise TurnedAway("not_yours")
