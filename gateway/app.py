"""The gateway as one ASGI application: `uvicorn --factory gateway.app:create_app`."""

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.errors import LasomiError
from core.files import uncollected
from gateway import headers, logs
from gateway.channels import CHANNELS
from gateway.channels.base import Channel
from gateway.compression import compressed
from gateway.console import faultpages
from gateway.console.commands import PATIENCE_SECONDS
from gateway.console.unlocking import Unlocking
from gateway.deferred import Deferred
from gateway.health import Health
from gateway.house import House, open_house
from gateway.intake import Intake
from gateway.settings import Settings, read_settings
from gateway.webhooks import Webhooks
from store.committer import Committer
from store.database import Database
from store.spool import Spool

KEYS_REST: Final = 0.002
"""Seconds for which a look at the keys file stands: less than an answer takes, which may have a key in use
that is destroyed meanwhile; a thousandth of the two seconds that a panic has (P72)."""
UNTOLD: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI tells OpenTelemetry, where an environment has it, of each address; ours hold providers' tokens."""
PLAIN: Final[Mapping[str, Any]] = {
    "title": "Lasomi",
    "redirect_slashes": False,
    "telemetry": UNTOLD,
    "openapi_url": None,
    "docs_url": None,
    "redoc_url": None,
}


def create_app(
    settings: Settings | None = None,
    house: House | None = None,
    *,
    committer: Committer | None = None,
    spool: Spool | None = None,
    channels: Mapping[str, Channel] = CHANNELS,
    patience: float = PATIENCE_SECONDS,
) -> FastAPI:
    """Real parts are chosen here and nowhere else; a test or a fault harness hands in its own. A house
    that is opened here is closed with the app, and its pages are loaded when its doors are open. `patience`:
    seconds that a page waits for a command's result. Raises Misconfigured for whatever stops the start.
    """
    owned = house is None
    house = house or _opened(settings)
    committer = committer or Committer(house.database)
    spool = spool or Spool(house.settings.spool_dir, house.vault)
    spool.check()
    intake = Intake(committer, spool, house.clock)
    webhooks = Webhooks(house, intake, channels)
    pages = Deferred(lambda: _mount(app, house, patience)) if owned else None
    app = FastAPI(lifespan=lambda _: _running(house, committer, intake, webhooks, pages), **PLAIN)
    app.state.intake, app.state.webhooks = intake, webhooks
    app.router.routes.extend(Health(house, spool).routes())
    if pages is None:
        _mount(app, house, patience)
    return _behind(app, house, webhooks, pages)


def _behind(app: FastAPI, house: House, webhooks: Webhooks, pages: Deferred | None) -> FastAPI:
    """What stands before every page, the outermost last."""
    faultpages.shield(app, house.say)
    if pages is not None:
        app.add_middleware(pages.before)
    if house.settings.sealed_keys is not None:
        app.add_middleware(Unlocking(house).before)
    app.add_middleware(compressed)
    app.add_middleware(webhooks.before)
    app.add_middleware(headers.strict(house.settings.public_url))
    return app


def _opened(settings: Settings | None) -> House:
    logs.set_up()
    return open_house(settings or read_settings())


def _mount(app: FastAPI, house: House, patience: float) -> None:
    """Imported only here: what they drag in is half of what a gateway loads (`gateway/deferred.py`)."""
    from gateway.console import routes as console
    from gateway.feeds import routes as feeds

    app.include_router(feeds.router(house))
    app.include_router(console.router(house, patience=patience))
    if house.settings.sandbox.startswith("http"):
        app.router.routes.append(_handset(house.settings.sandbox))


@asynccontextmanager
async def _running(
    house: House, committer: Committer, intake: Intake, webhooks: Webhooks, pages: Deferred | None
) -> AsyncIterator[None]:
    """Committer and bell, from the first request to the last answer. With `pages` the process is its own."""
    await asyncio.to_thread(_on_disk, house.database)
    committer.start()
    tasks = [
        asyncio.create_task(intake.keep_ringing(house.queue)),
        asyncio.create_task(intake.keep_flushing(house.database)),
        asyncio.create_task(webhooks.shut.keep_opening(webhooks.opened)),
    ]
    if pages is not None:
        tasks.append(asyncio.create_task(_settled(house, pages)))
        house.keys.rests = KEYS_REST
    try:
        yield
    finally:
        await _stopped(tasks)
        await asyncio.to_thread(committer.stop)
        if pages is not None:
            house.close()


async def _settled(house: House, pages: Deferred) -> None:
    """Loads what the doors can do without, the index of misspelt places last."""
    with uncollected():
        await pages.load()
        await asyncio.to_thread(lambda: house.country.gazetteer.guesser)
    settle_memory()


async def _stopped(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _on_disk(database: Database) -> None:
    """After an fsync that failed, the log in the page cache may not be on disk although it reads well.

    Linux calls such pages clean (wiki.postgresql.org/wiki/Fsync_Errors): moved into the file and fsynced
    there, they are. A database that is away does not stop the start: the spool accepts.
    """
    try:
        database.checkpoint()
    except LasomiError as error:
        logs.logger().warning("store_away", error_code=error.code)


def settle_memory() -> None:
    """What was loaded stays: the collector need not look at it again (p99 34 → 10 ms)."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _handset(sandbox: str) -> Route:
    async def to_the_sandbox(_request: Request) -> Response:
        return RedirectResponse(f"{sandbox}/handset")

    return Route("/handset", to_the_sandbox)
