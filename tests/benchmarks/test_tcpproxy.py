"""The proxy passes what it should pass, and spoils what it was told to spoil."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from benchmarks.chaos.between import Between, between
from benchmarks.chaos.tcpproxy import HOST

pytestmark = pytest.mark.anyio
PATIENCE = 5.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while said := await reader.read(1024):
            writer.write(said)
    writer.close()


async def through(work: Callable[[Between], Awaitable[None]]) -> None:
    """`work`, with a proxy to a server that says everything back."""
    async with await asyncio.start_server(echo, HOST, 0) as server:
        port = server.sockets[0].getsockname()[1]
        with between() as proxy:
            proxy.set(target=f"{HOST}:{port}")
            await work(proxy)


async def said_back(proxy: Between, text: bytes) -> bytes:
    """What comes back within the patience of this test, up to the length of what was said."""
    reader, writer = await asyncio.open_connection(HOST, proxy.port)
    try:
        writer.write(text)
        async with asyncio.timeout(PATIENCE):
            return await reader.readexactly(len(text))
    finally:
        writer.close()


async def swallowed(proxy: Between) -> None:
    """Until the proxy has had something to drop: each question is a turn for it to read."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(proxy.set, up={"drop": True}):
            continue


async def test_nothing_is_changed_without_a_fault() -> None:
    async def work(proxy: Between) -> None:
        assert await said_back(proxy, b"x" * 1000) == b"x" * 1000
        assert proxy.set() == 0

    await through(work)


async def test_a_torn_connection_is_reset_and_counted() -> None:
    async def work(proxy: Between) -> None:
        proxy.set(refuse=True)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await said_back(proxy, b"hello")
        assert proxy.set() > 0
        assert await said_back(proxy, b"hello") == b"hello"

    await through(work)


async def test_an_answer_is_cut_after_so_many_bytes() -> None:
    async def work(proxy: Between) -> None:
        proxy.set(down={"truncate": 3})
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await said_back(proxy, b"hello")

    await through(work)


async def test_what_is_dropped_leaves_the_connection_open() -> None:
    async def work(proxy: Between) -> None:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        writer.write(b"first")
        assert await reader.readexactly(5) == b"first"
        proxy.set(up={"drop": True})
        writer.write(b"lost")
        await writer.drain()
        await swallowed(proxy)
        proxy.set()
        writer.write(b"third")
        assert await reader.readexactly(5) == b"third"
        writer.close()

    await through(work)


async def test_what_is_held_arrives_when_the_fault_is_over() -> None:
    async def work(proxy: Between) -> None:
        reader, writer = await asyncio.open_connection(HOST, proxy.port)
        proxy.set(down={"hold": True})
        writer.write(b"hello")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await reader.readexactly(5)
        proxy.set()
        async with asyncio.timeout(PATIENCE):
            assert await reader.readexactly(5) == b"hello"
        writer.close()

    await through(work)
