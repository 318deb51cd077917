"""What the tests of this room share: where the files are, and the tool that is there or is not."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "ops" / "deploy"


def tool(name: str) -> str:
    """The program of this name; the test is skipped, with its name, on a machine without it."""
    found = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    return found or pytest.skip(f"{name} is not installed")


def said(*command: str | Path, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """What a command prints on both its outputs; the test fails when it does not end well."""
    ran = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environ,
        cwd=cwd,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout
