"""The page of the steering committee: ratings by village, which stand on no other page and in no file."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.console import villages
from gateway.console.closing import Closing, Route
from gateway.console.pages import language
from gateway.console.villages import Shown
from gateway.console.visitors import Visitor
from store import audit, offices

VILLAGES: Final = "/console/villages"


class Villages(Closing):
    """Every look is noted: which figure, which quarter, which cercle (P52)."""

    def routes(self) -> tuple[Route, ...]:
        return ((VILLAGES, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who = await self.who(request)
        if not who.sees_villages:
            self.not_yours()
        asked = {name: request.query_params.get(name, "")[:10] for name in ("indicator", "cercle")}
        shown = await asyncio.to_thread(self._read, who, asked, language(request))
        return self.pages.render(request, "villages.html", account=who, csrf=who.csrf, shown=shown)

    def _read(self, who: Visitor, asked: dict[str, str], lang: str) -> Shown:
        """Noted before it is shown: what cannot be written down is not read."""
        with self.house.database.read() as conn:
            ties = offices.ties(conn, who.id)
        areas = ["" if len(area) == 2 else area for area in who.areas]  # two letters: the country
        shown = villages.shown(self.house, asked, areas, ties, lang)
        seen = f"{shown.choice.indicator} {shown.period} {shown.choice.cercle}".strip()
        with self.house.database.write() as conn:
            about = {"account": who.id, "role": who.role, "action": "villages_read", "object": seen}
            audit.write(conn, self.house.vault, at=self.house.clock(), **about)
        return shown
