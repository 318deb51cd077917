"""How each side is begun: ours as `lasomi up` begins it, the peers as their pages say, the bare ones."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.chaos.site import settle, site
from benchmarks.peers import install
from benchmarks.peers.ratios import OURS, PAIR
from benchmarks.peers.servers import Launch
from ops.programs import programs
from ops.servers import find_binary

NOBODY: Final = "http://127.0.0.1:9"
"""Where nothing is sent while doors are measured."""
LENIENT: Final = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
"""Commits that are not on disk when they return: faster than its default, which syncs each."""


def lasomi(folder: Path, database: str = "", processes: int = 1) -> Launch:
    """The gateway alone, on keys and schema of its own; its channel's path, without the last part."""
    ground = site(folder, database=database, redis="", provider=NOBODY, more={})
    settle(ground)
    listed = programs(ground.environ, port=0, workers=0, gateways=processes, telco_port=None)
    gateway = next(one for one in listed if one.name == "gateway")
    at = gateway.argv.index("--port") + 1
    argv = (*gateway.argv[:at], "{port}", *gateway.argv[at + 1 :])
    return Launch(
        OURS if processes == 1 else PAIR, argv, gateway.environment, f"/hooks/africastalking/{ground.token}"
    )


def express(peer: str, menu: Path, redis: str = "", helpers: tuple[int, ...] = ()) -> Launch:
    """A builder of menus behind Express. Raises NoPeer."""
    modules = install.javascript()
    argv = ["node", str(install.HERE / "js" / "server.js"), "{port}", peer, str(menu)]
    argv += [redis] if redis else []
    environ = {"NODE_PATH": str(modules), "NODE_ENV": "production"}
    return Launch(f"{peer} {'Redis' if redis else 'memory'}", argv, environ, helpers=helpers)


def rapidsms(folder: Path, pragmas: str = LENIENT) -> Launch:
    """Its HTTP backend under gunicorn, one process as ours is one, and its tables. Raises NoPeer."""
    python = str(install.rapidsms())
    folder.mkdir()
    environ = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.peers.rapid.settings",
        "PYTHONPATH": str(install.HERE.parent.parent),
        "PEER_DATABASE": str(folder / "rapidsms.db"),
        "PEER_PRAGMAS": pragmas,
    }
    made = (python, "-m", "django", "migrate", "--verbosity", "0")
    subprocess.run(made, env={**os.environ, **environ}, check=True)
    served = (python, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--log-level", "warning")
    name = "rapidsms, no fsync" if pragmas else "rapidsms"
    return Launch(name, (*served, "django.core.wsgi:get_wsgi_application()"), environ, "/sms/")


def bare(what: str, folder: Path) -> Launch:
    """Our server with nothing behind it, or with a group commit alone: see `benchmarks.peers.bare`."""
    argv = (sys.executable, "-m", "benchmarks.peers.bare", what, str(folder), "--port", "{port}")
    return Launch(f"bare ASGI, {what}", argv)


def redis() -> Launch:
    """A Redis that keeps nothing on disk. Raises NoPeer."""
    binary = find_binary()
    if binary is None:
        raise install.NoPeer("no Redis or Valkey")
    argv = (str(binary), "--port", "{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    return Launch("redis", argv)
