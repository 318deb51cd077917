"""What the benches have in common: a house of their own, what it weighs, the table, the verdict, the file."""

import argparse
import random
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.chaos import evidence
from benchmarks.chaos.evidence import Run
from benchmarks.chaos.ledger import milliseconds, quantile
from benchmarks.chaos.postgres import NoServer
from benchmarks.chaos.row import Figures, Result, judged, over, skipped

Measure = Callable[[argparse.Namespace], Figures]
SHARES: Final = {"p50": 0.50, "p95": 0.95, "p99": 0.99, "max": 1.0}
PASSED, BREACHED, SKIPPED = 0, 1, 3


def parser(name: str, told: str) -> argparse.ArgumentParser:
    """With the options that every bench has."""
    made = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=told)
    made.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    made.add_argument("--seed", type=int, default=None, help="the same again; drawn and printed by default")
    made.add_argument("--json", type=Path, default=None, help="a folder for the evidence")
    return made


def carried_out(
    name: str,
    asked: argparse.Namespace,
    measure: Measure,
    limits: Mapping[str, float],
    whole: Mapping[str, Any],
) -> int:
    """Prints the seed, measures, prints figures and verdict; the exit code: 0 passed, 1 breach, 3 skipped.

    `limits`: the largest value allowed of a figure. `whole`: the numbers of the specification.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    asked.seed = random.randrange(2**31) if asked.seed is None else asked.seed
    print(f"seed {asked.seed}", flush=True)
    began = time.monotonic()
    result = _result(asked, measure, limits)
    run = Run(asked.seed, time.monotonic() - began, result)
    if asked.json is not None:
        options = {key: value for key, value in vars(asked).items() if key not in {"json", "seed"}}
        full = all(options.get(key) == value for key, value in whole.items())
        evidence.write(asked.json, f"{name}-{asked.store}", options, [run], whole=full)
    _print(name, result, limits)
    return SKIPPED if result.skipped else PASSED if result.passed else BREACHED


def spread(name: str, seconds: Sequence[float]) -> dict[str, float | None]:
    """The quantiles of a name in ms."""
    ordered = sorted(seconds)
    return {f"{name}_ms_{share}": milliseconds(quantile(ordered, at)) for share, at in SHARES.items()}


def megabytes(pid: int | None) -> float:
    """Resident memory of a program and its children."""
    try:
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
        return round(sum(one.memory_info().rss for one in family) / 2**20, 1)
    except psutil.NoSuchProcess:
        return 0.0


def _result(asked: argparse.Namespace, measure: Measure, limits: Mapping[str, float]) -> Result:
    try:
        figures = measure(asked)
    except NoServer as reason:
        return skipped(str(reason))
    return judged(figures, over(figures, limits))


def _print(name: str, result: Result, limits: Mapping[str, float]) -> None:
    table = Table("figure", "found", "at most", title=name)
    for figure, found in result.figures.items():
        table.add_row(figure, str(found), f"{limits[figure]:g}" if figure in limits else "")
    Console().print(table)
    print(f"SKIPPED: {result.skipped}" if result.skipped else result.why or "passed")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """As Ctrl-C does: every `with` ends what it began."""
    raise KeyboardInterrupt
