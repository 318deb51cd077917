"""What `python -m benchmarks.chaos` was asked: a row with its own options, or a list of rows."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.chaos import evidence
from benchmarks.chaos.row import STORES, Row, Store

PROGRAM = "python -m benchmarks.chaos"
ROWS_OF: Final[Mapping[tuple[str, ...], str]] = {("flood", "one"): "flood", ("flood", "simbox"): "simbox"}
"""Two words of the specification (`reliability.md` §8) that are one row."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`row` is a name, `all` or `catalogue`; `whole` that no number is below the specification's."""

    row: str
    seeds: tuple[int, ...]
    stores: tuple[Store, ...]
    options: Mapping[str, Any]
    whole: bool
    which: str
    folder: Path
    untimed: bool = False


def read(arguments: Sequence[str], rows: Mapping[str, Row]) -> Wanted:
    """Ends the process with a usage line for anything that is not understood, as argparse does."""
    row_of = ROWS_OF.get(tuple(arguments[:2]))
    asked = vars(_parser(rows).parse_args([row_of, *arguments[2:]] if row_of else arguments))
    row = rows.get(asked["row"])
    seeds = tuple(range(asked["seed"], asked["seed"] + asked["seeds"]))
    which = next((name for name in ("full", "short", "hosts") if asked.get(name)), "reduced")
    stores = (asked["store"],) if asked["store"] else (row.stores[:1] if row else STORES)
    options = _options(row, asked) if row else {}
    whole = row is not None and all(options[name] == value for name, value in row.full.items())
    untimed = asked["untimed"]
    return Wanted(asked["row"], seeds, stores, options, whole, which, asked["evidence"], untimed)


def _options(row: Row, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The row's own, by the numbers of the specification unless fewer are asked for."""
    chosen = row.options(reduced=asked["reduced"], scale=asked["scale"])
    given = {name: asked[f"own_{name}"] for name in row.full if asked[f"own_{name}"] is not None}
    bare = {row.first: asked["first"]} if row.first and asked["first"] is not None else {}
    return chosen | given | bare


def _parser(rows: Mapping[str, Row]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Makes a fault and looks for what was lost.")
    commands = parser.add_subparsers(dest="row", required=True, metavar="ROW")
    for row in rows.values():
        _add_row(commands.add_parser(row.name, help=", ".join(row.faults)), row)
    every = commands.add_parser("all", help="every row on every store, and a table")
    _add_common(every)
    for name in ("full", "short", "hosts"):
        every.add_argument(f"--{name}", action="store_true")
    _add_common(commands.add_parser("catalogue", help="which row or test answers for which fault"))
    return parser


def _add_row(parser: argparse.ArgumentParser, row: Row) -> None:
    _add_common(parser)
    parser.add_argument("--reduced", action="store_true", help="a tenth of the numbers, or as the row says")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies n, kills and the like")
    if row.first:
        parser.add_argument("first", nargs="?", type=type(row.full[row.first]), metavar=row.first)
    for name, value in row.full.items():
        option, kept = f"--{name.replace('_', '-')}", f"own_{name}"
        if isinstance(value, bool):
            parser.add_argument(option, dest=kept, action=argparse.BooleanOptionalAction)
        else:
            parser.add_argument(option, dest=kept, type=type(value), help=f"{value}")


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--untimed", action="store_true", help="prints times and judges loss only")
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument("--store", choices=STORES)
    parser.add_argument("--evidence", type=Path, default=evidence.FOLDER, help="where the figures are kept")
