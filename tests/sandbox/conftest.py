"""A telco on a free port, and a gateway that only listens: both over real HTTP."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl
from uuid import uuid4

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.line import Line
from sandbox.phone import Phone
from sandbox.telco import create_telco

NOW = datetime(2026, 10, 13, 9, 30, tzinfo=UTC)


@dataclass
class Posted:
    path: str
    form: dict[str, str]
    signature: str


@dataclass
class Listener:
    """A gateway that takes everything under its own prefix, and answers a call with what was typed."""

    prefix: str = field(default_factory=lambda: f"/{uuid4().hex}")
    posts: list[Posted] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def take(self, request: Request) -> Response:
        if not request.url.path.startswith(self.prefix):
            return PlainTextResponse("")  # a late post of the test before
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        with self.arrived:
            signature = request.headers.get("x-twilio-signature", "")
            self.posts.append(Posted(request.url.path.removeprefix(self.prefix), form, signature))
            self.arrived.notify_all()
        if not request.url.path.endswith("/ussd"):
            return PlainTextResponse("")
        ends = form["text"].endswith("9")
        return PlainTextResponse(f"{'END' if ends else 'CON'} typed {form['text']}")

    def until(self, count: int, door: str = "") -> list[Posted]:
        """The posts at a door, once there are `count` of them."""
        with self.arrived:
            found = self.arrived.wait_for(lambda: len(self._at(door)) >= count, timeout=10)
            assert found, [post.path for post in self.posts]
            return self._at(door)

    def _at(self, door: str) -> list[Posted]:
        return [post for post in self.posts if post.path.endswith(door)]


@contextmanager
def served(app: ASGIApp, listener: socket.socket) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def free_port() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


class Stage:
    """A server whose application is changed from test to test: starting one takes a third of a second.

    What its applications send goes by one client, which is closed where it was used.
    """

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()
        self.carrier = httpx.AsyncClient(timeout=15)
        self.address = ""
        self._life = Starlette(lifespan=self._closing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._life if scope["type"] == "lifespan" else self.app)(scope, receive, send)

    @asynccontextmanager
    async def _closing(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        await self.carrier.aclose()


def staged() -> Iterator[Stage]:
    stage = Stage()
    with served(stage, free_port()) as address:
        stage.address = address
        yield stage


@pytest.fixture(scope="session")
def gateway_stage() -> Iterator[Stage]:
    yield from staged()


@pytest.fixture(scope="session")
def telco_stage() -> Iterator[Stage]:
    yield from staged()


@pytest.fixture
def gateway() -> Listener:
    return Listener()


@pytest.fixture
def line(gateway: Listener, gateway_stage: Stage) -> Line:
    gateway_stage.app = Starlette(routes=[Route("/{rest:path}", gateway.take, methods=["POST"])])
    tokens = {"africastalking": "token-a", "twilio": "token-t"}
    address = gateway_stage.address + gateway.prefix
    return Line(address, address, tokens, at_key="key-a", twilio_token="key-t")


@pytest.fixture
def telco(line: Line, telco_stage: Stage) -> str:
    telco_stage.app = create_telco(line, client=telco_stage.carrier, now=lambda: NOW)
    return telco_stage.address


@pytest.fixture
def client(telco: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=telco, timeout=20) as client:
        yield client


@pytest.fixture
def phone(client: httpx.Client) -> Callable[..., Phone]:
    def held(number: str = "+22376000001", channel: str = "africastalking") -> Phone:
        return Phone(client, number, channel)

    return held
