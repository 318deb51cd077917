"""The pages of the team: for administrators and coordinators; everything they ask is a command (P45, P52)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.enrolment import fresh_code, spoken
from gateway.console import commands, roster
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.visitors import Visitor, check, form
from gateway.house import House

ROSTER: Final = "/console/roster"
MEMBER: Final = ROSTER + "/{member}"
PIN: Final = "/console/pin"
FIELDS: Final = {
    "LEAVE": ("since", "until", "stand_in", "drop"),
    "DUTY": ("since", "until", "weekdays", "begins", "ends", "drop"),
    "AFFILIATE": ("authority", "unit", "drop"),
    "REVOKE": ("for_good", "reason"),
    "ENROL": (),
    "LINK": ("login", "drop"),
}
"""What is sent with each change of a member."""
CERCLE: Final = 2
APPOINTED: Final = ("relay", "monitor", "verifier", "regional", "national", "gbv_focal")


class Team(Desk):
    """The list, one member, what is asked of them, and one's own PIN."""

    def routes(self) -> tuple[tuple[str, Callable[[Request], Awaitable[Response]], str], ...]:
        return (
            (ROSTER, self.page, "GET"),
            (ROSTER, self.appoint, "POST"),
            (MEMBER, self.member, "GET"),
            (MEMBER + "/{verb}", self.act, "POST"),
            (PIN, self.pin_page, "GET"),
            (PIN, self.pin, "POST"),
        )

    async def page(self, request: Request, code: str = "") -> Response:
        who, lang = await self._keeper(request), language(request)
        found = await asyncio.to_thread(roster.listed, self.house, who, lang)
        return self._shown(
            request, who, "roster.html", members=found, code=code, roles=self._roles(who, lang)
        )

    async def member(self, request: Request, code: str = "") -> Response:
        who, lang = await self._keeper(request), language(request)
        found = await asyncio.to_thread(roster.listed, self.house, who, lang)
        one = next((each for each in found if each.id == request.path_params["member"]), None)
        if one is None:
            self.not_yours()
        authorities = [
            (key, each.label.get(lang) or each.label["fr"])
            for key, each in self.house.country.authorities.items()
        ]
        told = {"member": one, "others": found, "authorities": authorities, "code": code}
        return self._shown(request, who, "member.html", **told)

    async def appoint(self, request: Request) -> Response:
        """Somebody new; the code is shown once, here, to be told to them."""
        who = await self._keeper(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        code = fresh_code()
        about = {
            "name": sent.get("name", "")[:80],
            "roles": [sent.get("role", "")],
            "areas_served": sent.get("areas_served", "").upper().replace(",", " ").split(),
            "email": sent.get("email", "")[:120],
            "language": sent.get("language", "fr")[:8],
        }
        if await self._asked(who, "ENROL", code=code, **about) == "refused":
            return there(request, ROSTER, told="refused")
        return await self.page(request, spoken(code))

    async def act(self, request: Request) -> Response:
        who, verb = await self._keeper(request), request.path_params["verb"]
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if verb not in FIELDS:
            self.not_yours()
        member = request.path_params["member"]
        code = fresh_code() if verb == "ENROL" or (verb == "REVOKE" and not sent.get("for_good")) else ""
        about = {name: sent[name][:80] for name in FIELDS[verb] if sent.get(name)}
        told = await self._asked(who, verb, member=member, **about, **({"code": code} if code else {}))
        if told != "refused" and code:
            return await self.member(request, spoken(code))
        gone = told == "done" and bool(sent.get("for_good"))
        return there(request, ROSTER if gone else f"{ROSTER}/{member}", told=told)

    async def pin_page(self, request: Request) -> Response:
        who = await self.who(request)
        if not who.sees_alerts:
            self.not_yours()
        return self._shown(request, who, "pin.html")

    async def pin(self, request: Request) -> Response:
        """One's own PIN, or none any more for an empty one."""
        who = await self.who(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.sees_alerts or sent.get("pin") != sent.get("again"):
            return there(request, PIN, told="refused") if who.sees_alerts else self.not_yours()
        return there(request, PIN, told=await self._asked(who, "PIN", pin=sent.get("pin", "")[:6]))

    async def _keeper(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.keeps_roster:
            self.not_yours()
        return who

    def _roles(self, who: Visitor, lang: str) -> list[tuple[str, str]]:
        words = roster.Words(self.house.say, lang, self.house.country, {})
        offered = APPOINTED if "admin" in who.roles else APPOINTED[:3]
        return [(role, words.role(role)) for role in offered]

    def _shown(self, request: Request, who: Visitor, page: str, **about: Any) -> Response:
        told = outcomes(self.house, language(request)).get(request.query_params.get("told", ""), "")
        about["cercles"] = self._cercles()
        return self.pages.render(request, page, account=who, csrf=who.csrf, told=told, **about)

    def _cercles(self) -> list[tuple[str, str]]:
        """Code and name of each: a browser proposes them."""
        places = self.house.country.gazetteer.places.values()
        return [(each.code, each.name) for each in places if each.level == CERCLE]

    async def _asked(self, who: Visitor, verb: str, **about: Any) -> str:
        role = "admin" if "admin" in who.roles else who.role
        asked = commands.command(self.house, who, verb, role=role, **about)
        return commands.became(await commands.ask(self.house, asked, self.patience))


def outcomes(house: House, lang: str) -> dict[str, str]:
    say = house.say
    return {
        "done": say.ui("C'est fait.", lang),
        "refused": say.ui("Refusé : ce n'est pas de votre zone, ou il manque quelque chose.", lang),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
    }
