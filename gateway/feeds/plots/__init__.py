"""`/v1/indicators/{id}.svg`: a figure as a drawing, by the rules of `/v1/indicators` and from its rows.

Curves with their intervals, a small curve for each unit, or a map. Beside each stand its numbers: in the
drawing's own description, in the table of the console, in the JSON of the same question.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from gateway.auth import MONITOR, Door, Reader
from gateway.feeds import envelope, indicators
from gateway.feeds.openapi import answers
from gateway.feeds.plots.picture import picture
from gateway.feeds.plots.strands import PlotQuery
from gateway.house import House

MEDIA: Final = "image/svg+xml"
DRAWING: Final = {MEDIA: {"schema": {"type": "string"}}}
ALONE: Final = "default-src 'none'; sandbox"
"""A drawing that is opened by itself fetches nothing and runs nothing."""


def add(router: APIRouter, house: House, door: Door) -> None:
    may_read = Depends(door.require("public", "figures", MONITOR))

    @router.get("/indicators/{indicator}.svg", summary="Un chiffre, dessiné", responses=answers(DRAWING))
    def drawing(
        request: Request,
        indicator: str,
        query: Annotated[PlotQuery, Query()],
        reader: Annotated[Reader, may_read],
    ) -> Response:
        made = picture(house, indicator, query, indicators.scope_of(reader))
        answer = envelope.document(
            request,
            made.svg.encode(),
            MEDIA,
            sensitivity=made.table.sensitivity,
            changed=made.table.changed,
            cells=len(made.lines),
        )
        answer.headers["Content-Disposition"] = f'attachment; filename="{made.filename}"'
        answer.headers["Content-Security-Policy"] = ALONE
        return answer
