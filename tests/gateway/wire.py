"""A server of ours on a real socket, in this process, and a client that says exactly what it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from uvicorn import Config
from uvicorn.server import ServerState

from gateway.http import PromptProtocol

REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nhost: x\r\n"
OK = b"200 OK"


class Impatient(PromptProtocol):
    header_seconds: ClassVar[float] = 0.05
    body_seconds: ClassVar[float] = 0.1
    reader_seconds: ClassVar[float] = 0.1


async def greet(scope: Any, receive: Any, send: Any) -> None:
    """Answers at once, and does not read what was sent."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    """Answers when everything has come."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message["more_body"]:
            break
    await greet(scope, receive, send)


async def until(done: Callable[[], bool]) -> None:
    while not done():  # noqa: ASYNC110 - what changes is in the same loop, and tells nobody
        await asyncio.sleep(0)


async def talk(scope: Any, receive: Any, send: Any) -> None:
    """Answers with more than anybody's buffer holds."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(64):
        await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def says(self, data: bytes, until: bytes = b"ok") -> bytes:
        self.writer.write(data)
        return await asyncio.wait_for(self.reader.readuntil(until), 5)

    async def rest(self, data: bytes = b"") -> bytes:
        """What comes until the server closes; it must."""
        self.writer.write(data)
        heard = b""
        try:
            while piece := await asyncio.wait_for(self.reader.read(65536), 5):
                heard += piece
        except ConnectionResetError:
            pass
        return heard


@dataclass
class Dial:
    """Opens connections to one server, whose state a test may look at."""

    address: tuple[str, int]
    state: ServerState
    clients: list[Client] = field(default_factory=list)

    async def __call__(self) -> Client:
        self.clients.append(Client(*await asyncio.open_connection(*self.address)))
        return self.clients[-1]


@asynccontextmanager
async def serving(
    app: Any = greet, protocol: type[PromptProtocol] = Impatient, keep_alive: float = 5
) -> AsyncIterator[Dial]:
    config = Config(app, lifespan="off", timeout_keep_alive=keep_alive, log_config=None, ws="none")  # type: ignore[arg-type]
    state, loop = ServerState(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    dial = Dial(server.sockets[0].getsockname(), state)
    try:
        yield dial
    finally:
        for client in dial.clients:
            client.writer.close()
        server.close()


def alone(test: Callable[[Dial], Awaitable[None]], **options: Any) -> None:
    async def run() -> None:
        async with serving(**options) as dial:
            await test(dial)

    asyncio.run(run())
