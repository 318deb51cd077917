"""A small disk that can be filled, made larger, and made read-only: tmpfs, which root may mount."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

BALLAST: Final = ".ballast"


class SmallDisk:
    """Mounted at `at`."""

    def __init__(self, at: Path) -> None:
        self.at = at

    def remount(self, options: str) -> None:
        """`size=64m`, for example. Raises CalledProcessError; always for `ro` while files are written."""
        _run("mount", "-o", f"remount,{options}", str(self.at))

    def share(self) -> float:
        """How full it is, 0 to 1."""
        found = os.statvfs(self.at)
        return 1.0 - found.f_bavail / found.f_blocks

    def fill(self, share: float = 1.0) -> None:
        """Until so much of it is taken. It never gets emptier by this."""
        found = os.statvfs(self.at)
        wanted = max(0, round(share * found.f_blocks) - (found.f_blocks - found.f_bavail))
        with (self.at / BALLAST).open("ab") as ballast:
            for _ in range(wanted):
                try:
                    ballast.write(bytes(found.f_frsize))
                    ballast.flush()
                except OSError:  # somebody else took the last of it
                    return


@contextmanager
def small_disk(at: Path, size: str) -> Iterator[SmallDisk]:
    """Mounted over a folder that is there, until the block ends."""
    _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "chaos", str(at))
    try:
        yield SmallDisk(at)
    finally:
        _run("umount", "-l", str(at))


def why_not() -> str:
    """Why nothing can be mounted here; "" when it can."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder), "64k"):
                return ""
        except (OSError, subprocess.CalledProcessError):
            return "a tmpfs can be mounted by root only"


def _run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)
