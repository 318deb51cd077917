"""The pages of cases: staff refers and takes back, the authority answers what it is asked (P45)."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import cases, referring
from gateway.console import casewords as words
from gateway.console.closing import Closing, Route
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form

CASES: Final = "/console/cases"
REFER: Final = "/console/refer"
FIELDS: Final = ("incident", "commitment", "rated", "indicator", "period", "after", "office", "about", "asks")
LONGEST: Final = 400
OF_AUTHORITY: Final = {"respond": "RESPOND", "settle": "SETTLE"}
OF_STAFF: Final = {"withdraw": "WITHDRAW"}


class Cases(Closing):
    """The list, the form of a referral, and what is done to a case."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (CASES, self.page, "GET"),
            (CASES + "/{case}/{do}", self.act, "POST"),
            (REFER, self.form, "GET"),
            (REFER, self.refer, "POST"),
        )

    async def page(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        found = await asyncio.to_thread(cases.listed, self.house, who, lang)
        shown = await asyncio.to_thread(self._to_refer, who, lang)
        return self.pages.render(
            request,
            "cases.html",
            account=who,
            csrf=who.csrf,
            cases=found,
            waiting=sum("respond" in each.does for each in found),
            told=self.told(request.query_params.get("told", ""), lang),
            responses=words.responses(self.house.say, lang),
            ends=words.ends(self.house.say, lang),
            withdrawals=words.withdrawals(self.house.say, lang),
            **shown,
        )

    async def form(self, request: Request) -> Response:
        who, lang = await self._staff(request), language(request)
        asked = dict(request.query_params)
        found = await asyncio.to_thread(referring.form, self.house, who, asked, lang)
        if found is None:
            self.not_yours()
        return self.pages.render(
            request,
            "refer.html",
            account=who,
            csrf=who.csrf,
            form=found,
            asks=words.asks(self.house.say, lang),
        )

    async def refer(self, request: Request) -> Response:
        who, sent = await self._staff(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        about = {name: sent[name][:64] for name in FIELDS if sent.get(name)}
        told = await self.asked(who, "REFER", **about, sentence=sent.get("sentence", "")[:LONGEST])
        return there(request, CASES, told=told)

    async def act(self, request: Request) -> Response:
        """A first response or an end from the authority; from staff, that it is taken back."""
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        verbs = OF_AUTHORITY if who.answers else OF_STAFF
        verb = verbs.get(request.path_params["do"])
        if verb is None:
            self.not_yours()
        about = {name: sent.get(name, "")[:16] for name in ("kind", "outcome", "why")}
        note = sent.get("note", "")[:LONGEST]
        told = await self.asked(who, str(verb), case=request.path_params["case"][:32], note=note, **about)
        return there(request, CASES, told=told)

    def _to_refer(self, who: Visitor, lang: str) -> dict[str, Any]:
        if who.answers:
            return {"promises": (), "ratings": ()}
        return {
            "promises": referring.promises(self.house, who),
            "ratings": referring.ratings(self.house, who, lang),
        }

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts and not who.answers:
            self.not_yours()
        return who

    async def _staff(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return who
