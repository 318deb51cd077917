"""The tree of another commit, laid out in a folder, and its programs run from there by our Python."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ops.supervisor import Program

ROOT: Final = Path(__file__).parent.parent.parent
MIGRATION: Final = "store/migrations/versions/0002_reliability.py"
_NAMES: Final = "import json; from gateway.settings import names; print(json.dumps(names()))"
_THERE: Final = 'cd "$0" && exec "$@"'


class NoHistory(Exception):
    """There is no repository, or it does not reach back so far."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the product. `settings`: the names it knows; others would stop its start."""

    commit: str
    folder: Path
    settings: frozenset[str]

    def program(self, program: Program) -> Program:
        """The same program, of this version."""
        argv = ("/bin/sh", "-c", _THERE, str(self.folder), *program.argv)
        return replace(program, argv=argv, environment=self.environment(program.environment))

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Without the settings that this version does not know, as whoever goes back must leave them out."""
        kept = {k: v for k, v in environ.items() if not k.startswith("LASOMI_") or k in self.settings}
        return {**kept, "PYTHONPATH": str(self.folder)}

    def run(self, code: str, environ: Mapping[str, str], told: str = "") -> str:
        """What this version prints for some lines of Python. Raises CalledProcessError."""
        argv: Sequence[str] = (sys.executable, "-c", code)
        done = subprocess.run(
            argv,
            cwd=self.folder,
            env=self.environment(environ),
            input=told,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout


def before(migration: str = MIGRATION) -> str:
    """The commit before the one that brought this file. Raises NoHistory."""
    brought = _git("log", "--diff-filter=A", "--format=%H", "--", migration).split()
    if not brought:
        raise NoHistory(f"no commit here has brought {Path(migration).name}")
    return _git("rev-parse", "--verify", f"{brought[-1]}^").strip()


def lay_out(commit: str, folder: Path) -> Release:
    """The tree of a commit in an empty folder. Raises NoHistory."""
    packed = _output("git", "archive", commit)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    short = _git("rev-parse", "--short", commit).strip()
    bare = Release(short, folder, frozenset())
    return replace(bare, settings=frozenset(json.loads(bare.run(_NAMES, {}))))


def _git(*arguments: str) -> str:
    return _output("git", *arguments).decode()


def _output(*argv: str) -> bytes:
    try:
        return subprocess.run(argv, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise NoHistory("there is no history of this tree here") from error
