"""A TCP proxy that spoils what goes through: `python -m benchmarks.chaos.tcpproxy PORT`, its own process.

It hears faults as lines of JSON on its input and answers each with what it has broken so far; it ends with
its input. `up` is what the
client says, `down` what the server says.
"""

import asyncio
import json
import random
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

HOST: Final = "127.0.0.1"
CHUNK: Final = 65_536
LAST_CHUNK: Final = 20
"""A connection that is to be torn is torn within so many chunks."""


@dataclass(frozen=True, slots=True)
class Way:
    """Faults of one way: seconds of delay, or so many bytes and then a reset. `hold`: what is said arrives
    when the fault is over, as after a cut cable; `drop`: never, and the connection stays open.
    """

    delay: float = 0.0
    hold: bool = False
    drop: bool = False
    truncate: int | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """`reset` is the share of connections that are torn (RST), in mid-talk; `refuse` tears every new one."""

    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    reset: float = 0.0
    refuse: bool = False
    seed: int = 1


@dataclass(slots=True, eq=False)
class _Line:
    """A connection, and the chunk before which it is torn."""

    writers: tuple[asyncio.StreamWriter, asyncio.StreamWriter]
    doom: int | None = None
    chunks: int = 0


class Proxy:
    """To `target`: a Unix socket when it begins with `/`, else HOST:PORT."""

    def __init__(self) -> None:
        self.target = ""
        self.faults = Faults()
        self.torn = 0
        self.swallowed = 0
        self._lines: set[_Line] = set()
        self._chance = random.Random(1)
        self._news = asyncio.Event()

    def hear(self, told: dict[str, Any]) -> None:
        """New faults for the connections that are open, too."""
        self.target = told.pop("target", self.target)
        up, down = Way(**told.pop("up", {})), Way(**told.pop("down", {}))
        self.faults = Faults(up, down, **told)
        self._chance = random.Random(self.faults.seed)
        for line in self._lines:
            line.chunks, line.doom = 0, self._doom()
        self._news.set()
        self._news = asyncio.Event()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.faults.refuse:
                raise ConnectionResetError
            far_reader, far_writer = await self._reach()
        except OSError:
            self._tear(writer)
            return
        line = _Line((writer, far_writer), self._doom())
        self._lines.add(line)
        ways = (self._carry(line, reader, far_writer, "up"), self._carry(line, far_reader, writer, "down"))
        with suppress(OSError):
            await asyncio.gather(*ways)
        self._lines.discard(line)
        for each in line.writers:
            each.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.target.startswith("/"):
            return await asyncio.open_unix_connection(self.target)
        host, _, port = self.target.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    async def _carry(
        self, line: _Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str
    ) -> None:
        """One direction, until its end: what is dropped is swallowed, and the connection stays open."""
        passed = 0
        while chunk := await reader.read(CHUNK):
            way: Way = getattr(self.faults, name)
            line.chunks += 1
            if way.delay:
                await asyncio.sleep(way.delay)
            while (way := getattr(self.faults, name)).hold:
                await self._news.wait()
            if way.drop:
                self.swallowed += 1
                continue
            short = way.truncate is not None and passed + len(chunk) > way.truncate
            writer.write(chunk[: (way.truncate or 0) - passed] if short else chunk)
            passed += len(chunk)
            await writer.drain()
            if short or (line.doom is not None and line.chunks > line.doom):
                self._cut(line)
                return
        if writer.can_write_eof():
            writer.write_eof()

    def _doom(self) -> int | None:
        torn = self._chance.random() < self.faults.reset
        return self._chance.randrange(LAST_CHUNK) if torn else None

    def _cut(self, line: _Line) -> None:
        for writer in line.writers:
            self._tear(writer)

    def _tear(self, writer: asyncio.StreamWriter) -> None:
        """RST: what was not read is gone on both sides."""
        self.torn += 1
        held = writer.get_extra_info("socket")
        if held is not None and held.family != socket.AF_UNIX:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def serve(port: int) -> None:
    """Until the input ends."""
    proxy, lines = Proxy(), asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with await asyncio.start_server(proxy.take, HOST, port, backlog=256):
        while told := await lines.readline():
            proxy.hear(json.loads(told))
            print(json.dumps({"torn": proxy.torn, "swallowed": proxy.swallowed}), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
