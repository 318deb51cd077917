"""What goes over the line compressed: pages of the console, where no other site has led to them."""

import gzip

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.compression import compressed

pytestmark = pytest.mark.anyio
PAGE = "<p>Ansongo</p>" * 500
WANTS = {"accept-encoding": "gzip"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def page(_request: Request) -> Response:
    return HTMLResponse(PAGE)


async def little(_request: Request) -> Response:
    return HTMLResponse("<p>Ansongo</p>")


async def events(_request: Request) -> Response:
    return StreamingResponse(iter([f"event: {PAGE}\n\n"]), media_type="text/event-stream")


APP = compressed(
    Starlette(
        routes=[
            *(Route(path, page) for path in ("/console", "/console/map", "/v1/places", "/hooks/x")),
            Route("/console/little", little),
            Route("/console/events", events),
        ]
    )
)


async def encoded(path: str, **headers: str) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=APP), base_url="http://x") as client:
        answer = await client.get(
            path, headers=WANTS | {name.replace("_", "-"): v for name, v in headers.items()}
        )
    return str(answer.headers.get("content-encoding", ""))


@pytest.mark.parametrize(
    ("path", "coding"),
    [
        ("/console", "gzip"),
        ("/console/map", "gzip"),
        ("/console/little", ""),
        ("/console/events", ""),
        ("/v1/places", ""),
        ("/hooks/x", ""),
    ],
)
async def test_what_is_compressed(path: str, coding: str) -> None:
    assert await encoded(path) == coding


@pytest.mark.parametrize(
    ("came", "coding"), [("same-origin", "gzip"), ("none", "gzip"), ("cross-site", ""), ("same-site", "")]
)
async def test_a_page_to_which_another_site_led_is_not(came: str, coding: str) -> None:
    assert await encoded("/console", sec_fetch_site=came) == coding


async def test_whoever_cannot_read_it_gets_it_as_it_is() -> None:
    assert await encoded("/console", accept_encoding="identity") == ""


async def test_it_says_what_it_said() -> None:
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app=APP), base_url="http://x") as client,
        client.stream("GET", "/console", headers=WANTS) as answer,
    ):
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert gzip.decompress(raw).decode() == PAGE
    assert len(raw) < len(PAGE) / 10
    assert "Accept-Encoding" in answer.headers["vary"]
