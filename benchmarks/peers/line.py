"""One connection that asks again as soon as it was answered.

It reads just so much HTTP/1.1 as it needs (a head, Content-Length), because it shares its cores with the
server that it measures.
"""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
Door = tuple[str, int]
"""Address and port."""
CLOSES: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as bytes, and the body that must answer it; None: any body of a 200."""

    request: bytes
    body: bytes | None = None

    def fulfilled(self, head: bytes, body: bytes) -> bool:
        return head.startswith(b"HTTP/1.1 200") and self.body in {None, body}


class Line(asyncio.Protocol):
    """One connection; opened again where the server closes it after an answer."""

    def __init__(self, door: Door, share: Sequence[Exchange], done: "asyncio.Future[None]") -> None:
        self.done = done
        self.seconds: list[float] = []
        self.errors = 0
        self._door = door
        self._left: Iterator[Exchange] = iter(share)
        self._asked: Exchange | None = None
        self._sent = False
        self._came = b""
        self._began = 0.0
        self._transport: asyncio.Transport | None = None
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, *self._door)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none of asyncio's family
        if self._asked is not None:
            self._send(self._asked)

    def connection_lost(self, _error: Exception | None) -> None:
        """In the middle of an answer: the request has failed, and the next is asked anew."""
        self._transport = None
        if self._asked is not None and self._sent:
            self._heard(fulfilled=False)
        elif self._asked is not None:
            self._opening = asyncio.get_running_loop().create_task(self._again())

    def ask(self) -> None:
        self._asked, self._sent = next(self._left, None), False
        if self._asked is None:
            self._finish()
            return
        self._began = time.perf_counter()
        if self._transport is None:
            self._opening = asyncio.get_running_loop().create_task(self._again())
        elif not self._transport.is_closing():
            self._send(self._asked)

    def _send(self, asked: Exchange) -> None:
        assert self._transport is not None
        self._sent = True
        self._transport.write(asked.request)

    async def _again(self) -> None:
        try:
            await self.open()
        except OSError as error:
            self.done.set_exception(error)

    def data_received(self, data: bytes) -> None:
        self._came += data
        end = self._came.find(b"\r\n\r\n")
        if end < 0 or self._asked is None:
            return
        head = self._came[: end + 2]
        length = LENGTH.search(head)
        size = int(length[1]) if length else 0
        if len(self._came) < end + 4 + size:
            return
        body = self._came[end + 4 : end + 4 + size]
        if CLOSES.search(head) and self._transport is not None:
            self._transport.close()
        self._heard(fulfilled=self._asked.fulfilled(head, body))

    def _heard(self, *, fulfilled: bool) -> None:
        self.seconds.append(time.perf_counter() - self._began)
        self.errors += not fulfilled
        self._asked, self._came = None, b""
        self.ask()

    def _finish(self) -> None:
        if self._transport is not None:
            self._transport.close()
        if not self.done.done():
            self.done.set_result(None)
