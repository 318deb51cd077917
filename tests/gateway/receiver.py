"""A partner's server on a real socket: keeps what it is sent as it came, and answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.gateway.provider import Said, answer, serving


@dataclass
class Receiver:
    """`taken` holds path, headers and body of every request."""

    address: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver(*said: Said) -> Iterator[Receiver]:
    """A server for the length of a test, with one answer after the other, the last again and again."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.taken.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer(self, said[min(len(told.taken), len(said)) - 1])

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests speak for themselves."""

    with serving(Handler) as told.address:
        yield told
