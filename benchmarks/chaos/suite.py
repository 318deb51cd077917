"""Many rows one after the other, each in a process of its own, and a table of what came of them."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.chaos.catalogue import OPTIONS, REDUCED, SHORT, SHORT_TESTS, WHOLE
from benchmarks.chaos.command import Wanted
from benchmarks.chaos.row import Row, Store

SELECTED: Final = {"reduced": REDUCED, "short": SHORT}
VERDICTS: Final[Mapping[int, str]] = {0: "passed", 1: "BREACHED", 3: "skipped", 5: "BREACHED"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table."""

    row: str
    store: str
    n: str
    verdict: str
    seconds: float
    why: str = ""


def run(wanted: Wanted, rows: Mapping[str, Row]) -> int:
    """Goes on after a breach; 1 if there was any, 3 if nothing passed. What was skipped says why, and is not
    green.
    """
    outcomes: list[Outcome] = []
    for name, store, argv in plan(wanted, rows):
        outcomes.append(_ran(name, store, argv))
        print(_line(outcomes[-1]), flush=True)
    print("\n" + "\n".join(_line(each) for each in outcomes), flush=True)
    return code([each.verdict for each in outcomes])


def code(verdicts: Sequence[str]) -> int:
    """The exit code of a table."""
    if any(verdict not in {"passed", "skipped"} for verdict in verdicts):
        return 1
    return 0 if "passed" in verdicts else 3


def plan(wanted: Wanted, rows: Mapping[str, Row]) -> Iterator[tuple[str, str, Sequence[str] | None]]:
    """Name, store and command of each run, in order; no command for a row that is not built."""
    for name in _names(wanted.which):
        row = rows.get(name)
        if row is None:
            yield name, "-", None
            continue
        for store in _stores(row, wanted):
            yield name, store, _command(row, store, wanted)
    if wanted.which == "short":
        for fault, command in SHORT_TESTS:
            program, *rest = command.removeprefix("python -m ").split()
            yield fault, "-", (sys.executable, "-m", program, *rest)


def _stores(row: Row, wanted: Wanted) -> Sequence[Store]:
    """Where minutes count, those that the selection names."""
    selected = SELECTED.get(wanted.which, {}).get(row.name, row.stores)
    return [each for each in row.stores if each in selected and each in wanted.stores]


def _names(which: str) -> Sequence[str]:
    return ("hosts",) if which == "hosts" else tuple(SELECTED.get(which, WHOLE))


def _command(row: Row, store: str, wanted: Wanted) -> Sequence[str]:
    seeds = ("--seed", str(wanted.seeds[0]), "--seeds", str(len(wanted.seeds)))
    short = wanted.which == "short"
    folder = wanted.folder / "short" if short else wanted.folder
    common = ("--store", store, *seeds, "--evidence", str(folder))
    size = () if wanted.which in {"full", "hosts"} else ("--reduced",)
    fewer = OPTIONS.get(row.name, ()) if wanted.which in SELECTED else ()
    untimed = ("--untimed",) if short else ()
    return (sys.executable, "-m", "benchmarks.chaos", row.name, *common, *size, *fewer, *untimed)


def _ran(name: str, store: str, argv: Sequence[str] | None) -> Outcome:
    """A row in its own process, so that one that breaks does not take the others with it."""
    if argv is None:
        return Outcome(name, store, "-", "skipped", 0.0, "not built")
    print(f"\n== {name} {store}", flush=True)
    began = time.monotonic()
    last, n = "", "-"
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
            n = next((part[13:] for part in line.split() if part.startswith("acknowledged=")), n)
    verdict = VERDICTS.get(process.returncode, f"BROKEN ({process.returncode})")
    return Outcome(name, store, n, verdict, time.monotonic() - began, "" if verdict == "passed" else last)


def _line(each: Outcome) -> str:
    return f"{each.row:<14} {each.store:<9} n={each.n:<7} {each.verdict:<9} {each.seconds:6.0f} s  {each.why}"
