"""A mail server on a real socket: takes what it is sent, or answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Mailbox:
    """`said` are the commands, `mails` what came after DATA. An answer "" hangs up."""

    port: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box = cast("_Server", self.server).box
        self._say(box.answers.get("HELLO", "220 here"))
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            box.said.append(line)
            answer = box.answers.get(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 fine"))
            if not self._say(answer):
                return
            if answer.startswith("354"):
                box.mails.append(self._text())
                if not self._say(box.answers.get("TEXT", "250 taken")):
                    return

    def _say(self, answer: str) -> bool:
        self.wfile.write(f"{answer}\r\n".encode() if answer else b"")
        return bool(answer)

    def _text(self) -> str:
        lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
        return "".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    box: Mailbox


@contextmanager
def mailbox(**answers: str) -> Iterator[Mailbox]:
    """A server on a free port of this machine for the length of a test."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = Mailbox(server.server_address[1], answers)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.box
        server.shutdown()
        thread.join()
