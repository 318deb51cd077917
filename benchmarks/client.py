"""What every load is made of: a connection that stays open, made-up people, messages that all differ.

The people are the 99,999 numbers +22350000001 … +22350099999, which nobody has. The client speaks just so
much HTTP/1.1 as a provider does, because it shares two cores with the house that it measures.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlencode, urlsplit

PEOPLE: Final = 99_999
FORM: Final = "application/x-www-form-urlencoded"
SYLLABLES: Final = tuple(first + second for first in "bdfgklmnrstz" for second in "aeiou")
CODES: Final = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33"),
    *("41", "42", "43", "51", "52", "53", "54", "71", "72", "73"),
)
PLACES: Final[Mapping[str, str]] = {
    "Ansongo": "ML0701",
    "Bourem": "ML0702",
    "Menaka": "ML0704",
    "Gossi": "ML060303",
    "Hombori": "ML050409",
    "Konna": "ML050605",
    "Djenne": "ML0503",
    "Bandiagara": "ML0501",
    "Bankass": "ML0502",
    "Douentza": "ML0504",
    "Niono": "ML0404",
    "Macina": "ML0403",
    "Tominian": "ML0407",
    "Sikasso": "ML0305",
    "Koutiala": "ML0304",
    "Yorosso": "ML0307",
    "Kangaba": "ML0203",
    "Nara": "ML0207",
    "Kolokani": "ML0205",
    "Kita": "ML0105",
    "Yelimane": "ML0107",
    "Goundam": "ML0602",
    "Niafunke": "ML0604",
    "Kidal": "ML0802",
    "Tessalit": "ML0803",
    "Anefif": "ML080201",
    "Tessit": "ML070106",
    "Ouattagouna": "ML070104",
    "Talataye": "ML070105",
    "Temera": "ML070205",
    "Diallassagou": "ML050203",
    "Ouenkoro": "ML050208",
}
"""A name that means one place, and its p-code."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the load: the provider's id, who, what, and what the house must make of it."""

    id: str
    number: str
    text: str
    code: str
    place: str

    def form(self, to: str = "36000") -> dict[str, str]:
        """The fields that Africa's Talking posts."""
        return {"id": self.id, "from": self.number, "to": to, "text": self.text}


def number(index: int) -> str:
    """The reserved number of an index, counted round: 0 and 99,999 are the same person."""
    return f"+223500{index % PEOPLE + 1:05d}"


def word(index: int) -> str:
    """Four syllables that are neither number nor name; another for every index below 60**4."""
    mixed = index * 7_654_321 % 60**4
    return "".join(SYLLABLES[mixed // 60**place % 60] for place in range(4))


def said(run: str, index: int) -> Said:
    """Message number `index` of a run: the same again for the same arguments, another text for each index."""
    code, place = CODES[index % len(CODES)], tuple(PLACES)[index // len(CODES) % len(PLACES)]
    text = f"{code} {place} {word(index)}"
    return Said(f"{run}-{index}", number(index), text, code, PLACES[place])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Connection:
    """A connection to one address, opened when it is needed and again after a fall. One request at a time."""

    def __init__(self, address: str, seconds: float = 10.0, *, source: str = "") -> None:
        """`seconds`: how long an answer is waited for, as a provider does; `source`: our own address."""
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._seconds = seconds
        self._source = (source, 0) if source else None
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Raises OSError (also TimeoutError and ConnectionError) when no whole answer came."""
        return await self.send("POST", path, urlencode(form).encode(), {"content-type": FORM})

    async def get(self, path: str) -> Answer:
        return await self.send("GET", path)

    async def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Any request, with its true length."""
        began = time.perf_counter()
        lines = [f"{method} {path} HTTP/1.1", f"host: {self._host}:{self._port}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        head = "\r\n".join([*lines, f"content-length: {len(body)}", "", ""])
        try:
            async with asyncio.timeout(self._seconds):
                status, told, answer = await self._asked(head.encode("latin-1") + body)
        except BaseException:
            self.close()
            raise
        return Answer(status, told, answer, time.perf_counter() - began)

    async def _asked(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, local_addr=self._source)
        reader, writer = self._streams
        writer.write(request)
        try:
            return await self._answered(reader)
        except asyncio.IncompleteReadError:
            raise ConnectionResetError("closed before the answer") from None

    async def _answered(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if told.get("transfer-encoding") == "chunked":
            body = b"".join([piece async for piece in _pieces(reader)])
        else:
            body = await reader.readexactly(int(told.get("content-length", 0)))
        if told.get("connection", "").lower() == "close":
            self.close()
        return int(first.split()[1]), told, body

    def close(self) -> None:
        """Closes what is open; the next request opens anew."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
