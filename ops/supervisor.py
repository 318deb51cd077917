"""Starts the programs of a house, starts again what falls, and leaves nothing behind when it stops."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
QUICK_FALL = 5.0
"""Seconds after its start within which a program that ends by itself is taken for one that cannot run."""
QUICK_KILL = 1.0
"""The same for one that a signal ended: what was killed is not to blame, unless nothing of it ever stands."""
STOP_SECONDS = 8.0
MISCONFIGURED = 2
"""The exit code of a program that a setting or a file keeps from starting: another try would not help.

Of one that has stood before it is a fault like another: a device may have gone, and come back."""


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. Secrets go by `environment` or a file, never by `argv` (P30)."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    due_at: float = 0.0
    has_stood: bool = False


class Supervisor:
    """Programs start in their order and stop in the reverse one. `told` hears one line per event."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        told: Callable[[str], None],
        output: Path | None = None,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._children = [_Child(program) for program in programs]
        self._told = told
        self._output = output
        self._stop_seconds = stop_seconds
        self.stopping = threading.Event()
        self.exit_code = 0

    def __enter__(self) -> Self:
        for child in self._children:
            self._start(child)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def ask_to_stop(self) -> None:
        self.stopping.set()

    def watch(self) -> int:
        """Until asked to stop, or until a program says that it is misconfigured; the exit code for ours."""
        while not self.stopping.wait(0.1):
            for child in self._children:
                self._look_at(child)
        return self.exit_code

    def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Watches until something holds: False when time is over, or when asked to stop."""
        deadline = time.monotonic() + seconds
        while not holds():
            if self.stopping.wait(0.1) or time.monotonic() > deadline:
                return False
            for child in self._children:
                self._look_at(child)
        return True

    def pids(self) -> dict[str, int]:
        running = [(child.program.name, child.process) for child in self._children]
        return {name: process.pid for name, process in running if process and process.poll() is None}

    def stop(self) -> None:
        """Everything is over when this returns, at most about 10 s later."""
        self.stopping.set()
        running = [child.process for child in reversed(self._children) if child.process]
        for process in running:
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + self._stop_seconds
        for process in running:
            _wait(process, deadline - time.monotonic())
            _bury(process)
        for child in self._children:
            child.process = None
        if running:
            self._told("stopped")

    def last_lines(self, count: int = 10) -> Iterator[str]:
        """What each program wrote last, where it writes into a file and nobody has seen it."""
        if (folder := self._output) is None:
            return
        for name in (child.program.name for child in self._children):
            written = (folder / f"{name}.log").read_text("utf-8", "replace")
            yield from (f"{name}: {line}" for line in written.splitlines()[-count:])

    def _look_at(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.due_at:
                self._start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        _bury(child.process)
        child.falls = child.falls + 1 if is_quick(code, now - child.started_at) else 0
        child.process = None
        child.has_stood |= now - child.started_at > QUICK_FALL
        if code == MISCONFIGURED and not child.has_stood:
            self.exit_code = MISCONFIGURED
            self.stopping.set()
        pause = pause_after(child.falls)
        child.due_at = now + pause
        self._told(f"{child.program.name}: ended with {code}, again in {pause:g} s")

    def _start(self, child: _Child) -> None:
        program = child.program
        with _opened(self._output, program.name) as output:
            child.process = subprocess.Popen(
                program.argv,
                env={**_inherited(), **program.environment},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                process_group=0,
            )
        child.started_at = time.monotonic()
        self._told(f"{program.name}: started, pid {child.process.pid}")


def is_quick(code: int, seconds: float) -> bool:
    """Whether a program fell so soon after its start that another start at once would fall too."""
    return seconds < (QUICK_KILL if code < 0 else QUICK_FALL)


def pause_after(falls: int) -> float:
    """Seconds before the next start after so many quick falls in a row: 0, 0.5, 1, 2, 4, 8, then 10."""
    return float(min(FIRST_PAUSE * 2 ** min(falls - 1, 10), LONGEST_PAUSE)) if falls else 0.0


def _inherited() -> dict[str, str]:
    """Our environment without settings: a program has those that it was given, and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LASOMI_")}


@contextmanager
def signals_stop(supervisor: Supervisor) -> Iterator[None]:
    """Ctrl-C, a closed terminal and SIGTERM ask the supervisor to stop."""
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, lambda *_: supervisor.ask_to_stop()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def _opened(folder: Path | None, name: str) -> Iterator[IO[bytes] | None]:
    if folder is None:
        yield None
        return
    with (folder / f"{name}.log").open("ab") as output:
        yield output


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return


def _bury(process: subprocess.Popen[bytes]) -> None:
    """Nothing of the process group is left when this returns."""
    _signal(process, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def _signal(process: subprocess.Popen[bytes], name: signal.Signals) -> None:
    """To the program and to whatever it has started: they are a process group."""
    try:
        os.killpg(process.pid, name)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS, for a group whose last process is a zombie
        return
