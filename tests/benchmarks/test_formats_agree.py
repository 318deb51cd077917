"""One format that tells a number which JSON hides is caught, whichever it is."""

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from benchmarks.days import drawings, formats
from core.indicators import Figure, figure
from gateway.feeds import shapes
from gateway.feeds.formats import FORMATS
from gateway.feeds.shapes import Series
from gateway.feeds.table import Manner, Table
from tests.gateway.rooms import HOST, FixedClock
from tests.mali import mali, say

pytestmark = pytest.mark.anyio
TOLD = figure(18.0, 40.0)
HIDDEN = Figure("suppressed", "k<10")
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg"><desc>Gao: T3 2026 {}</desc></svg>'


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def table(shown: Figure) -> Table:
    gao = mali().gazetteer.get("ML07")
    rows = [dict(shapes.row(mali(), gao, Series("G1", "G1", "2026-Q3", "1"), shown)) | {"group": "all"}]
    about: dict[str, Any] = {"beside": shapes.BESIDE, "feature": shapes.placed(mali())}
    return Table("indicators", shapes.columns_for(1), rows, shapes.order, "low", **about)


def here() -> Any:
    """As much of a room as is asked for: a clock, and a country of one indicator."""
    one = replace(mali(), indicators=mali().indicators[:1])
    return SimpleNamespace(clock=FixedClock(), house=SimpleNamespace(country=one, say=say()))


@asynccontextmanager
async def reading(answer: Callable[[httpx.Request], httpx.Response]) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=HOST) as reader:
        yield reader


def written(request: httpx.Request, leaking: str) -> httpx.Response:
    asked, file = request.url.params, io.BytesIO()
    hxl: Any = asked.get("hxl", "0")
    told = table(TOLD if leaking in {asked["format"], hxl} else HIDDEN)
    FORMATS[asked["format"]].write(file, told, Manner(hxl))
    return httpx.Response(200, content=file.getvalue())


async def test_files_that_hide_what_json_hides_agree() -> None:
    async with reading(lambda request: written(request, "")) as reader:
        await formats.files(here(), reader, "/?", formats.cells(list(table(HIDDEN).rows), formats.SAID))


@pytest.mark.parametrize("leaking", ["csv", "1", "strict", "xlsx", "geojson"])
async def test_a_file_that_tells_more_is_caught(leaking: str) -> None:
    told = formats.cells(list(table(HIDDEN).rows), formats.SAID)
    async with reading(lambda request: written(request, leaking)) as reader:
        with pytest.raises(AssertionError):
            await formats.files(here(), reader, "/?", told)


@pytest.mark.parametrize(("drawn", "is_caught"), [("non publié", False), ("45 %", True)])
async def test_a_drawing_that_tells_more_is_caught(drawn: str, is_caught: bool) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(".svg"):
            return httpx.Response(200, text=DRAWN.format(drawn))
        return httpx.Response(200, text=json.dumps({"data": list(table(HIDDEN).rows), "links": {}}))

    async with reading(answer) as reader:
        if not is_caught:
            await drawings.agree(here(), reader, "figures")
            return
        with pytest.raises(AssertionError):
            await drawings.agree(here(), reader, "figures")
