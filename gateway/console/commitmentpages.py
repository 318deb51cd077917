"""The page of commitments: the board as of a day, an update, its verification by another role."""

import asyncio
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from core.commitments import PROGRESS
from gateway.console import commitments
from gateway.console import commitmentwords as words
from gateway.console.closing import Closing, Route
from gateway.console.figures import percent
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form

COMMITMENTS: Final = "/console/commitments"
FIELDS: Final = ("state", "progress", "evidence", "day")


class Commitments(Closing):
    """The board, and what is done to a commitment."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (COMMITMENTS, self.page, "GET"),
            (COMMITMENTS + "/say", self.say, "POST"),
            (COMMITMENTS + "/verify", self.verify, "POST"),
        )

    async def page(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        on = self._day(request.query_params.get("as_of", ""))
        shown = await asyncio.to_thread(commitments.board, self.house, who, on, lang)
        return self.pages.render(
            request,
            "commitments.html",
            account=who,
            csrf=who.csrf,
            board=shown,
            told=self.told(request.query_params.get("told", ""), lang),
            states=words.states(self.house.say, lang),
            steps={str(step): percent(step) for step in PROGRESS},
            evidence=words.evidence(self.house.say, lang),
        )

    async def say(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.sees_alerts:
            self.not_yours()
        about = {name: sent.get(name, "")[:16] for name in FIELDS}
        told = await self.asked(who, "PROGRESS", commitment=sent.get("commitment", "")[:40], **about)
        return there(request, COMMITMENTS, told=told)

    async def verify(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        told = await self.asked(who, "ATTEST", said=sent.get("said", "")[:16])
        return there(request, COMMITMENTS, told=told)

    def told(self, word: str, lang: str) -> str:
        return words.refusals(self.house.say, lang).get(word) or super().told(word, lang)

    def _day(self, asked: str) -> date:
        """The day that was asked for, today where it is none or still to come."""
        today = self.house.clock().date()
        try:
            return min(date.fromisoformat(asked), today)
        except ValueError:
            return today

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_figures:
            self.not_yours()
        return who
