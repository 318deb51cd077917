"""`python -m benchmarks.chaos ROW|all|catalogue`: 0 passed, 1 breached, 3 skipped."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from benchmarks.chaos import catalogue, evidence, suite
from benchmarks.chaos.command import Wanted, read
from benchmarks.chaos.evidence import Run
from benchmarks.chaos.postgres import NoServer
from benchmarks.chaos.row import Asked, Clockwork, Result, Row, Store, known_rows, skipped

PASSED, BREACHED, SKIPPED = 0, 1, 3


def main(arguments: Sequence[str]) -> int:
    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(which, _interrupt)
    rows = known_rows()
    wanted = read(arguments, rows)
    if wanted.row == "catalogue":
        print(catalogue.page(rows))
        return PASSED
    if wanted.row == "all":
        return suite.run(wanted, rows)
    Clockwork.judged = not wanted.untimed
    return max(run_row(rows[wanted.row], wanted, store) for store in wanted.stores)


def run_row(row: Row, wanted: Wanted, store: Store) -> int:
    """Every seed of a row on one store, its lines and its file; the exit code."""
    runs: list[Run] = []
    for seed in wanted.seeds:
        print(f"{row.name} seed {seed} on {store}: {dict(wanted.options)}", flush=True)
        began = time.monotonic()
        result = _run(row, Asked(seed, store, wanted.options))
        runs.append(Run(seed, time.monotonic() - began, result))
        print("  " + "  ".join(f"{name}={value}" for name, value in result.figures.items()), flush=True)
    name = row.name if len(row.stores) == 1 else f"{row.name}-{store}"
    evidence.write(wanted.folder, name, wanted.options, runs, whole=wanted.whole)
    print(f"{row.name} on {store}: {verdict(runs)}", flush=True)
    return _code(runs)


def verdict(runs: Sequence[Run]) -> str:
    """One line: passed, what was breached, or why there was no run."""
    for run in runs:
        if run.result.skipped:
            return f"SKIPPED: {run.result.skipped}"
    breached = [f"seed {run.seed}: {run.result.why}" for run in runs if not run.result.passed]
    return f"BREACHED: {' | '.join(breached)}" if breached else "passed"


def _run(row: Row, asked: Asked) -> Result:
    """A house that does not even start, or never comes back, is a breach and not a broken harness."""
    if asked.store not in row.stores:
        return skipped(f"{row.name} is not made for {asked.store}")
    try:
        return row.run(asked)
    except NoServer as reason:
        return skipped(str(reason))
    except (TimeoutError, subprocess.TimeoutExpired) as late:
        return Result(passed=False, figures={}, why=str(late))


def _code(runs: Sequence[Run]) -> int:
    if any(run.result.skipped for run in runs):
        return SKIPPED
    return PASSED if all(run.result.passed for run in runs) else BREACHED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """As Ctrl-C does: every `with` ends what it began."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
