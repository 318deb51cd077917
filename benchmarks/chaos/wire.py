"""An HTTP/1.1 server small enough to break on purpose: it may say nothing, or tear the connection."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

HOST: Final = "127.0.0.1"
Answered = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Torn(Exception):
    """The connection is reset (RST) in place of an answer."""


class Silence(Exception):
    """Nothing is said for so many seconds; then the connection closes."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


Answer = Callable[[Request], Awaitable[Answered]]


async def serve(port: int, answer: Answer, host: str = HOST) -> None:
    """Until SIGTERM ends the process."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                writer.write(_written(await answer(request)))
                await writer.drain()
        except Torn:
            _reset(writer)
        except Silence as silence:
            await asyncio.sleep(silence.seconds)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked is gone
        finally:
            writer.close()

    server = await asyncio.start_server(talk, host, port, backlog=512)
    async with server:
        await server.serve_forever()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


def _written(answered: Answered) -> bytes:
    status, headers, body = answered
    lines = [f"HTTP/1.1 {status} -", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _reset(writer: asyncio.StreamWriter) -> None:
    """SO_LINGER of zero makes the close a RST."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
