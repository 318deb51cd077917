"""Several processes of one server on one port: the kernel deals the connections among them.

SO_REUSEPORT (socket(7), since Linux 3.9) lets processes of one user share a port; elsewhere one of them may
get all connections.
"""

import os
import socket
import sys
from collections.abc import Sequence
from typing import Final

from ops.supervisor import Program, Supervisor, signals_stop

STOP_SECONDS: Final = 6.0
"""Less than those who started us wait."""


def bound(host: str, port: int) -> socket.socket:
    """A share of a port. It does not listen: who does not answer yet is dealt nothing."""
    share = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    share.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    share.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    share.bind((host, port))
    return share


def several(name: str, arguments: Sequence[str], processes: int) -> int:
    """Runs `python -m ops.serve` with these arguments so many times, until asked to stop; our exit code."""
    argv = (sys.executable, "-m", "ops.serve", *arguments, "--shared", "--tied")
    programs = [Program(f"{name}-{number}", argv, dict(os.environ)) for number in range(1, processes + 1)]
    supervisor = Supervisor(programs, told=_tell, stop_seconds=STOP_SECONDS)
    with signals_stop(supervisor), supervisor:
        return supervisor.watch()


def _tell(event: str) -> None:
    print(event, file=sys.stderr, flush=True)
