"""A disk that a row may pull the plug of, or make fail: the file system of `powercut`, mounted."""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

DEVICE: Final = Path("/dev/fuse")
UP_SECONDS: Final = 20.0
UNMOUNTERS: Final = ("fusermount3", "fusermount")


class Drive:
    """Mounted at `at`; `image` is what a cut leaves, and what the next `plug` begins with."""

    def __init__(self, at: Path, image: Path) -> None:
        self.at, self.image = at, image
        self._process: subprocess.Popen[bytes] | None = None

    def plug(self) -> None:
        """Mounts it. Raises TimeoutError when nothing is mounted in 20 s."""
        self.at.mkdir(exist_ok=True)
        self.image.mkdir(exist_ok=True)
        argv = (sys.executable, "-m", "benchmarks.chaos.powercut", str(self.at), str(self.image), "--tied")
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE)
        deadline = time.monotonic() + UP_SECONDS
        while not os.path.ismount(self.at):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError("the file system of the power cut does not start")
            time.sleep(0.05)

    def cut(self) -> None:
        """The power is gone. Whoever writes must have been stopped before (SIGSTOP)."""
        with suppress(OSError):  # the answer dies with the process
            (self.at / ".cut").touch()
        self.unplug(kill=False)

    def unplug(self, *, kill: bool = True) -> None:
        """Unmounts it; without a cut everything is lost."""
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        process.wait(UP_SECONDS)
        if process.stdin:
            process.stdin.close()
        subprocess.run((unmounter(), "-u", "-z", str(self.at)), check=False, capture_output=True)

    def fail(self, switch: str) -> None:
        """A fault begins, by one of the switches of `powercut`, and lasts until `mend`."""
        (self.at / switch.lstrip("/")).touch()

    def mend(self, switch: str) -> None:
        (self.at / switch.lstrip("/")).unlink()


@contextmanager
def drive(folder: Path) -> Iterator[Drive]:
    """A new one in a folder of its own, unmounted when the block ends."""
    made = Drive(folder / "disk", folder / "image")
    made.plug()
    try:
        yield made
    finally:
        made.unplug()


def why_not() -> str:
    """Why there is no such file system on this machine; "" when there is."""
    if not os.access(DEVICE, os.R_OK | os.W_OK):
        return "no /dev/fuse that we may use"
    if not unmounter():
        return "no fusermount on the PATH"
    if importlib.util.find_spec("mfusepy") is None:
        return "mfusepy is not installed"
    probe = subprocess.run((sys.executable, "-c", "import mfusepy"), capture_output=True, check=False)
    return "" if probe.returncode == 0 else "no libfuse for mfusepy"


def unmounter() -> str:
    return next(filter(None, map(shutil.which, UNMOUNTERS)), "")
