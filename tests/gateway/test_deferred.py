"""Feeds and console are loaded behind the open doors; who asks for a page meanwhile waits for it."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.deferred import Deferred
from tests.gateway.line import own_house
from tests.gateway.provider import free_port

BEHIND = ("gateway.console.routes", "gateway.feeds.routes", "requests", "numpy")
"""What no door needs."""


pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def said(_request: Request) -> Response:
    return PlainTextResponse("said")


async def test_a_page_waits_and_a_door_does_not() -> None:
    app, hold = Starlette(routes=[Route("/healthz", said)]), threading.Event()

    def mount() -> None:
        assert hold.wait(10)
        app.router.routes.append(Route("/console", said))

    pages = Deferred(mount, rest=3600)
    transport = httpx.ASGITransport(app=pages.before(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as browser:
        loading = asyncio.create_task(pages.load())
        page = asyncio.create_task(browser.get("/console"))
        assert (await browser.get("/healthz")).text == "said"
        assert not page.done()
        hold.set()
        assert (await page).text == "said"
        await loading


async def test_a_gateway_whose_pages_cannot_be_loaded_ends(capsys: pytest.CaptureFixture[str]) -> None:
    ended: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))

    def mount() -> None:
        raise FileNotFoundError("static")

    try:
        with pytest.raises(FileNotFoundError):
            await Deferred(mount, rest=0).load()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended == [signal.SIGTERM]
    assert '"error_code": "FileNotFoundError"' in capsys.readouterr().err


def test_the_doors_drag_in_nothing_that_only_pages_need() -> None:
    listed = "import sys, gateway.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    assert [name for name in BEHIND if name in loaded.stdout.split()] == []


@pytest.fixture
def gateway(tmp_path: Path, data_dir: Path) -> Iterator[str]:
    """The address of a process of its own, from its settings alone."""
    port = free_port()
    argv = (sys.executable, "-m", "ops.serve", "gateway", "--port", str(port))
    with subprocess.Popen(argv, env=os.environ | own_house(tmp_path, data_dir)) as process:
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_a_gateway_of_its_own_serves_feeds_and_console(gateway: str) -> None:
    transport = httpx.HTTPTransport(retries=6)  # with growing rests, until it listens
    with httpx.Client(transport=transport, base_url=gateway, timeout=30) as browser:
        assert browser.get("/healthz").json() == {"alive": True}
        assert "Lasomi" in browser.get("/console/login").text
        assert browser.get("/v1/indicators").status_code == 401
        assert browser.get("/nowhere").status_code == 404
