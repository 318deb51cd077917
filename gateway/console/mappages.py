"""`/console/map`: events of one's areas, or a published figure, from regions down; drawn by the house."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from markupsafe import Markup
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from core.periods import bounds, iso_week, quarter
from gateway.console import eventmap
from gateway.console.closing import Route
from gateway.console.desk import Desk
from gateway.console.figures import SCOPE
from gateway.console.pages import language
from gateway.console.visitors import TurnedAway, Visitor
from gateway.feeds import bins, indicators
from gateway.feeds.errors import Faulty
from gateway.feeds.plots.picture import Picture, picture
from gateway.feeds.plots.strands import PlotQuery
from gateway.house import House

MAP: Final = "/console/map"
EVENTS: Final = "events"
LETTERS: Final = 20


class Maps(Desk):
    """Whoever sees figures has the map of each; whoever watches an area, that of its events too."""

    def routes(self) -> tuple[Route, ...]:
        return ((MAP, self.page, "GET"),)

    async def page(self, request: Request) -> Response:
        who, lang = await self.who(request), language(request)
        if not who.sees_figures:
            self.not_yours()
        what = request.query_params.get("what", "")[:LETTERS] or (EVENTS if who.sees_alerts else "incidents")
        area, back = _area(request, self.house), _back(request)
        if what == EVENTS:
            if not who.sees_alerts:
                self.not_yours()
            told = await asyncio.to_thread(_of_events, self.house, who, area, back, lang)
        else:
            told = await asyncio.to_thread(_of_figure, self.house, what, area, back, lang)
        chosen: dict[str, Any] = {"what": what, "area": area, "back": back, "most_back": eventmap.MOST_BACK}
        figures = _figures(self.house, who, lang)
        return self.pages.render(
            request, "map.html", account=who, csrf=who.csrf, offered=figures, **chosen, **told
        )


def _area(request: Request, house: House) -> str:
    return request.query_params.get("in", "")[:8].upper() or house.country.code.upper()


def _back(request: Request) -> int:
    asked = request.query_params.get("back", "")
    return min(int(asked), eventmap.MOST_BACK) if asked.isdecimal() and len(asked) < 4 else 0


def _of_events(house: House, who: Visitor, area: str, back: int, lang: str) -> dict[str, Any]:
    found = eventmap.found(house, who, area, back, lang)
    svg = Markup(found.svg)  # noqa: S704  escaped as it was drawn  # nosec B704
    return {"svg": svg, "period": found.week, "around": found.around, "parts": found.parts, "found": found}


def _of_figure(house: House, what: str, area: str, back: int, lang: str) -> dict[str, Any]:
    """The published figure of a period so many before the last. Raises TurnedAway where there is none."""
    try:
        indicator = indicators.asked(house, what)[0]
        period = _earlier(bins.latest(indicator.formula, SCOPE, house.clock()), back)
        place = None if area == house.country.code.upper() else area
        asked = {"kind": "map", "place": place, "period": period, "lang": lang}
        made: Picture = picture(house, what, PlotQuery.model_validate(asked), SCOPE)
    except (Faulty, ValidationError, KeyError) as error:
        raise TurnedAway("not_yours") from error
    svg = Markup(made.svg)  # noqa: S704  escaped as it was drawn  # nosec B704
    around = eventmap.around(house, area, lang)
    parts = [
        (unit.code, unit.name) for unit in eventmap.units(house, area) if len(unit.code) in eventmap.INSIDE
    ]
    return {"svg": svg, "period": period, "around": around, "made": made, "inside": parts, "found": None}


def _earlier(period: str, back: int) -> str:
    """The period so many before another."""
    found = period
    for _ in range(back):
        before = bounds(found)[0] - timedelta(days=1)
        found = iso_week(before) if bins.is_week(period) else quarter(before)
    return found


def _figures(house: House, who: Visitor, lang: str) -> list[tuple[str, str]]:
    """What may be drawn, in words; events first."""
    known = [
        (each.id, f"{each.id} · {each.name.get(lang) or each.name['fr']}")
        for each in house.country.indicators
    ]
    return [*([(EVENTS, house.say.ui("Événements de ma zone", lang))] if who.sees_alerts else []), *known]
