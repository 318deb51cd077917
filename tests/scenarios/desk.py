"""Many messages through one gateway; and somebody at the console: logs in, reads a page, presses a button."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from gateway.app import create_app
from gateway.console import routes as console
from store import access
from tests.login import enter, exercise, token
from tests.scenarios.town import TOKEN as HOOK
from tests.scenarios.town import Town
from tests.workers.onehand import deliver_once
from workers.drain import drain_once

QUICK = access.Hasher(memory_kib=8, passes=1)


def person(town: Town, login: str, role: str, *areas: str) -> None:
    with town.house.database.write() as conn:
        access.add_account(conn, login, f"{login}-secret", [role], list(areas), town.watch.at, hasher=QUICK)


def press(town: Town, login: str, path: str, button: str, sent: Mapping[str, str]) -> int:
    """What the house answers to a button of a page; the workers carry it out at once."""
    status = asyncio.run(_pressed(town, login, path, button, dict(sent)))
    town.work()
    return status


def write(town: Town, messages: Sequence[tuple[datetime, str, str]]) -> None:
    """SMS by when, from whom and what; the clock stands there, and workers carry each out before the next."""

    async def play() -> None:
        app = create_app(house=town.house)
        transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://gateway") as client,
        ):
            for sent, number, text in messages:
                town.watch.at = sent
                town.used.add(number)
                form = {"id": f"{number} {sent}", "from": number, "to": "36000", "text": text}
                form["date"] = sent.strftime("%Y-%m-%d %H:%M:%S")
                answer = await client.post(f"/hooks/africastalking/{HOOK}/sms", data=form)
                assert answer.status_code == 200
                await asyncio.to_thread(_carry_out, town)

    asyncio.run(play())


def _carry_out(town: Town) -> None:
    """What the message causes, and what leaves by it; nothing here is due by the clock."""
    town.passes()
    while drain_once(town.house, "scenario"):
        pass
    while deliver_once(town.house, {"africastalking": town.send}, "scenario"):
        pass


def feeds(town: Town, scopes: Sequence[str], *paths: str) -> list[httpx.Response]:
    """What a fresh key of these scopes reads."""
    with town.house.database.write() as conn:
        about: dict[str, Any] = {"now": town.watch.at, "issued_by": "awa", "approved_by": "ben"}
        _, secret = access.issue_key(conn, label="lecteur", scopes=scopes, **about)

    async def read() -> list[httpx.Response]:
        async with _client(town) as reader:
            reader.headers["Authorization"] = f"Bearer {secret}"
            return [await reader.get(path) for path in paths]

    return asyncio.run(read())


def page(town: Town, login: str, path: str) -> str:
    async def read() -> str:
        async with _client(town) as browser:
            assert (await enter(browser, login)).status_code == 303
            return (await browser.get(path)).text

    return asyncio.run(read())


async def _pressed(town: Town, login: str, path: str, button: str, sent: dict[str, str]) -> int:
    async with _client(town) as browser:
        assert (await enter(browser, login)).status_code == 303
        csrf = await token(browser, path)
        return (await browser.post(f"{path}/{button}", data=sent | {"csrf": csrf})).status_code


def _client(town: Town) -> httpx.AsyncClient:
    app = create_app(house=town.house)
    app.router.routes = [
        each for each in app.router.routes if not str(getattr(each, "path", "")).startswith("/console")
    ]
    app.include_router(console.router(exercise(town.house), hasher=QUICK, patience=0))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gateway")
