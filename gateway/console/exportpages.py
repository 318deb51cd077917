"""`/console/exports`: files of published figures and of commitments, and how far long work is."""

import asyncio
from collections.abc import Iterator
from typing import IO, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.console import exports
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.pages import HEADERS, language
from gateway.console.visitors import Visitor
from gateway.feeds.formats import FORMATS

EXPORTS: Final = "/console/exports"
CHUNK: Final = 65_536


class Exports(Desk):
    """Whoever sees the figures takes them away as they are published."""

    def routes(self) -> tuple[Route, ...]:
        return ((EXPORTS, self.page, "GET"), (EXPORTS + "/{product}.{format}", self.file, "GET"))

    async def page(self, request: Request) -> Response:
        who, lang = await self._reader(request), language(request)
        going = await asyncio.to_thread(exports.going, self.house)
        return self.pages.render(
            request,
            "exports.html",
            account=who,
            csrf=who.csrf,
            offered=exports.OFFERED,
            indicators=self._indicators(lang),
            going=going,
            works=exports.works(self.house.say, lang),
            states=exports.states(self.house.say, lang),
        )

    async def file(self, request: Request) -> Response:
        who = await self._reader(request)
        product, format_ = request.path_params["product"], request.path_params["format"]
        asked = dict(request.query_params)
        found = await asyncio.to_thread(exports.table, self.house, product, format_, asked)
        file = await asyncio.to_thread(exports.written, self.house, who, found, format_)
        name = f"{found.filename}{FORMATS[format_].ending or '.' + format_}"
        headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_sent(file), media_type=FORMATS[format_].media, headers=headers)

    def _indicators(self, lang: str) -> list[tuple[str, str]]:
        known = self.house.country.indicators
        return [(each.id, f"{each.id} · {each.name.get(lang) or each.name['fr']}") for each in known]

    async def _reader(self, request: Request) -> Visitor:
        who = await self.who(request)
        if not who.sees_figures:
            self.not_yours()
        return who


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
