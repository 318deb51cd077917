"""HTTP as we serve it: who dawdles is closed, who asks too much is told so, `/healthz` always answers.

uvicorn itself waits for ever, for headers (300 of 300 half-open connections were still open after 40 s), for
a body and for a reader, and takes idle connections for work. The limit of a body is in `gateway.reading`, the
one between two requests is uvicorn's `timeout_keep_alive`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar, Final, NoReturn

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ALWAYS: Final = frozenset({b"/healthz"})
REFUSALS: Final = {
    400: b"400 Bad Request",
    408: b"408 Request Timeout",
    413: b"413 Content Too Large",
    431: b"431 Request Header Fields Too Large",
    503: b"503 Service Unavailable",
}


class Unserved(Exception):
    """A request that is not looked at any further, raised inside the parser, which hands it to uvicorn."""


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits in seconds, bytes and counts: `Config(http=limited(…), ws="none")`.

    `body_bytes` is what is read and thrown away of a body that was refused, so that its sender hears why.
    """

    header_seconds: ClassVar[float] = 5.0
    body_seconds: ClassVar[float] = 10.0
    reader_seconds: ClassVar[float] = 30.0
    head_bytes: ClassVar[int] = 16 * 1024
    body_bytes: ClassVar[int] = 32 * 1024 * 1024
    most_requests: ClassVar[int] = 512
    most_pipelined: ClassVar[int] = 16
    most_connections: ClassVar[int] = 4096
    per_address: ClassVar[int | None] = None
    addresses: ClassVar[Counter[str]] = Counter()

    _deadline: asyncio.TimerHandle | None = None
    _reader: asyncio.TimerHandle | None = None
    _counted: str = ""
    _in_head: bool = False
    _came: int = 0
    _named: int = 0
    _refusal: int = 400

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._welcome():
            self._within(self.header_seconds, transport.abort)
        else:
            self._refuse(503)

    def data_received(self, data: bytes) -> None:
        """What comes between two requests and begins none has the time of headers too."""
        super().data_received(data)
        self._came += len(data)  # of a piece in which a head begins, all: nobody who is honest sees it
        if self._came > (self.head_bytes if self._in_head else self.body_bytes):
            self._refuse(431 if self._in_head else 413)
        elif self._idle() and self._deadline is None and self.timeout_keep_alive_task is None:
            self._within(self.header_seconds, self.transport.abort)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._came, self._named = True, 0, 0
        if self._deadline is None:
            self._within(self.header_seconds, self.transport.abort)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._name(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Those that follow a chunked body are counted with those before it."""
        super().on_header(name, value)
        self._name(len(name) + len(value) + 4)

    def on_headers_complete(self) -> None:
        """`/healthz` is answered however much there is to do."""
        self._in_head, self._came = False, 0
        self._within(self.body_seconds, self._too_slow)
        if len(self.pipeline) >= self.most_pipelined:
            self._unserved(503)
        free = len(self.tasks) < self.most_requests or self.url in ALWAYS
        self.app = self.config.loaded_app if free else busy
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._expect_nothing()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._within(self.reader_seconds, self.transport.abort)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """uvicorn's way out for whatever its parser raised, ours included."""
        self._refuse(self._refusal)

    def timeout_keep_alive_handler(self) -> None:
        """An answer that nobody has read by now is not waited for."""
        self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader = self.loop.call_later(self.reader_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._read_on()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._read_on()
        if self._counted:
            self.addresses[self._counted] -= 1
            if not self.addresses[self._counted]:
                del self.addresses[self._counted]
        super().connection_lost(exc)

    def _welcome(self) -> bool:
        """Whether there is room for one more, here and from its address; counts it."""
        if self.per_address is not None and self.client is not None:
            self._counted = self.client[0]
            self.addresses[self._counted] += 1
            if self.addresses[self._counted] > self.per_address:
                return False
        return len(self.connections) <= self.most_connections

    def _idle(self) -> bool:
        """Nothing is being read and nothing answered."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self._in_head and not self.transport.is_closing()

    def _name(self, size: int) -> None:
        self._named += size
        if self._named > self.head_bytes:
            self._unserved(431)

    def _unserved(self, status: int) -> NoReturn:
        self._refusal = status
        raise Unserved

    def _too_slow(self) -> None:
        if self.cycle.response_started:
            self.transport.abort()
        else:
            self._refuse(408)

    def _refuse(self, status: int) -> None:
        if not self.transport.is_closing():
            self.transport.write(_refusal(status))
            self.transport.close()
            self._within(self.header_seconds, self.transport.abort)

    def _within(self, seconds: float, then: Callable[[], None]) -> None:
        self._expect_nothing()
        self._deadline = self.loop.call_later(seconds, then)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _read_on(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None


def limited(*, per_address: int | None, most_connections: int) -> type[PromptProtocol]:
    """The protocol of one server, which counts for itself. `per_address` is None behind a proxy."""
    own: dict[str, object] = {
        "per_address": per_address,
        "most_connections": most_connections,
        "addresses": Counter(),
    }
    return type("Limited", (PromptProtocol,), own)


async def busy(_scope: Any, _receive: Any, send: Any) -> None:
    """503: the provider comes again."""
    headers = [(b"content-length", b"0"), (b"retry-after", b"2"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _refusal(status: int) -> bytes:
    again = b"retry-after: 2\r\n" if status == 503 else b""
    return b"HTTP/1.1 %s\r\n%scontent-length: 0\r\nconnection: close\r\n\r\n" % (REFUSALS[status], again)
