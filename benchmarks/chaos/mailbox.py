"""A mail server that takes everything and remembers when, for whom and about which alert."""

import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, cast

ANSWERS: Final[Mapping[str, str]] = {"DATA": "354 go on", "QUIT": "221 bye"}
SUBJECT: Final = "Subject:"


@dataclass(frozen=True, slots=True)
class Mail:
    """`at` in seconds since 1970; `about` is the subject; `text` the whole of it."""

    at: float
    to: str
    about: str
    text: str


@dataclass(slots=True)
class Mailbox:
    """What came so far, oldest first."""

    port: int
    mails: list[Mail] = field(default_factory=list)

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings by which a house writes here."""
        return {"LASOMI_SMTP_URL": f"smtp://127.0.0.1:{self.port}", "LASOMI_MAIL_FROM": "veille@example.org"}


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        to = ""
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "RCPT":
                to = line[line.find("<") + 1 : line.find(">")]
            self._say(ANSWERS.get(word, "250 fine"))
            if word == "DATA":
                self._take(to)
            if word == "QUIT":
                return

    def _take(self, to: str) -> None:
        lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
        about = next((line[len(SUBJECT) :].strip() for line in lines if line.startswith(SUBJECT)), "")
        cast("_Server", self.server).box.mails.append(Mail(time.time(), to, about, "".join(lines)))
        self._say("250 taken")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
    box: Mailbox


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """On a free port of this machine, until the block ends."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = Mailbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, name="mailbox", daemon=True)
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join()
