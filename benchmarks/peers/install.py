"""The peers from their registries, as their locks say: `python -m benchmarks.peers.install`.

They go into `build/peers`. npm and pip find their registry where this machine has it; a lock names versions
and hashes and no address.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE.parent.parent / "build" / "peers"
JAVASCRIPT: Final = FOLDER / "js"
RAPIDSMS: Final = FOLDER / "rapid"


class NoPeer(Exception):
    """Why a peer cannot be had here: the reason that stands in its place in the table."""


def javascript() -> Path:
    """The folder of the Node modules, installed where they are not. Raises NoPeer."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NoPeer("no node and npm on the PATH")
    _once(JAVASCRIPT, HERE / "js" / "package-lock.json", _with_npm)
    return JAVASCRIPT / "node_modules"


def rapidsms() -> Path:
    """The Python in whose room RapidSMS is, installed where it is not. Raises NoPeer."""
    _once(RAPIDSMS, HERE / "rapid" / "requirements.lock", _with_pip)
    return RAPIDSMS / "bin" / "python"


def installed(folder: Path, lock: Path) -> bool:
    """Whether what this lock says was installed there to its end."""
    stamp = folder / ".installed"
    return stamp.exists() and stamp.read_text() == _sum(lock)


def _once(folder: Path, lock: Path, install: Callable[[Path, Path], None]) -> None:
    if installed(folder, lock):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    install(folder, lock)
    (folder / ".installed").write_text(_sum(lock))


def _with_npm(folder: Path, lock: Path) -> None:
    for name in ("package.json", lock.name):
        shutil.copy(lock.parent / name, folder)
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", folder=folder)


def _with_pip(folder: Path, lock: Path) -> None:
    _run(sys.executable, "-m", "venv", str(folder), folder=folder)
    pip = (str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet")
    _run(*pip, "install", "--require-hashes", "-r", str(lock), folder=folder)


def _run(*argv: str, folder: Path) -> None:
    try:
        subprocess.run(argv, cwd=folder, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoPeer(f"{argv[0]} does not install it: {_told(error)}") from error


def _told(error: Exception) -> str:
    """The last line of what it printed."""
    lines: Sequence[str] = str(getattr(error, "stderr", "") or error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__


def _sum(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def main() -> int:
    for peer in (javascript, rapidsms):
        try:
            print(f"{peer.__name__}: {peer()}")
        except NoPeer as reason:
            print(f"{peer.__name__}: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
