"""The page of one figure: its curve, its regions, its map, each with the table of its numbers."""

import asyncio
from typing import Final, get_args

from markupsafe import Markup
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from gateway.console.closing import Closing, Route
from gateway.console.figures import SCOPE
from gateway.console.pages import HEADERS, language
from gateway.console.visitors import TurnedAway, Visitor
from gateway.feeds import plots
from gateway.feeds.errors import Faulty
from gateway.feeds.plots.picture import Picture, picture
from gateway.feeds.plots.strands import Kind, Lang, PlotQuery
from store import audit

FIGURE: Final = "/console/figures/{indicator}"
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


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
            authorities={
                key: each.label.get(language(request)) or each.label["fr"]
                for key, each in self.house.country.authorities.items()
            },
            series=sorted({str(row["indicator"]) for each in made for row in each.table.rows}),
            pictures=[(each, Markup(each.svg)) for each in made],  # noqa: S704  escaped as it was drawn
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
        try:
            told = {"kind": kind, "authority": _authority(request) or None, "lang": _lang(request)}
            query = PlotQuery.model_validate(told)
            return await asyncio.to_thread(picture, self.house, name, query, SCOPE)
        except (Faulty, ValidationError) as error:
            raise TurnedAway("not_yours") from error

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


def _lang(request: Request) -> Lang:
    return "en" if language(request) == "en" else "fr"
