"""What every answer tells a browser: nothing foreign, no frame, no address passed on, nothing kept (P49).

A page that needs more says so itself; what it has said stands.
"""

from collections.abc import Callable, Iterable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Header = tuple[bytes, bytes]
STRICT: Final = (
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
BY_TLS_ONLY: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
"""A year, for names below ours too (RFC 6797, ASVS 3.4.1): sent where the house is reached by https."""


def strict(public_url: str) -> Callable[[ASGIApp], ASGIApp]:
    """ASGI middleware for a house at this address: adds what an answer has not said itself."""
    added = (*STRICT, BY_TLS_ONLY) if public_url.startswith("https://") else STRICT

    def around(app: ASGIApp) -> ASGIApp:
        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            async def tell(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = _with(added, message.get("headers", ()))
                await send(message)

            await app(scope, receive, tell)

        return served

    return around


def _with(added: Iterable[Header], said: Iterable[Header]) -> list[Header]:
    mine = list(said)
    names = {name.lower() for name, _ in mine}
    return [*mine, *(header for header in added if header[0] not in names)]
