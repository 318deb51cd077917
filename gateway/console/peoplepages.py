"""The accounts, for an administrator: the end of a login, of a second factor, of an account (P45, P52)."""

import asyncio
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.languages import Say
from gateway.console.casewords import served
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.rolewords import roles
from gateway.console.visitors import Visitor, check, form, proof
from store import accounts, audit, logins
from store.accounts import Account

ACCOUNTS: Final = "/console/accounts"
SINGLE: Final = ACCOUNTS + "/{id}"
ADMIN: Final = "admin"
DOES: Final = {"reset": "factor_reset", "logout": "login_ended", "close": "account_closed"}
"""What may be done to an account, and what the audit calls it."""


class People(Desk):
    """Listed by name; whatever is done, the administrator proves who they are once more."""

    def routes(self) -> tuple[Route, ...]:
        return ((ACCOUNTS, self.page, "GET"), (SINGLE, self.single, "GET"), (SINGLE, self.act, "POST"))

    async def page(self, request: Request) -> Response:
        who = await self._admin(request)
        listed = await asyncio.to_thread(self._listed)
        return self._shown(request, who, "accounts.html", accounts=listed)

    async def single(self, request: Request, told: str = "", status: int = 200) -> Response:
        who = await self._admin(request)
        one = await self._one(request)
        word = told or request.query_params.get("told", "")
        return self._shown(request, who, "person.html", word, status, person=one)

    async def act(self, request: Request) -> Response:
        who, sent = await self._admin(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        one, does = await self._one(request), sent.get("do", "")
        if does not in DOES or one.id == who.id:
            return await self.single(request, "refused", 422)
        if not await self.proves(request, who, proof(sent)):
            return await self.single(request, "not_proven", 401)
        await asyncio.to_thread(self._do, who, one, does)
        return there(request, ACCOUNTS if does == "close" else f"{ACCOUNTS}/{one.id}", told="done")

    async def _admin(self, request: Request) -> Visitor:
        who = await self.who(request)
        if ADMIN not in who.roles:
            self.not_yours()
        return who

    async def _one(self, request: Request) -> Account:
        listed = await asyncio.to_thread(self._listed)
        found = [one for one in listed if one.id == request.path_params["id"]]
        if not found:
            self.not_yours()
        return found[0]

    def _listed(self) -> list[Account]:
        with self.house.database.read() as conn:
            return [one for one, is_open in accounts.account_list(conn) if is_open]

    def _do(self, who: Visitor, one: Account, does: str) -> None:
        now = self.house.clock()
        with self.house.database.write() as conn:
            if does == "reset":
                accounts.reset_factor(conn, one.id, now)
            elif does == "close":
                accounts.disable_account(conn, one.login)
            else:
                logins.end_all(conn, one.id)
            about = {"account": who.id, "role": ADMIN, "action": DOES[does], "object": one.id}
            audit.write(conn, self.house.vault, at=now, **about)

    def _shown(
        self, request: Request, who: Visitor, page: str, told: str = "", status: int = 200, **about: Any
    ) -> Response:
        lang = language(request)
        word = outcomes(self.house.say, lang).get(told, "")
        shown: dict[str, Any] = {"account": who, "csrf": who.csrf, "told": word, "failed": status >= 400}
        shown["roles"] = partial(roles, self.house.say, lang=lang)
        shown["areas"] = partial(served, self.house.country, lang=lang)
        return self.pages.render(request, page, status=status, **shown, **about)


def outcomes(say: Say, lang: str) -> dict[str, str]:
    return {
        "done": say.ui("C'est fait.", lang),
        "refused": say.ui("Refusé : cela ne se fait pas à son propre compte.", lang),
        "not_proven": say.ui("Le mot de passe ou le code n'est pas bon, ou il y a eu trop d'essais.", lang),
    }
