"""An operator's centre that speaks SMPP 3.4, as far as a gateway wants that binds to it: it takes messages,
tells of their delivery, and brings what phones write.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from core.gsm7 import ESCAPE, EXTENSION, TABLE, from_gsm7

SUBMIT, DELIVER, ANSWER = 0x04, 0x05, 0x80000000
HEADED, RECEIPT = 0x40, 0x04
"""Of `esm_class` (§5.2.12): a header stands before the text; it is a receipt."""
GSM7, UCS2 = 0, 8
RECEIVED: Final = (
    "id:{} sub:001 dlvrd:001 submit date:2607141405 done date:2607141406 stat:DELIVRD err:000 text:"
)
"""Appendix B."""
_EXTENDED: Final = {letter: code for code, letter in EXTENSION.items()}


@dataclass(frozen=True)
class Submitted:
    """One message as the centre took it, `part` of its header where it has one."""

    recipient: str
    text: str
    part: int = 1


@dataclass
class Centre:
    """Speaks with the one gateway that is bound to it."""

    port: int
    took: list[Submitted] = field(default_factory=list)
    bound: threading.Event = field(default_factory=threading.Event)
    _line: socket.socket | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def bring(self, sender: str, recipient: str, text: str, coding: int = GSM7, header: bytes = b"") -> None:
        """What a phone wrote; a header (TS 23.040 §9.2.3.24.1) makes it a part of a longer text."""
        raw = septets(text) if coding == GSM7 else text.encode("utf-16-be")
        self._deliver(sender, recipient, HEADED if header else 0, coding, header + raw)

    def serve(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self._line = door.accept()[0]
                self._listen(self._line)

    def close(self) -> None:
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
            self._line.close()

    def _listen(self, line: socket.socket) -> None:
        while head := _exactly(line, 16):
            length, command, _, number = struct.unpack(">IIII", head)
            body = _exactly(line, length - 16)
            if command & ANSWER:
                continue
            id_ = f"{number:08x}"
            named = f"{id_}\0" if command == SUBMIT else "" if command == 0x15 else "centre\0"
            self._say(command | ANSWER, number, named.encode())
            if command == SUBMIT:
                self._take(body, id_)
            elif command != 0x15:
                self.bound.set()

    def _take(self, body: bytes, id_: str) -> None:
        _service, rest = body.split(b"\0", 1)
        sender, rest = rest[2:].split(b"\0", 1)
        recipient, rest = rest[2:].split(b"\0", 1)
        esm_class, rest = rest[0], rest[3:]
        _schedule, _validity, rest = rest.split(b"\0", 2)
        wanted, coding, length = rest[0], rest[2], rest[4]
        raw = rest[5 : 5 + length]
        header = raw[: raw[0] + 1] if esm_class & HEADED else b""
        raw = raw[len(header) :]
        text = raw.decode("utf-16-be") if coding == UCS2 else from_gsm7(raw)
        self.took.append(Submitted(recipient.decode(), text, header[-1] if header else 1))
        if wanted:
            told = RECEIVED.format(id_).encode()
            self._deliver(recipient.decode(), sender.decode(), RECEIPT, GSM7, told)

    def _deliver(self, sender: str, recipient: str, esm_class: int, coding: int, raw: bytes) -> None:
        ends = b"".join(b"\1\1" + each.encode() + b"\0" for each in (sender, recipient))
        rest = bytes([esm_class, 0, 0, 0, 0, 0, 0, coding, 0, len(raw)])
        self._say(DELIVER, next(self._numbers), b"\0" + ends + rest + raw)

    def _say(self, command: int, number: int, body: bytes) -> None:
        assert self._line
        self._line.sendall(struct.pack(">IIII", 16 + len(body), command, 0, number) + body)


@contextmanager
def centre() -> Iterator[Centre]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        one = Centre(door.getsockname()[1])
        thread = threading.Thread(target=one.serve, args=(door,))
        thread.start()
        try:
            yield one
        finally:
            door.shutdown(socket.SHUT_RDWR)
            one.close()
            thread.join()


def septets(text: str) -> bytes:
    """Unpacked septets, one in each byte."""
    pairs = (
        (TABLE.index(ESCAPE), _EXTENDED[letter]) if letter in _EXTENDED else (TABLE.index(letter),)
        for letter in text
    )
    return bytes(code for pair in pairs for code in pair)


def _exactly(line: socket.socket, length: int) -> bytes:
    got = b""
    while len(got) < length:
        if not (more := line.recv(length - len(got))):
            return b""
        got += more
    return got
