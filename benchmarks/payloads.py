"""What a webhook may be sent, drawn by a seed: honest messages in every script, and all kinds of nonsense."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from benchmarks.client import FORM, number
from benchmarks.texts import LETTERS, text

LARGEST: Final = 16 * 1024
KINDS: Final = ("sms", "receipt", "ussd", "ussd-end", "optout")
TYPES: Final = (
    *(FORM, f"{FORM}; charset=utf-8", f"{FORM}; charset=ISO-8859-1", f"{FORM}; charset=utf-16"),
    *(
        f"{FORM}; charset=\xff",
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain",
        "",
        ";;=;",
    ),
)
NAMES: Final = (
    *("from", "to", "text", "id", "date", "linkId", "networkCode", "status", "phoneNumber", "failureReason"),
    *("sessionId", "serviceCode", "hopsCount", "durationInMillis", "input", "senderId", "x" * 300, "é", ""),
)
NUMBERS: Final = (
    "+22376000001",
    "76000001",
    "0076123456",
    "MTN",
    "36000",
    "",
    "+",
    "+22376000001\x00",
    "٧٦",
    "9" * 400,
)
ESCAPES: Final = (
    "%",
    "%4",
    "%zz",
    "%ED%A0%80",
    "%EF%BB%BF",
    "%00",
    "%C0%80",
    "%F4%90%80%80",
    "%FF%FE",
    "+%2B+",
)


@dataclass(frozen=True, slots=True)
class Payload:
    """A request. `text`: what must lie in the inbox under `number`, for an honest one.

    `raw`: the body is the whole request, as bytes that may be no HTTP at all.
    """

    kind: str
    body: bytes
    headers: Mapping[str, str]
    number: str = ""
    text: str | None = None
    raw: bool = False

    @property
    def expected(self) -> frozenset[int]:
        """The statuses that are right."""
        if self.raw:
            return frozenset({0, 200, 400, 404, 405, 408, 413, 431})
        return frozenset({413}) if len(self.body) > LARGEST else frozenset({200})


def payload(dice: random.Random, index: int) -> Payload:
    """The payload of an index: half of them are honest."""
    if dice.random() < 0.5:
        return _honest(dice, index)
    return dice.choice(ABUSES)(dice)


def _honest(dice: random.Random, index: int) -> Payload:
    said = text(dice, dice.choice(tuple(LETTERS)))
    if dice.random() < 0.1:
        said = f"{said[:5]}\x00{said[5:]}"
    who = number(index)
    form = {"id": f"fuzz-{index}", "from": who, "to": "36000", "text": said}
    return Payload("sms", urlencode(form).encode(), {"content-type": FORM}, who, said.replace("\x00", ""))


def _fields(dice: random.Random) -> Payload:
    form = [(dice.choice(NAMES), _value(dice)) for _ in range(dice.randint(0, 30))]
    return _form(dice, urlencode(form).encode())


def _many_fields(dice: random.Random) -> Payload:
    count = dice.choice((100, 101, 102, 1000, 8000, 100_000))
    return _form(dice, b"&".join([b"a=" * dice.randint(0, 1)] * count))


def _escapes(dice: random.Random) -> Payload:
    parts = dice.choices((*ESCAPES, "from=", "&", "text=", "id=", ";", "="), k=dice.randint(1, 40))
    return _form(dice, "".join(parts).encode())


def _bytes(dice: random.Random) -> Payload:
    return _form(dice, dice.randbytes(dice.choice((0, 1, 50, 1000, LARGEST, LARGEST + 1))))


def _large(dice: random.Random) -> Payload:
    size = dice.choice((LARGEST - 30, LARGEST + 1, 70_000, 300_000, 1_000_000, 10_000_000))
    return _form(dice, b"from=%2B22376000001&text=" + b"a" * size)


def _raw(dice: random.Random) -> Payload:
    head = dice.choice(
        (b"POST / HTTP/1.1\r\n", b"GET /healthz HTTP/1.0\r\n", b"\x16\x03\x01", b"", b"PRI * HTTP/2.0\r\n")
    )
    lines = dice.choices(
        (b"host: x\r\n", b"content-length: 5\r\n", b"content-length: -1\r\n", b"a" * 9000 + b": b\r\n"), k=3
    )
    chunked = dice.choice((b"", b"transfer-encoding: chunked\r\n", b"transfer-encoding: x, chunked\r\n"))
    tail = dice.choice((b"\r\n", b"", b"\r\nhello", b"\r\nfffffffffffffffff\r\n"))
    return Payload(
        "", head + b"".join(lines) + chunked + tail + dice.randbytes(dice.randint(0, 40)), {}, raw=True
    )


ABUSES: Final[tuple[Callable[[random.Random], Payload], ...]] = (
    *(_fields, _fields, _fields, _escapes, _escapes, _bytes, _bytes, _many_fields, _raw),
)
LARGE: Final = _large
"""Up to 10 MB: a few of these are enough."""


def _value(dice: random.Random) -> str:
    return dice.choice((dice.choice(NUMBERS), text(dice, dice.choice(tuple(LETTERS)), 40), "*".join("123")))


def _form(dice: random.Random, body: bytes) -> Payload:
    return Payload(dice.choice(KINDS), body, {"content-type": dice.choice((FORM, FORM, dice.choice(TYPES)))})
