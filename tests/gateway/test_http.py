"""A connection that does not finish its headers is closed; one that does is served, again and again."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from gateway.http import PromptProtocol
from ops.serve import main as serve

REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


class Impatient(PromptProtocol):
    header_seconds: ClassVar[float] = 0.05


async def greet(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def served(*sent: bytes) -> tuple[bytes, bool]:
    """What comes back for these bytes, and whether the server closed the connection."""
    config, state = Config(greet, lifespan="off", timeout_keep_alive=5, log_config=None), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Impatient(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    answered, closed = b"", False
    for part in sent:
        writer.write(part)
        try:
            answered += await asyncio.wait_for(read_answer(reader), 1.0)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            closed = True
    writer.close()
    server.close()
    return answered, closed


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"ok")


def run(work: Coroutine[Any, Any, tuple[bytes, bool]]) -> tuple[bytes, bool]:
    return asyncio.run(work)


@pytest.mark.parametrize("part", [b"", b"G", b"POST /hooks", REQUEST[:-2]])
def test_headers_that_do_not_end_close_the_connection(part: bytes) -> None:
    assert run(served(part)) == (b"", True)


def test_the_gateway_is_served_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}

    def config(*_: Any, **options: Any) -> Config:
        told.update(options)
        raise KeyboardInterrupt

    monkeypatch.setattr("uvicorn.Config", config)
    with pytest.raises(KeyboardInterrupt):
        serve(["gateway"])
    assert told["http"] == "gateway.http:PromptProtocol"


def test_a_second_request_that_dawdles_closes_it_too() -> None:
    answered, closed = run(served(REQUEST, REQUEST[:-2]))
    assert answered.count(b"200 OK") == 1
    assert closed


def test_prompt_requests_are_served_on_one_connection() -> None:
    answered, closed = run(served(REQUEST, REQUEST, REQUEST))
    assert answered.count(b"200 OK") == 3
    assert not closed
