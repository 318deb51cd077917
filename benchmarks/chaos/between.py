"""Proxies as a row sees them: each a process, put between a program and what it talks to."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.chaos.tcpproxy import HOST
from ops.ground import free_port


@dataclass(slots=True)
class Between:
    """A running proxy. `port` is where it listens, at HOST."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def set(self, **faults: Any) -> int:
        """Replaces the faults (`tcpproxy.Faults`, and `target`); none given, none left.

        Returns how many ends it has torn and chunks it has swallowed so far. Raises TimeoutError.
        """
        if self.process.stdin is None or self.process.stdout is None:
            raise TimeoutError("the proxy has no lines to us")
        try:
            print(json.dumps(faults), file=self.process.stdin, flush=True)
        except OSError as error:
            raise TimeoutError("the proxy is gone") from error
        answer = self.process.stdout.readline()
        if not answer:
            raise TimeoutError("the proxy is gone")
        return sum(json.loads(answer).values())


@contextmanager
def between() -> Iterator[Between]:
    """A proxy to nowhere yet: `set(target=…)` says where."""
    port = free_port()
    argv = (sys.executable, "-m", "benchmarks.chaos.tcpproxy", str(port))
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            made = Between(process, port)
            made.set()
            yield made
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(10)
