"""One's own account: where one is logged in, the password, the second factor, its spare codes (P49)."""

import asyncio
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.languages import Say
from gateway.console import qr
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import language, there
from gateway.console.visitors import TurnedAway, Visitor, check, form, proof
from store import accounts, audit, door, factors, logins, passwords, recovery, tries
from store.door import Proof

ACCOUNT: Final = "/console/account"
PASSWORD: Final = "/console/password"  # noqa: S105
ENROL: Final = "/console/enrol"
HOME: Final = "/console"


class Own(Desk):
    """What everybody who has an account may see and change of it."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (ACCOUNT, self.page, "GET"),
            (ACCOUNT + "/end", self.end, "POST"),
            (ACCOUNT + "/codes", self.codes, "POST"),
            (ACCOUNT + "/factor", self.factor, "POST"),
            (PASSWORD, self.password_page, "GET"),
            (PASSWORD, self.password, "POST"),
            (ENROL, self.enrol_page, "GET"),
            (ENROL, self.enrol, "POST"),
        )

    async def page(self, request: Request, told: str = "", status: int = 200) -> Response:
        who = await self.who(request)
        about = await asyncio.to_thread(self._about, who, self.token(request))
        word = told or request.query_params.get("told", "")
        return self._shown(request, who, "account.html", word, status, **about)

    async def end(self, request: Request) -> Response:
        """One login, or all but this one."""
        who, sent = await self._sent(request)
        if await asyncio.to_thread(self._end, who, sent.get("login", ""), self.token(request)):
            return there(request, ACCOUNT, told="done")
        return there(request, ACCOUNT)

    async def codes(self, request: Request) -> Response:
        """New codes for a lost phone; the old ones are worth nothing any more."""
        who, sent = await self._sent(request)
        if not await self.proves(request, who, proof(sent)):
            return await self.page(request, "not_proven", 401)
        return await asyncio.to_thread(self._codes, request, who, "codes_renewed")

    async def factor(self, request: Request) -> Response:
        """Another phone: the old factor is forgotten, and the new one enrolled at once."""
        who, sent = await self._sent(request)
        if not await self.proves(request, who, proof(sent)):
            return await self.page(request, "not_proven", 401)
        return self._again(request, ENROL, await asyncio.to_thread(self._without_factor, who))

    async def password_page(self, request: Request, told: str = "", status: int = 200) -> Response:
        who = await self.whoever(request)
        return self._shown(request, who, "password.html", told, status, shortest=passwords.SHORTEST)

    async def password(self, request: Request) -> Response:
        """A new one for the old one; everybody else who is logged in with it is logged out."""
        who = await self.whoever(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        fresh = sent.get("fresh", "")
        wrong = passwords.fault(fresh, who.name) or ("" if fresh == sent.get("again") else "not_twice")
        if wrong:
            return await self.password_page(request, wrong, 422)
        token = await self.slowly(self._changed, who, sent.get("password", ""), fresh)
        if token is None:
            return await self.password_page(request, "not_proven", 401)
        return self._again(request, ACCOUNT if not who.owes else HOME, token, told="done")

    async def enrol_page(self, request: Request, told: str = "", status: int = 200) -> Response:
        who = await self._unenrolled(request)
        if who is None:
            return there(request, ACCOUNT)
        secret = await asyncio.to_thread(self._secret, who)
        uri = factors.address(secret, who.name)
        about = {"uri": uri, "secret": secret, "code": qr.drawn(uri)}
        return self._shown(request, who, "enrol.html", told, status, **about)

    async def enrol(self, request: Request) -> Response:
        who = await self._unenrolled(request)
        sent = await form(request)
        if who is None:
            return there(request, ACCOUNT)
        check(sent.get("csrf", ""), who.csrf)
        said = recovery.plain(sent.get("code", ""))
        if not await asyncio.to_thread(self._confirmed, who, said, self.token(request)):
            return await self.enrol_page(request, "wrong_code", 422)
        return await asyncio.to_thread(self._codes, request, who, "factor_enrolled")

    async def _sent(self, request: Request) -> tuple[Visitor, dict[str, str]]:
        who, sent = await self.who(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        return who, sent

    async def _unenrolled(self, request: Request) -> Visitor | None:
        """Who has no second factor yet, once the password is their own; None for whoever has one."""
        who = await self.whoever(request)
        if who.owes == "password":
            raise TurnedAway("password")
        return None if await asyncio.to_thread(self._has_factor, who) else who

    def _has_factor(self, who: Visitor) -> bool:
        with self.house.database.read() as conn:
            return factors.is_confirmed(conn, who.id)

    def _about(self, who: Visitor, token: str) -> dict[str, Any]:
        with self.house.database.read() as conn:
            return {
                "logins": logins.listed(conn, who.id, token, self.house.clock()),
                "enrolled": factors.is_confirmed(conn, who.id),
                "left": recovery.left(conn, who.id),
            }

    def _end(self, who: Visitor, which: str, token: str) -> bool:
        with self.house.database.write() as conn:
            others = which == "others"
            ended = logins.end_all(conn, who.id, token) > 0 if others else logins.end(conn, who.id, which)
            if ended:
                self._note(conn, who, "login_ended")
        return ended

    def _secret(self, who: Visitor) -> str:
        with self.house.database.write() as conn:
            return factors.begin(conn, self.house.vault, who.id, self.house.clock())

    def _confirmed(self, who: Visitor, code: str, token: str) -> bool:
        now, vault = self.house.clock(), self.house.vault
        with self.house.database.write() as conn:
            spent = tries.spend(conn, vault, f"within|{who.name}", tries.ACCOUNT, now)
            right = spent <= tries.ACCOUNT.most and factors.confirm(conn, vault, who.id, code, now)
            if right:
                logins.end_all(conn, who.id, token)
        return right

    def _codes(self, request: Request, who: Visitor, action: str) -> Response:
        with self.house.database.write() as conn:
            drawn = recovery.draw(conn, who.id)
            self._note(conn, who, action)
        return self._shown(request, who, "codes.html", codes=drawn)

    def _without_factor(self, who: Visitor) -> str:
        with self.house.database.write() as conn:
            accounts.reset_factor(conn, who.id, self.house.clock())
            self._note(conn, who, "factor_dropped")
            return logins.begin(conn, who.id, self.house.clock())

    def _changed(self, who: Visitor, old: str, fresh: str) -> str | None:
        """The token of the one login that is left; None for a wrong password."""
        house, now = self.house, self.house.clock()
        proven = partial(door.proves, hasher=self.hasher, twice=False)
        if not proven(house.database, house.vault, who.name, Proof(old), now):
            return None
        hashed = self.hasher.hash(fresh)
        with house.database.write() as conn:
            accounts.change_password(conn, who.id, hashed)
            self._note(conn, who, "password_changed")
            return logins.begin(conn, who.id, now)

    def _note(self, conn: Any, who: Visitor, action: str) -> None:
        about = {"account": who.id, "role": who.role, "action": action, "object": who.id}
        audit.write(conn, self.house.vault, at=self.house.clock(), **about)

    def _again(self, request: Request, path: str, token: str, **told: str) -> Response:
        """On to a page, under a new login."""
        self.renewed(request, token)
        return there(request, path, **told)

    def _shown(
        self, request: Request, who: Visitor, page: str, told: str = "", status: int = 200, **about: Any
    ) -> Response:
        word = outcomes(self.house.say, language(request)).get(told, "")
        owes = {"account": None if who.owes else who, "csrf": who.csrf, "owes": who.owes}
        return self.pages.render(
            request, page, status=status, told=word, failed=status >= 400, **owes, **about
        )


def outcomes(say: Say, lang: str) -> dict[str, str]:
    return {
        "done": say.ui("C'est fait.", lang),
        "not_proven": say.ui("Le mot de passe ou le code n'est pas bon, ou il y a eu trop d'essais.", lang),
        "wrong_code": say.ui(
            "Ce code n'est pas bon. Attendez le suivant, et vérifiez l'heure du téléphone.", lang
        ),
        "too_short": say.ui("Trop court : au moins 12 caractères, une phrase par exemple.", lang),
        "too_long": say.ui("Trop long : au plus 256 caractères.", lang),
        "too_common": say.ui("Trop facile à deviner : choisissez plusieurs mots sans lien entre eux.", lang),
        "not_twice": say.ui("Les deux nouveaux mots de passe ne sont pas les mêmes.", lang),
    }
