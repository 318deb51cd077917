"""The pages under `/console`: thin, each a question to the house and a template."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from gateway.console import alerts, commands, faultpages, figures, warning
from gateway.console.accountpages import ENROL, PASSWORD
from gateway.console.auditpages import AUDIT, AUDITOR
from gateway.console.casepages import CASES
from gateway.console.desk import Desk
from gateway.console.drillpages import DRILL, DRILLS, Drills
from gateway.console.overviewpages import OVERVIEW
from gateway.console.pages import MEDIA, Pages, language, there
from gateway.console.rosterpages import ROSTER
from gateway.console.tasks import TASKS
from gateway.console.triage import ACCURACY, STEP_UP, TRIAGE, Triage
from gateway.console.urgent import URGENT
from gateway.console.visitors import TurnedAway, Visitor, came_from, check, form, fresh_token, proof
from gateway.house import House
from store import access, devices

HOME = "/console"
BOARD = "/console/board"
LOGIN = "/console/login"
ELSEWHERE = HOME + "/{rest:path}"
INSTEAD = {"no_session": LOGIN, "password": PASSWORD, "factor": ENROL}
DENIALS = {"not_yours": "denied", "forged_form": "form_refused"}
"""Of what is refused to somebody who is logged in, what the audit calls it (P52)."""
AWAY = frozenset({"panic", "keys_away"})
STATIC = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=3600"}
Page = Callable[[Request], Awaitable[Response]]
Route = tuple[str, Page, str]
"""A path, its page, and the method."""


class Console(Desk):
    """The door, the alerts and the figures."""

    async def login_page(self, request: Request, *, failed: bool = False) -> Response:
        token = request.cookies.get(self.cookies.form) or fresh_token()
        ended = request.query_params.get("told", "") == faultpages.ENDED and not failed
        page = self.pages.render(
            request, "login.html", csrf=token, failed=failed, ended=ended, status=401 if failed else 200
        )
        self.cookies.put(page, self.cookies.form, token)
        return page

    async def login(self, request: Request) -> Response:
        sent = await form(request)
        check(sent.get("csrf", ""), request.cookies.get(self.cookies.form, ""))
        house, login = self.house, sent.get("login", "")[:64]
        kept = self.cookies.device(house.vault, login, house.clock())
        came = came_from(request, behind_proxy=house.settings.behind_proxy)
        knock = access.Knock(login, proof(sent), came, request.cookies.get(kept, ""))
        token = await self.slowly(self._enter, knock)
        if token is None:
            return await self.login_page(request, failed=True)
        home = there(request, OVERVIEW)
        self.cookies.put(home, self.cookies.session, token)
        self.cookies.drop(home, self.cookies.form)
        device = devices.issue(house.vault, login, house.clock())
        self.cookies.put(home, kept, device, devices.LASTS)
        return home

    def _enter(self, knock: access.Knock) -> str | None:
        house = self.house
        return access.enter(house.database, house.vault, knock, house.clock(), hasher=self.hasher)

    async def logout(self, request: Request) -> Response:
        who = await self.whoever(request)
        check((await form(request)).get("csrf", ""), who.csrf)
        await asyncio.to_thread(self._leave, request.cookies.get(self.cookies.session, ""))
        gone = there(request, LOGIN)
        self.cookies.drop(gone, self.cookies.session)
        return gone

    def _leave(self, token: str) -> None:
        with self.house.database.write() as conn:
            access.logout(conn, token)

    async def board(self, request: Request) -> Response:
        """The alerts as the page itself asks for them, while perhaps nobody is there."""
        return await self.home(request, asks=False)

    async def home(self, request: Request, *, asks: bool = True) -> Response:
        who = await self.who(request, asks=asks)
        if not who.sees_alerts:
            return self._elsewhere(request, who)
        lang = language(request)
        listed = await asyncio.to_thread(alerts.listed, self.house, who, lang)
        told = outcomes(self.house, lang).get(request.query_params.get("told", ""), "")
        return self.pages.render(
            request,
            "alerts.html",
            account=who,
            csrf=who.csrf,
            alerts=listed,
            columns=alerts.by_standing(self.house.say, listed, _column(request), lang),
            standings=alerts.standings(self.house.say, lang),
            column=_column(request),
            mark=alerts.mark(listed),
            board=BOARD,
            told=told,
            reasons=alerts.reasons(self.house.say, lang),
            keys=alerts.KEYS,
        )

    def _elsewhere(self, request: Request, who: Visitor) -> Response:
        """The first page of somebody who sees no alerts."""
        if who.keeps_roster:
            return there(request, ROSTER)
        if who.answers:
            return there(request, CASES)
        if who.is_focal and not who.sees_figures:
            return there(request, TASKS)
        if AUDITOR in who.roles:
            return there(request, AUDIT)
        if who.sees_figures or who.handles_urgent:
            return there(request, "/console/figures" if who.sees_figures else URGENT)
        return self.not_yours()

    async def act(self, request: Request) -> Response:
        who = await self.who(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        verb, number = request.path_params["verb"], request.path_params["number"]
        if not who.sees_alerts or verb not in commands.VERBS or (verb == "RELEASE" and not who.coordinates):
            self.not_yours()
        why = sent.get("why", "")[:16] if verb == "RELEASE" else ""
        told = await commands.carry_out(self.house, who, verb, number, self.patience, reason=why)
        return there(request, HOME, told=told)

    async def nowhere(self, request: Request) -> Response:  # noqa: ARG002  nothing is asked of it
        """Any other address under `/console`."""
        raise TurnedAway("not_yours")

    async def figures(self, request: Request) -> Response:
        who = await self.who(request)
        if not who.sees_figures:
            self.not_yours()
        lang = language(request)
        ratings = await asyncio.to_thread(figures.rating_tables, self.house, lang)
        week, counted = await asyncio.to_thread(figures.count_lines, self.house, lang)
        return self.pages.render(
            request,
            "figures.html",
            account=who,
            csrf=who.csrf,
            ratings=ratings,
            counts=counted,
            week=week,
            warning=await asyncio.to_thread(warning.tables, self.house, lang),
            exercises=await asyncio.to_thread(warning.exercises, self.house, lang),
        )


def _column(request: Request) -> str:
    asked = request.query_params.get("state", "")
    return asked if asked in alerts.STANDINGS else ""


def outcomes(house: House, lang: str) -> dict[str, str]:
    return {
        "done": house.say.ui("C'est fait.", lang),
        "refused": house.say.ui(
            "Refusé : l'alerte n'est pas dans votre zone, ou son état ne le permet pas.", lang
        ),
        "waiting": house.say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
    }


def guarded(desk: Desk, page: Page, address: str) -> Page:
    """Whoever is turned away learns no more than that: the login page, or a page that says what to do."""

    async def answered(request: Request) -> Response:
        try:
            return await page(request)
        except TurnedAway as turned:
            if turned.code in DENIALS:
                await desk.denied(request, address, DENIALS[turned.code])
            return _instead(desk, request, turned)

    async def shown(request: Request) -> Response:
        try:
            return desk.hand_over(request, await answered(request))
        except LasomiError as error:
            if error.code not in AWAY and not error.retryable:
                raise
            return faultpages.of(desk.pages, request, 503)

    return shown


def _instead(desk: Desk, request: Request, turned: TurnedAway) -> Response:
    if turned.code in INSTEAD:
        told = {"told": faultpages.ENDED} if turned.code == "no_session" and desk.token(request) else {}
        return there(request, INSTEAD[turned.code], **told)
    return faultpages.of(desk.pages, request, faultpages.STATUS.get(turned.code, 404))


def pages_of(console: Console, triage: Triage, drills: Drills, more: Iterable[Route] = ()) -> APIRouter:
    """The addresses of the console, written out; `more` of them stand with their pages."""
    router = APIRouter(include_in_schema=False)
    routes: tuple[Route, ...] = (
        *more,
        (HOME, console.home, "GET"),
        (BOARD, console.board, "GET"),
        (LOGIN, console.login_page, "GET"),
        (LOGIN, console.login, "POST"),
        ("/console/logout", console.logout, "POST"),
        ("/console/figures", console.figures, "GET"),
        ("/console/alerts/{number}/{verb}", console.act, "POST"),
        (TRIAGE, triage.page, "GET"),
        (TRIAGE + "/{report}", triage.answer, "POST"),
        (TRIAGE + "/{report}/{do}", triage.decide, "POST"),
        (STEP_UP, triage.step_up, "POST"),
        (ACCURACY, triage.accuracy, "GET"),
        (DRILLS, drills.page, "GET"),
        (DRILL, drills.single, "GET"),
        (DRILL + "/{do}", drills.act, "POST"),
        (DRILL + "/alerts/{alert}/{verb}", drills.answer, "POST"),
        *_files(console.pages),
    )
    for path, page, method in routes:
        router.add_route(path, guarded(console, page, path), methods=[method])
    router.add_route(ELSEWHERE, guarded(console, console.nowhere, ELSEWHERE), methods=["GET", "POST"])
    return router


def _files(pages: Pages) -> Iterable[Route]:
    """Every style and script of the console, each at an address of its own."""
    for name, text in pages.files.items():
        yield f"/console/static/{name}", _static(text, MEDIA[Path(name).suffix]), "GET"


def _static(text: str, media: str) -> Page:
    async def file(request: Request) -> Response:  # noqa: ARG001
        return Response(text, media_type=media, headers=dict(STATIC))

    return file
