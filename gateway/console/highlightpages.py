"""The pages of the weekly highlights: drafted for coordinators, for other readers once approved by name."""

import asyncio
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from gateway.console import highlights as desk
from gateway.console.closing import Closing, Route
from gateway.console.highlights import Opened
from gateway.console.pages import HEADERS, language, there
from gateway.console.visitors import TurnedAway, Visitor, check, form
from gateway.highlights import markup
from gateway.highlights.document import DRAWINGS, FORMATS, LANGUAGES

HIGHLIGHTS: Final = "/console/highlights"
WEEK: Final = HIGHLIGHTS + "/{week}"
FILES: Final = (
    *(f"{lang}.{form_}" for lang in LANGUAGES for form_ in FORMATS),
    *(f"{lang}-{name}.svg" for lang in LANGUAGES for name in DRAWINGS),
)


class Highlights(Closing):
    """The list, a week, its approval and its files."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (HIGHLIGHTS, self.page, "GET"),
            (WEEK, self.single, "GET"),
            (WEEK, self.approve, "POST"),
            (WEEK + "/{file}", self.file, "GET"),
        )

    async def page(self, request: Request) -> Response:
        who = await self._visitor(request)
        weeks = await asyncio.to_thread(desk.listed, self.house, who)
        return self.pages.render(request, "highlights.html", account=who, csrf=who.csrf, weeks=weeks)

    async def single(self, request: Request) -> Response:
        who, lang = await self._visitor(request), language(request)
        found = await self._found(request, who)
        said = await asyncio.to_thread(desk.document, self.house, found, lang)
        return self.pages.render(
            request,
            "highlight.html",
            account=who,
            csrf=who.csrf,
            found=found,
            said=said,
            body=Markup(markup.sections(said, inline=True)),  # noqa: S704  escaped there, word by word  # nosec B704
            files=FILES,
            approves=who.approves_highlights and not found.by and found.ready,
            told=self.fate(request.query_params.get("told", ""), lang),
        )

    async def approve(self, request: Request) -> Response:
        who, sent = await self._visitor(request), await form(request)
        check(sent.get("csrf", ""), who.csrf)
        if not who.approves_highlights:
            self.not_yours()
        week, mark = request.path_params["week"][:8], sent.get("mark", "")[:64]
        told = await self.asked(who, "APPROVE_HIGHLIGHTS", week=week, mark=mark)
        return there(request, f"{HIGHLIGHTS}/{week}", told=told)

    async def file(self, request: Request) -> Response:
        who = await self._visitor(request)
        found = await self._found(request, who)
        name = request.path_params["file"][:24]
        made = await asyncio.to_thread(desk.written, self.house, who, found, name)
        if made is None:
            raise TurnedAway("not_yours")
        content, media, file = made
        kept = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(content, media_type=media, headers=HEADERS | kept)

    def fate(self, word: str, lang: str) -> str:
        """What became of an approval."""
        ours = {
            "changed": self.house.say.ui("Les chiffres ont changé depuis votre lecture : relisez-les.", lang),
            "held_back": self.house.say.ui(
                "Cette semaine est retenue : ses chiffres ne sont pas publiés.", lang
            ),
            "approved_already": self.house.say.ui("Cette semaine est déjà approuvée.", lang),
        }
        return ours.get(word) or self.told(word, lang)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_figures:
            self.not_yours()
        return who

    async def _found(self, request: Request, who: Visitor) -> Opened:
        found = await asyncio.to_thread(desk.opened, self.house, who, request.path_params["week"][:8])
        if found is None:
            raise TurnedAway("not_yours")
        return found
