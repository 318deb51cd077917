"""The page of one figure: its curve, its regions, its map, each with the table of its numbers."""

import asyncio
from collections.abc import Sequence
from typing import Final, get_args

from markupsafe import Markup
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from core.definitions import Indicator
from core.languages import Say
from gateway.console.closing import Closing, Route
from gateway.console.figures import SCOPE
from gateway.console.pages import HEADERS, language
from gateway.console.visitors import TurnedAway, Visitor
from gateway.feeds import cube, indicators, plots
from gateway.feeds.errors import Faulty
from gateway.feeds.plots.picture import Picture, picture
from gateway.feeds.plots.strands import Kind, Lang, PlotQuery
from gateway.feeds.plots.words import of_what
from gateway.feeds.voice import Voice
from store import audit

FIGURE: Final = "/console/figures/{indicator}"
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
CURVE: Final[Kind] = "series"
"""The drawing that is told apart by groups; the other two compare places."""


class Plots(Closing):
    """Whoever sees the figures sees them drawn."""

    def routes(self) -> tuple[Route, ...]:
        return ((FIGURE, self.page, "GET"), (FIGURE + "/{kind}.svg", self.file, "GET"))

    async def page(self, request: Request) -> Response:
        who = await self._visitor(request)
        made = [await self._made(request, kind) for kind in KINDS]
        return self.pages.render(
            request,
            "figure.html",
            account=who,
            csrf=who.csrf,
            indicator=request.path_params["indicator"],
            authority=_authority(request),
            by=_by(request),
            dimensions=self._dimensions(request),
            authorities=self._authorities(request),
            series=self._series(request, made),
            pictures=[(each, Markup(each.svg)) for each in made],  # noqa: S704  escaped as it was drawn  # nosec B704
        )

    async def file(self, request: Request) -> Response:
        """A drawing to keep. Who took it away stands in the audit (P52)."""
        who, kind = await self._visitor(request), request.path_params["kind"]
        if kind not in KINDS:
            raise TurnedAway("not_yours")
        made = await self._made(request, kind)
        await asyncio.to_thread(self._note, who, f"{request.path_params['indicator']}:{kind}")
        kept = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
        return Response(made.svg, media_type=plots.MEDIA, headers=HEADERS | kept)

    async def _made(self, request: Request, kind: Kind) -> Picture:
        """What is asked for in a wrong way is not there."""
        name = request.path_params["indicator"][:60]
        by = _by(request) if kind == CURVE else None
        try:
            told = {"kind": kind, "authority": _authority(request) or None, "by": by, "lang": _lang(request)}
            query = PlotQuery.model_validate(told)
            return await asyncio.to_thread(picture, self.house, name, query, SCOPE)
        except (Faulty, ValidationError) as error:
            raise TurnedAway("not_yours") from error

    def _authorities(self, request: Request) -> dict[str, str]:
        """Whom the figure is of; nothing where it is of nobody."""
        if "authority" not in self._asked(request).disaggregation:
            return {}
        known = self.house.country.authorities.items()
        return {key: each.label.get(language(request)) or each.label["fr"] for key, each in known}

    def _series(self, request: Request, made: Sequence[Picture]) -> dict[str, str]:
        """The series of a figure that has several, in words."""
        voice = Voice(self.house.say, self.house.country, _lang(request))
        rows = [row for each in made for row in each.table.rows if "by" not in row]
        named = {
            str(row["indicator"]): of_what(row, voice) or voice.indicator(str(row["indicator"]))
            for row in rows
        }
        return dict(sorted(named.items()))

    def _asked(self, request: Request) -> Indicator:
        return indicators.asked(self.house, request.path_params["indicator"][:60])[0]

    def _dimensions(self, request: Request) -> dict[str, str]:
        """By what the curve may be told apart, in words; nothing where its cube has no groups."""
        words = dimensions(self.house.say, language(request))
        return {each: words[each] for each in cube.dimensions(self._asked(request))}

    def _note(self, who: Visitor, what: str) -> None:
        with self.house.database.write() as conn:
            about = {"account": who.id, "role": who.role, "action": "export", "object": what}
            audit.write(conn, self.house.vault, at=self.house.clock(), reason="plot", **about)

    async def _visitor(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_figures:
            self.not_yours()
        return who


def _authority(request: Request) -> str:
    return request.query_params.get("authority", "")[:1]


def _by(request: Request) -> str | None:
    return request.query_params.get("by", "")[:20] or None


def dimensions(say: Say, lang: str) -> dict[str, str]:
    return {
        "sex": say.ui("femmes et hommes", lang),
        "age": say.ui("âge", lang),
        "status": say.ui("déplacés ou non", lang),
        "language": say.ui("langue", lang),
        "channel": say.ui("appel ou SMS", lang),
        "assisted": say.ui("aide d'un relais", lang),
    }


def _lang(request: Request) -> Lang:
    return "en" if language(request) == "en" else "fr"
