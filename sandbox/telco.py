"""The telco: one small server that plays Africa's Talking and Twilio, with the handsets that hang on them."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox import handset, providers
from sandbox.courier import Courier
from sandbox.exchange import Exchange
from sandbox.line import Line, read_line
from sandbox.switchboard import Switchboard
from sandbox.weather import Weather


def create_telco(
    line: Line,
    *,
    client: httpx.AsyncClient | None = None,
    now: Callable[[], datetime],
    weather: Weather | None = None,
    seed: int = 0,
) -> Starlette:
    """`client` reaches the gateway; by default it is made here and closed with the server."""
    carrier = client or httpx.AsyncClient(timeout=15, limits=httpx.Limits(max_connections=64))
    courier = Courier(line, carrier, Random(seed), weather or Weather())
    board = Switchboard(line, Exchange(), courier, now)

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        yield
        await courier.close()
        await carrier.aclose()

    routes = [*providers.routes(board), *handset.routes(board), Route("/healthz", _alive)]
    return Starlette(routes=routes, lifespan=life)


async def _alive(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def demo_clock(path: str) -> Callable[[], datetime]:
    """The gateway's demo clock, read from the same file: seconds to add to UTC; without a file, UTC."""

    def now() -> datetime:
        offset = float(Path(path).read_text()) if path else 0.0
        return datetime.now(UTC) + timedelta(seconds=offset)

    return now


def telco_from_environment() -> Starlette:
    """What `ops.serve` starts: it shares the gateway's settings, and so its secrets."""
    return create_telco(read_line(os.environ), now=demo_clock(os.environ.get("LASOMI_DEMO_CLOCK", "")))
