"""A partner's server on a real socket: keeps what it is sent as it came, and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.gateway.provider import Said, answer


@dataclass
class Receiver:
    """`taken` holds path, headers and body of every request."""

    address: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver(said: Said) -> Iterator[Receiver]:
    """A server on a free port of this machine for the length of a test."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.taken.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer(self, said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests speak for themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
