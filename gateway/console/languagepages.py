"""`/console/languages`: how far each language is, its sentences, and saying one of them anew."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from core.languages import Say
from gateway.console import wordingsheet
from gateway.console.closing import Closing, Route
from gateway.console.pages import HEADERS, language, there
from gateway.console.visitors import TurnedAway, Visitor, check, form

LANGUAGES: Final = "/console/languages"
ONE: Final = LANGUAGES + "/{language}"
MOST: Final = 400


class Languages(Closing):
    """For administrators and coordinators; what they ask is a command, reviewed by another of them."""

    def routes(self) -> tuple[Route, ...]:
        return (
            (LANGUAGES, self.page, "GET"),
            (ONE + "/table.csv", self.table, "GET"),
            (ONE, self.single, "GET"),
            (ONE + "/{mark}", self.act, "POST"),
        )

    async def page(self, request: Request) -> Response:
        who = await self._tender(request)
        shares = await asyncio.to_thread(wordingsheet.shares, self.house)
        names = named(self.house.say, language(request))
        return self.pages.render(
            request, "languages.html", account=who, csrf=who.csrf, shares=shares, names=names
        )

    async def single(self, request: Request) -> Response:
        who, name, lang = await self._tender(request), self._name(request), language(request)
        only = request.query_params.get("only", "") == "open"
        sheet = await asyncio.to_thread(
            wordingsheet.sheet, self.house, who, name, _page(request), only_open=only
        )
        about: dict[str, Any] = {"account": who, "csrf": who.csrf, "sheet": sheet, "only": only}
        told = wordings(self.house.say, lang).get(request.query_params.get("told", ""), "")
        names = named(self.house.say, lang)
        return self.pages.render(
            request, "language.html", language=name, called=names.get(name, name), told=told, **about
        )

    async def table(self, request: Request) -> Response:
        await self._tender(request)
        name = self._name(request)
        text = await asyncio.to_thread(wordingsheet.table, self.house, name)
        kept = {"Content-Disposition": f'attachment; filename="lasomi-{name}.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=HEADERS | kept)

    async def act(self, request: Request) -> Response:
        """Raises TurnedAway `changed` when another has said it anew meanwhile."""
        who, name = await self._tender(request), self._name(request)
        sent = await form(request)
        check(sent.get("csrf", ""), who.csrf)
        mark = request.path_params["mark"]
        french = await asyncio.to_thread(wordingsheet.french_of, self.house, name, mark)
        if french is None or sent.get("do") not in {"propose", "review"}:
            self.not_yours()
        told = await self._asked_for(who, sent, {"language": name, "sentence": french, "mark": mark})
        if told == "changed":
            raise TurnedAway("changed")
        page = sent.get("page", "1")[:4]
        return there(request, f"{LANGUAGES}/{name}", told=told, page=page)

    async def _asked_for(self, who: Visitor, sent: dict[str, str], about: dict[str, Any]) -> str:
        verb = "REVIEW" if sent["do"] == "review" else "WORD"
        role = "admin" if "admin" in who.roles else who.role
        text, before = sent.get("text", "")[:MOST], sent.get("before", "")[:MOST]
        return await self.asked(who, verb, **(about | {"text": text, "before": before, "role": role}))

    def _name(self, request: Request) -> str:
        name = str(request.path_params["language"])
        if name not in wordingsheet.languages(self.house):
            self.not_yours()
        return name

    async def _tender(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.tends_languages:
            self.not_yours()
        return who


def _page(request: Request) -> int:
    asked = request.query_params.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1


def named(say: Say, lang: str) -> dict[str, str]:
    return {
        "bm": say.ui("bambara", lang),
        "taq": say.ui("tamasheq", lang),
        "ha": say.ui("haoussa", lang),
        "ses": say.ui("songhaï", lang),
        "en": say.ui("anglais", lang),
    }


def wordings(say: Say, lang: str) -> dict[str, str]:
    """What became of a sentence said anew."""
    return {
        "done": say.ui("C'est fait.", lang),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
        "unknown": say.ui("Refusé : cette phrase ne se change pas ici.", lang),
        "empty": say.ui("Écrivez la phrase.", lang),
        "too_long": say.ui("La phrase est trop longue.", lang),
        "places_differ": say.ui("Gardez les mots entre accolades du français, et n'en ajoutez pas.", lang),
        "not_gsm7": say.ui("Une lettre ne passe pas par SMS : écrivez-la autrement.", lang),
        "never_said": say.ui("La phrase contient un mot qui met des gens en danger.", lang),
        "own_wording": say.ui("Une autre personne doit relire ce que vous avez écrit.", lang),
    }
