"""A child that does not outlive its parent, however the parent ends.

The supervisor keeps the writing end of every child's standard input and never writes: end of file means
that it is gone, also by kill -9. A foreign program (the embedded Redis) is run through this module, which
asks Linux to end it with us, and elsewhere stays beside it.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

GRACE_SECONDS = 8.0
_PR_SET_PDEATHSIG = 1


def end_with_parent(lifeline: int = 0, grace: float = GRACE_SECONDS) -> None:
    """Stops this process as SIGTERM would, once the lifeline is cut; by force after `grace` seconds."""
    threading.Thread(target=_listen, args=(lifeline, grace), name="lifeline", daemon=True).start()


def _listen(lifeline: int, grace: float) -> None:
    wait_for_end(lifeline)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(grace)
    os._exit(1)


def wait_for_end(lifeline: int) -> None:
    """Returns when nobody holds the other end any more."""
    while os.read(lifeline, 1024):
        pass


def become(argv: Sequence[str]) -> int:
    """Runs a foreign program tied to our parent: in our place on Linux, beside us elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if select.select([0], [], [], 0)[0]:  # our parent was gone before we asked
            return 1
        os.execv(argv[0], list(argv))  # noqa: S606
    with subprocess.Popen(list(argv), stdin=subprocess.DEVNULL) as program:
        signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        threading.Thread(target=lambda: (wait_for_end(0), program.terminate()), daemon=True).start()
        return program.wait()


if __name__ == "__main__":
    sys.exit(become(sys.argv[1:]))
