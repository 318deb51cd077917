"""Feeds and console behind the doors: they are loaded while the telephones are answered.

They are half of what a gateway loads, and nobody loses a message who waits a second for a page. Who starts
after a fall is met by everything that providers post again: the pages rest until somebody asks for one.
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.logs import logger

PATHS: Final = ("/v1", "/console", "/handset")
REST_SECONDS: Final = 3.0


class Deferred:
    """`mount` puts the pages behind the app, `rest` seconds after the doors or when one is asked for."""

    def __init__(self, mount: Callable[[], None], rest: float = REST_SECONDS) -> None:
        self._mount, self._rest = mount, rest
        self._asked, self._loaded = asyncio.Event(), asyncio.Event()

    def before(self, app: ASGIApp) -> ASGIApp:
        """ASGI middleware: who asks for a page waits until it is there."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].startswith(PATHS):
                self._asked.set()
                await self._loaded.wait()
            await app(scope, receive, send)

        return served

    async def load(self) -> None:
        """A gateway whose pages cannot be loaded ends, as one whose doors cannot: the supervisor says so."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), self._rest)
        try:
            await asyncio.to_thread(self._mount)
        except Exception as error:
            logger().error("pages_not_loaded", error_code=type(error).__name__)
            signal.raise_signal(signal.SIGTERM)
            raise
        self._loaded.set()
