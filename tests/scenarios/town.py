"""A small town: a clock one moves, the gateway's own doors, workers driven by hand, and no provider."""

import asyncio  # noqa: I001
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from workers.clock import tick

from core.messages import OutboundMessage, SendResult
from gateway.app import create_app
from gateway.house import House
from store import elapsed
from store.database import ms
from tests.workers.onehand import deliver_once
from workers.drain import drain_once

TOKEN = "t" * 64


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Watch:
    """The frozen clock that the whole house is handed."""

    at: datetime = field(default_factory=lambda: when("2026-07-14 09:00:00"))

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Town:
    """What a tester can do: post what a telco posts, move the clock, let the workers work."""

    house: House
    watch: Watch
    sent: list[OutboundMessage] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    counted: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.counted = self.watch.at

    def send(self, message: OutboundMessage) -> SendResult:
        self.sent.append(message)
        return SendResult(status="accepted", provider_id=f"ATXid_{len(self.sent)}", code="101")

    def post(self, *requests: tuple[str, dict[str, str]]) -> list[httpx.Response]:
        """Form posts to Africa's Talking's hooks, one after the other, through one running gateway."""

        async def play() -> list[httpx.Response]:
            app = create_app(house=self.house)
            transport = httpx.ASGITransport(app=app, client=("127.0.0.1", 50000))
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://gateway") as client,
            ):
                return [
                    await client.post(f"/hooks/africastalking/{TOKEN}/{kind}", data=form)
                    for kind, form in requests
                ]

        return _run(play)

    def ussd(self, number: str, session: str, text: str, *, at: datetime | None = None) -> str:
        self.used.add(number)
        self.watch.at = at or self.watch.at
        form = {
            "sessionId": session,
            "serviceCode": "*384#",
            "phoneNumber": number,
            "networkCode": "61002",
            "text": text,
        }
        (response,) = self.post(("ussd", form))
        assert response.status_code == 200, response.text
        return response.text

    def sms(self, number: str, text: str, *, at: datetime, id: str) -> None:  # noqa: A002
        self.used.add(number)
        self.watch.at = at
        form = {
            "id": id,
            "from": number,
            "to": "36000",
            "text": text,
            "date": at.strftime("%Y-%m-%d %H:%M:%S"),
        }
        (response,) = self.post(("sms", form))
        assert (response.status_code, response.text) == (200, "")

    def work(self, *, after: timedelta = timedelta()) -> None:
        """The clock ticks, the inbox is drained, the outbox delivered."""
        self.watch.at += after
        self.passes()
        tick(self.house, self.watch.at)
        while drain_once(self.house, "scenario"):
            pass
        while deliver_once(self.house, {"africastalking": self.send}, "scenario"):
            pass

    def passes(self) -> None:
        """The house's own time follows the watch; it never goes back."""
        if self.watch.at > self.counted:
            with self.house.database.write() as conn:
                passed = (self.watch.at - self.counted) // timedelta(milliseconds=1)
                elapsed.skip(self.house.database, conn, passed)
            self.counted = self.watch.at

    def rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """What the database holds, read by plain SQL: a scenario does not trust the code it tests."""
        from sqlalchemy import text

        with self.house.database.read() as conn:
            return [dict(row) for row in conn.execute(text(sql), values).mappings()]

    def leaks_nothing(self) -> None:
        """No file under the data folder holds an eight-digit number that was used, in clear."""
        for path in self.house.settings.data_dir.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            found = [number for number in self.used if number[-8:].encode() in content]
            assert not found, f"{path.name} holds a number"


def _run(play: Callable[[], Coroutine[Any, Any, list[httpx.Response]]]) -> list[httpx.Response]:
    return asyncio.run(play())


def millis(text: str) -> int:
    return ms(when(text))
