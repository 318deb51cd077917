"""Somebody with a key: what they read of the gateway, as it runs."""

import asyncio
from collections.abc import Sequence

import httpx

from gateway.app import create_app
from store import access
from tests.scenarios.town import Town


def key(town: Town, *scopes: str, approved_by: str | None = "ben") -> str:
    """The secret of a new key; rows need the second person."""
    with town.house.database.write() as conn:
        _, secret = access.issue_key(
            conn, label="s", scopes=scopes, now=town.watch.at, issued_by="awa", approved_by=approved_by
        )
    return secret


def read(town: Town, secret: str, *paths: str, **headers: str) -> Sequence[httpx.Response]:
    """The answers to these addresses, one after the other."""

    async def ask() -> list[httpx.Response]:
        app = create_app(house=town.house)
        transport = httpx.ASGITransport(app=app)
        headers["Authorization"] = f"Bearer {secret}"
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as client,
        ):
            return [await client.get(path) for path in paths]

    return asyncio.run(ask())
