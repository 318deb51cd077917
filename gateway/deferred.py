"""Feeds and console behind the doors: they are loaded while the telephones are answered.

They are half of what a gateway loads, and nobody loses a message who waits a second for a page.
"""

import asyncio
import signal
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.logs import logger

PATHS: Final = ("/v1", "/console", "/handset")


class Deferred:
    """`mount` puts the pages behind the app; who asks for one before waits until it has."""

    def __init__(self, mount: Callable[[], None]) -> None:
        self._mount = mount
        self._loaded = asyncio.Event()

    def before(self, app: ASGIApp) -> ASGIApp:
        """ASGI middleware: what is loaded already is served at once."""

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].startswith(PATHS):
                await self._loaded.wait()
            await app(scope, receive, send)

        return served

    async def load(self) -> None:
        """A gateway whose pages cannot be loaded ends, as one whose doors cannot: the supervisor says so."""
        try:
            await asyncio.to_thread(self._mount)
        except Exception as error:
            logger().error("pages_not_loaded", error_code=type(error).__name__)
            signal.raise_signal(signal.SIGTERM)
            raise
        self._loaded.set()
