"""A provider on a real socket: answers as it is told, and remembers what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


class Said:
    """An answer: a status, headers and a body. `hang_up` closes the connection instead."""

    def __init__(self, status: int = 200, body: str = "", *, hang_up: bool = False, **headers: str) -> None:
        self.status, self.body, self.hang_up = status, body, hang_up
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Provider:
    """`asked` holds path, form and headers of every request."""

    def __init__(self, answer: Callable[[], Said]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.address = ""


@contextmanager
def provider(said: Said) -> Iterator[Provider]:
    """A server on a free port of this machine for the length of a test."""
    told = Provider(lambda: said)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
            told.asked.append((self.path, form, {k.lower(): v for k, v in self.headers.items()}))
            answer(self, told.answer())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests speak for themselves."""

    with serving(Handler) as told.address:
        yield told


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server on a free port of this machine, for the length of a test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, said: Said) -> None:
    if said.hang_up:
        handler.connection.shutdown(socket.SHUT_RDWR)
        return
    body = said.body.encode()
    handler.send_response(said.status)
    for name, value in {**said.headers, "Content-Length": str(len(body))}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
