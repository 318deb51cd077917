"""The table of `docs/reliability.md`, made from the evidence: `python -m benchmarks.chaos.report [--write]`.

A row without evidence is in it and says so; the figures shown are those that its limits name.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.chaos.catalogue import FAULTS, ROOT, answer
from benchmarks.chaos.evidence import FOLDER
from benchmarks.chaos.row import Row, known_rows

PAGE: Final = ROOT / "docs" / "reliability.md"
BEGIN: Final = "<!-- made by python -m benchmarks.chaos.report --write -->"
END: Final = "<!-- end -->"
HEAD: Final = (
    "| fault | row | store | size | n | seeds | result | date, commit |\n|---|---|---|---|---|---|---|---|"
)
Evidence = Mapping[str, Any]


def table(rows: Mapping[str, Row], folder: Path = FOLDER) -> str:
    """A line for each row and store, whole runs before reduced ones; and one for what is no row."""
    return "\n".join(
        [HEAD, *(line for fault, named in FAULTS.items() for line in _fault(fault, named, rows, folder))]
    )


def _fault(fault: str, named: Sequence[str], rows: Mapping[str, Row], folder: Path) -> Iterator[str]:
    for one in named:
        row = rows.get(one.removeprefix("row "))
        if row is None:
            yield f"| {fault} | {_code(answer(one, rows))} | | | | | | |"
            continue
        for store in row.stores:
            yield from _runs(fault, row, store, folder)


def _runs(fault: str, row: Row, store: str, folder: Path) -> Iterator[str]:
    names = [f"{row.name}-{store}", row.name] if len(row.stores) == 1 else [f"{row.name}-{store}"]
    found = [
        path for name in names for end in ("", "-reduced") if (path := folder / f"{name}{end}.json").exists()
    ]
    if not found:
        yield f"| {fault} | `{row.name}` | {store} | | | | **not run** | |"
    for path in found[:1]:
        yield _line(fault, row, store, json.loads(path.read_text("utf-8")))


def _line(fault: str, row: Row, store: str, told: Evidence) -> str:
    seeds = ", ".join(str(run["seed"]) for run in told["runs"])
    size = "whole" if told["whole"] else "reduced"
    when = f"{told['date']}, {(told['commit'] or '?')[:7]}{'+' if told['dirty'] else ''}"
    cells = (fault, f"`{row.name}`", store, size, told["n"], seeds, _result(row, told), when)
    return f"| {' | '.join(map(str, cells))} |"


def _result(row: Row, told: Evidence) -> str:
    if told["skipped"]:
        return f"skipped: {told['skipped']}"
    worst = {name: [each for run in told["runs"] for each in _of(name, run)] for name in row.limits}
    shown = "; ".join(f"{name} {_worst(values)} ≤ {row.limits[name]:g}" for name, values in worst.items())
    why = "; ".join(sorted({run["why"] for run in told["runs"] if run["why"]}))
    return f"passed: {shown}" if told["passed"] else f"**breached**: {why}"


def _of(name: str, run: Mapping[str, Any]) -> Sequence[Any]:
    """The figure of that name; where a row has one for each place or fault, all of these."""
    figures = run["figures"]
    return [value for each, value in figures.items() if each == name or each.endswith(f"_{name}")]


def _worst(values: Sequence[Any]) -> str:
    numbers = [value for value in values if isinstance(value, int | float)]
    return f"{max(numbers):g}" if numbers and len(numbers) == len(values) else "not kept"


def _code(named: str) -> str:
    return named if named.startswith("skipped:") else f"`{named}`"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos.report", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    asked = parser.parse_args(arguments)
    made = table(known_rows())
    if not asked.write:
        print(made)
        return 0
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
