"""Which versions were measured: ours, of what is under us, and of the peers as their locks name them."""

import json
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.chaos import evidence
from benchmarks.peers.install import HERE, RAPIDSMS

OURS: Final = ("uvloop", "httptools", "numpy")
PYPI: Final = ("rapidsms", "django", "gunicorn")


def found() -> dict[str, str]:
    return (
        evidence.versions()
        | {name: version(name) for name in OURS}
        | _node()
        | _locked_js()
        | _installed_pypi()
    )


def _locked_js(lock: Path = HERE / "js" / "package-lock.json") -> dict[str, str]:
    """Those that we ask for ourselves."""
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    asked = packages[""]["dependencies"]
    return {f"npm {name}": packages[f"node_modules/{name}"]["version"] for name in asked}


def _installed_pypi(room: Path = RAPIDSMS) -> dict[str, str]:
    """As installed: the lock has another Django for another Python."""
    folders = room.glob("lib/python3*/site-packages/*-info")
    found = dict(folder.stem.lower().split("-")[:2] for folder in folders if "-" in folder.stem)
    return {name: found[name] for name in PYPI if name in found}


def _node() -> dict[str, str]:
    try:
        told = subprocess.run(("node", "--version"), capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {"node": told.strip().removeprefix("v")}
