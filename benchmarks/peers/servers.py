"""A server as a process on loopback: how long it took to stand, what it has used, what it weighs."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from benchmarks.measured import megabytes
from ops.ground import free_port

STAND_SECONDS: Final = 60.0
END_SECONDS: Final = 8.0
SETTLED: Final = 0.05
"""Seconds of the processor within one second: less, and a server has done what it does at its start."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `helpers`: processes that it cannot do without (a Redis)."""

    name: str
    port: int
    pid: int
    started: float
    path: str = "/"
    helpers: tuple[int, ...] = ()

    def cpu(self) -> float:
        """Seconds of the processor that it and its helpers have taken so far."""
        return sum(_cpu(pid) for pid in (self.pid, *self.helpers))

    def memory(self) -> float:
        """Megabytes, without its helpers."""
        return megabytes(self.pid)


@dataclass(frozen=True, slots=True)
class Launch:
    """How a server is begun; `{port}` in its argv becomes a free port."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    path: str = "/"
    helpers: tuple[int, ...] = ()


class DidNotStand(Exception):
    """What a server printed instead of answering."""


@contextmanager
def served(launch: Launch, folder: Path) -> Iterator[Server]:
    """The server, answering, until the block ends. Raises DidNotStand."""
    port, output = free_port(), folder / f"{launch.name.replace(' ', '-')}.out"
    first, *more = (part.replace("{port}", str(port)) for part in launch.argv)
    argv = (sys.executable, "-m", "ops.kin", shutil.which(first) or first, *more)  # it does not outlive us
    began = time.monotonic()
    with output.open("wb") as printed:
        process = subprocess.Popen(
            argv,
            env={**_inherited(), **launch.environ},
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, output)
        started = time.monotonic() - began
        yield Server(launch.name, port, process.pid, started, launch.path, launch.helpers)
    finally:
        _end(process)


def settled(server: Server) -> None:
    """Waits until a server has done what it does at its start; a minute at most."""
    for _ in range(60):
        before = server.cpu()
        time.sleep(1.0)
        if server.cpu() - before < SETTLED:
            return


def _inherited() -> dict[str, str]:
    """Our environment without settings of a house."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LASOMI_")}


def _wait(process: "subprocess.Popen[bytes]", port: int, output: Path) -> None:
    deadline = time.monotonic() + STAND_SECONDS
    while not _listens(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DidNotStand(output.read_text("utf-8", "replace")[-2000:])
        time.sleep(0.02)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def _end(process: "subprocess.Popen[bytes]") -> None:
    """SIGTERM, and SIGKILL to whoever of the family is left after 8 s."""
    family = _family(process.pid) if process.poll() is None else []
    process.terminate()
    _, left = psutil.wait_procs(family, timeout=END_SECONDS)
    for one in left:
        one.kill()
    process.communicate()  # closes what it was tied by, and waits


def _family(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def _cpu(pid: int) -> float:
    return float(sum(sum(one.cpu_times()[:2]) for one in _family(pid)))
