"""Pages of the console are compressed: whoever reads them may have 50 kbit/s.

Nothing else is, and no page to which another site has led: who could choose what stands beside the secret of
a form, and measure the lengths, could guess it (BREACH, Gluck, Harris and Prado 2013; Fetch Metadata, W3C).
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PAGES: Final = "/console"
SMALLEST: Final = 500
"""Bytes: what is smaller goes in one packet as it is."""
LEVEL: Final = 6


def compressed(app: ASGIApp) -> ASGIApp:
    """ASGI middleware; a stream of events passes as it is."""
    squeezed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        await (squeezed if _may_be(scope) else app)(scope, receive, send)

    return served


def _may_be(scope: Scope) -> bool:
    if scope["type"] != "http" or not scope["path"].startswith(PAGES):
        return False
    return Headers(scope=scope).get("sec-fetch-site") not in {"cross-site", "same-site"}
