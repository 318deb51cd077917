"""The page of keys: somebody asks for one, another person lets it open rows (`protection.md` P50, P55)."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import keys
from gateway.console.closing import Closing, Route
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from store import access

KEYS: Final = "/console/keys"
DAYS: Final = (7, 30, 90)
VERBS: Final = {"approve": "KEY_APPROVE", "revoke": "KEY_REVOKE"}


class Keys(Closing):
    """The list, what is asked for, and the answer of a second person."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (KEYS, self.page, "GET"),
            (KEYS, self.ask, "POST"),
            (KEYS + "/{key}/{verb}", self.act, "POST"),
        )

    async def page(self, request: Request, secret: str = "", told: str = "") -> Response:
        who, lang = await self._visitor(request), language(request)
        say, word = self.house.say, told or request.query_params.get("told", "")
        return self.pages.render(
            request,
            "keys.html",
            account=who,
            csrf=who.csrf,
            keys=await asyncio.to_thread(keys.listed, self.house, who, lang),
            secret=secret,
            told=self.told(word, lang),
            scopes=keys.scopes(say, lang),
            reasons=keys.reasons(say, lang),
            days=DAYS,
        )

    async def ask(self, request: Request) -> Response:
        """The secret is shown once, here; of rows it opens none yet."""
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.asks_for_keys:
            self.not_yours()
        id_, secret, hashed = access.drawn()
        days = sent.get("days", "")
        told = await self.asked(
            who,
            "KEY_ASK",
            role="admin",
            key=id_,
            hash=hashed.hex(),
            label=sent.get("label", "")[:80],
            scopes=sent.get("scope", "")[:80].split(),
            days=int(days) if days in map(str, DAYS) else DAYS[0],
            reason=sent.get("reason", "")[:16],
        )
        if told in {"done", "waiting"}:
            return await self.page(request, secret, told)
        return there(request, KEYS, told=told)

    async def act(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        verb = VERBS.get(request.path_params["verb"])
        if verb is None:
            self.not_yours()
        told = await self.asked(who, str(verb), key=request.path_params["key"][:12])
        return there(request, KEYS, told=told)

    def told(self, word: str, lang: str) -> str:
        return keys.refusals(self.house.say, lang).get(word) or super().told(word, lang)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.keeps_keys:
            self.not_yours()
        return who
