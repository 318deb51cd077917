"""What must be possible at once: the kill-switch of a cercle, and the end of every key (P71, P72)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from core.places import Place
from gateway import alarm
from gateway.console.commands import ask, became, command
from gateway.console.desk import Desk
from gateway.console.pages import there
from gateway.console.visitors import KEEPERS, Visitor, check, form, proof
from store import switches

URGENT: Final = "/console/urgent"
CERCLE: Final = 2


@dataclass(frozen=True, slots=True)
class Switch:
    """A cercle whose switch is on. `asked`: one of two has asked to turn it off."""

    cercle: str
    name: str
    asked: bool


class Urgent(Desk):
    """One page: monitors for their cercles, those who keep the machine for all."""

    def routes(self) -> tuple[tuple[str, Callable[[Request], Awaitable[Response]], str], ...]:
        return (
            (URGENT, self.page, "GET"),
            (URGENT + "/switch", self.switch, "POST"),
            (URGENT + "/panic", self.panic, "POST"),
        )

    async def page(self, request: Request) -> Response:
        who = await self._may(request)
        on = await asyncio.to_thread(self._switches, who)
        known = {each.cercle for each in on}
        return self.pages.render(
            request,
            "urgent.html",
            account=who,
            csrf=who.csrf,
            keeps=bool(who.roles & KEEPERS),
            switches=on,
            cercles=[each for each in self._cercles(who) if each.code not in known],
            phrase=alarm.PHRASE,
            told=request.query_params.get("told", ""),
        )

    async def switch(self, request: Request) -> Response:
        who = await self._may(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        off, cercle = sent.get("do") == "off", sent.get("cercle", "")
        if off and not await self.proves(request, who, proof(sent)):
            return there(request, URGENT, told="refused")
        entry = command(self.house, who, "SWITCH_OFF" if off else "SWITCH_ON", cercle=cercle, role=_role(who))
        fate = await ask(self.house, entry, self.patience)
        return there(request, URGENT, told=became(fate))

    async def panic(self, request: Request) -> Response:
        who = await self._may(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.roles & KEEPERS:
            self.not_yours()
        house, phrase = self.house, sent.get("phrase", "")
        try:
            await asyncio.to_thread(alarm.sound, house.settings, house.clock(), phrase, who.id, _role(who))
        except LasomiError as error:
            if error.code != "phrase":
                raise
            return there(request, URGENT, told="phrase")
        return self.pages.render(request, "gone.html")

    async def _may(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.handles_urgent:
            self.not_yours()
        return who

    def _cercles(self, who: Visitor) -> Sequence[Place]:
        gazetteer = self.house.country.gazetteer
        every = [each for each in gazetteer.places.values() if each.level == CERCLE]
        wide = bool(who.roles & KEEPERS) or gazetteer.country in who.areas
        return [each for each in every if wide or {each.code, each.adm1} & set(who.areas)]

    def _switches(self, who: Visitor) -> list[Switch]:
        names = {each.code: each.name for each in self._cercles(who)}
        with self.house.database.read() as conn:
            rows = switches.listing(conn)
        return [
            Switch(row["cercle"], names[row["cercle"]], row["asked_by"] is not None)
            for row in rows
            if row["cercle"] in names
        ]


def _role(who: Visitor) -> str:
    return next((role for role in ("operator", "admin") if role in who.roles), who.role)
