"""Over real sockets: too much of anything is refused with its status, and `/healthz` is always answered."""

import asyncio
from typing import Any, ClassVar

import pytest
from uvicorn import Config

from gateway.http import PromptProtocol, limited
from ops.serve import main as serve
from tests.gateway.wire import HEALTH, OK, POST, REQUEST, Dial, Impatient, alone, greet, read_all, until

LONG = b"x" * 20_000


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + LONG + b" HTTP/1.1\r\n\r\n",
        b"GET /" + LONG,
        REQUEST[:-2] + b"a: " + LONG + b"\r\n\r\n",
        REQUEST[:-2] + b"a: " + LONG,
        REQUEST[:-2] + b"a: b\r\n" * 4000,
        POST + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 4000,
    ],
    ids=["address", "address without end", "value", "value without end", "many", "trailers"],
)
def test_a_head_over_16_kb_is_431(sent: bytes) -> None:
    async def test(dial: Dial) -> None:
        assert b" 431 " in await (await dial()).rest(sent)

    alone(test, app=read_all, protocol=PromptProtocol)


@pytest.mark.parametrize(
    "lie",
    [
        b"content-length: -1\r\n\r\n",
        b"content-length: 1x\r\n\r\n",
        b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"transfer-encoding: chunked\r\n\r\nxyz\r\n",
        b"content-length: 1\r\n\r\nx0123456789\r\n\r\n",
        b"bad header\r\n\r\n",
    ],
)
def test_a_request_that_contradicts_itself_is_400(lie: bytes) -> None:
    async def test(dial: Dial) -> None:
        assert b" 400 " in await (await dial()).rest(POST + lie)

    alone(test, app=read_all)


def test_what_is_refused_is_read_to_an_end_and_no_further() -> None:
    class Full(PromptProtocol):
        body_bytes: ClassVar[int] = 100_000

    async def test(dial: Dial) -> None:
        client = await dial()
        assert OK in await client.says(POST + b"content-length: 900000\r\n\r\n")
        await client.rest(b"x" * 800_000)

    alone(test, protocol=Full)


def test_the_17th_request_at_once_on_one_connection_is_refused() -> None:
    async def test(dial: Dial) -> None:
        heard = await (await dial()).rest(REQUEST * 40)
        assert b" 503 " in heard

    alone(test)


def test_an_upgrade_is_served_as_if_it_were_none_and_closed() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        upgrade = REQUEST[:-2] + b"connection: upgrade\r\nupgrade: websocket\r\n\r\n"
        assert OK in await client.says(upgrade)
        await client.rest(b"hello")

    alone(test)


def test_from_one_address_so_many_connections_and_no_more() -> None:
    own = limited(per_address=3, most_connections=100)

    async def test(dial: Dial) -> None:
        three = [await dial() for _ in range(3)]
        assert [OK in await client.says(REQUEST) for client in three] == [True] * 3
        assert b" 503 " in await (await dial()).rest()
        three[0].writer.close()
        await until(lambda: own.addresses["127.0.0.1"] == 2)
        assert OK in await (await dial()).says(REQUEST)

    alone(test, protocol=own)
    assert limited(per_address=3, most_connections=100).addresses == {}


def test_the_house_has_so_many_connections_and_no_more() -> None:
    async def test(dial: Dial) -> None:
        assert OK in await (await dial()).says(REQUEST)
        assert b" 503 " in await (await dial()).rest()

    alone(test, protocol=limited(per_address=None, most_connections=1))


def test_with_its_hands_full_the_house_says_503_and_is_still_known_to_live() -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/slow":
            begun.set()
            await go.wait()
        await greet(scope, receive, send)

    class One(Impatient):
        most_requests: ClassVar[int] = 1

    async def test(dial: Dial) -> None:
        first = await dial()
        first.writer.write(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        await begun.wait()
        refused = await (await dial()).rest(REQUEST)
        assert b" 503 " in refused
        assert b"retry-after: 2" in refused
        assert OK in await (await dial()).says(HEALTH)
        go.set()
        assert OK in await first.says(b"")
        assert OK in await (await dial()).says(REQUEST)

    alone(test, app=slow, protocol=One)


def test_200_that_ask_nothing_hinder_nobody() -> None:
    """Idle connections are no work: they are not counted where requests are."""

    class Few(PromptProtocol):
        most_requests: ClassVar[int] = 4

    async def test(dial: Dial) -> None:
        for _ in range(200):
            await dial()
        client = await dial()
        assert OK in await client.says(REQUEST)

    alone(test, protocol=Few)


@pytest.mark.parametrize(
    ("settings", "limit"),
    [({}, 20), ({"LASOMI_BEHIND_PROXY": "1"}, None), ({"LASOMI_SANDBOX": "http://127.0.0.1:8100"}, None)],
)
def test_the_gateway_is_served_by_it(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], limit: int | None
) -> None:
    told: dict[str, Any] = {}

    def config(*_: Any, **options: Any) -> Config:
        told.update(options)
        raise KeyboardInterrupt

    monkeypatch.setattr("uvicorn.Config", config)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KeyboardInterrupt):
        serve(["gateway"])
    assert issubclass(told["http"], PromptProtocol)
    assert told["http"].per_address == limit
    assert (told["ws"], told["timeout_keep_alive"]) == ("none", 15)
    assert "limit_concurrency" not in told, "uvicorn's own counts idle connections"
