"""A disk in memory for what tests write: the house insists on fsync, and thousands of them are free there."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

ENOUGH: Final = 3 * 1024**3


def memory() -> Path | None:
    """Where it is; None where there is none, or no room."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ENOUGH
    return shared if roomy else None


def written_in_memory() -> None:
    """From now on temporary folders of this process and its children lie there, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and (shared := memory()):
        os.environ["TMPDIR"] = str(shared)
        tempfile.tempdir = None
