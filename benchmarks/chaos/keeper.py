"""One program under a supervisor of its own (the product's): it can be ended and begun again alone."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ops.supervisor import Program, Supervisor


class Keeper:
    """Keeps a program running until `stop`. Its signals go to the whole process group."""

    def __init__(self, program: Program, told: Callable[[str], None], output: Path) -> None:
        self.program = program
        self._told = told
        self._output = output
        self._supervisor: Supervisor | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts it, once; the supervisor starts again what falls."""
        if self._thread is not None:
            return
        self._supervisor = Supervisor([self.program], told=self._told, output=self._output)
        name = f"keeper-{self.program.name}"
        self._thread = threading.Thread(target=self._keep, args=(self._supervisor,), name=name, daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        if self._supervisor is not None:
            self._supervisor.ask_to_stop()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL after 8 s; nothing of it is left on return."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join()
        self._thread = self._supervisor = None

    def pid(self) -> int | None:
        """The process now, or None between a fall and the next start."""
        supervisor = self._supervisor
        return supervisor.pids().get(self.program.name) if supervisor else None

    def signal(self, which: signal.Signals) -> int | None:
        """The pid of the group that the signal went to; None when there was none."""
        pid = self.pid()
        if pid is None:
            return None
        try:
            os.killpg(pid, which)
        except ProcessLookupError:
            return None
        return pid

    def other_than(self, pid: int | None, seconds: float) -> int | None:
        """The pid of a start after `pid`, waited for at most so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (found := self.pid()) not in {None, pid}:
                return found
            time.sleep(0.02)
        return None

    @staticmethod
    def _keep(supervisor: Supervisor) -> None:
        with supervisor:
            supervisor.watch()
