"""How well messages are understood: `python -m benchmarks.understanding CORPUS [OWN…]`.

CORPUS is a labelled TSV with the columns of the development sample, OWN are other labelled files (TSV, YAML).
The sample is tried in five folds, and on the fifth of it (`crc32(id) % 5 == 0`) that was not read while the
rules were written, with models of the rest: that fifth is worth more than the folds. What misses is marked.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.aims import AIMS, cell
from benchmarks.folds import in_folds, is_unread, labelled, unseen
from benchmarks.sentences import read_sentences
from benchmarks.speed import Speed, speed
from core.country import Country, load_country
from core.reports import Understanding
from ops.learn.labels import own as ours
from ops.scoring.judging import judged
from ops.scoring.labelled import Labelled, Row
from ops.scoring.report import Report, report
from ops.scoring.show import WIDTH, tell
from workers.pipeline import prepare

COST: Final = {"mean": 0.8, "p99": 6.0, "models": 1.5, "pack": None, "memory": 250.0}
"""The most that each may be, in the units of `Speed`."""
UNITS: Final = {"mean": "ms", "p99": "ms", "models": "s", "pack": "s", "memory": "MB"}


def main() -> None:
    asked = _arguments()
    country = load_country(asked.country)
    sample = read_sentences(asked.corpus, country)
    others = {path.stem: read_sentences(path, country) for path in asked.own}
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=WIDTH + 30)
    reports = dict(_reports(sample, others, country, read_only=asked.read_only))
    console.print(beside_aims(reports))
    if asked.tables:
        for name, each in reports.items():
            console.rule(name)
            tell(each, console, ids=False)
    texts = [row["text"] for row in _read(sample, only=asked.read_only)]
    console.print(_cost(speed(asked.country, texts), len(texts)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("own", type=Path, nargs="*")
    parser.add_argument("--country", default="ml")
    parser.add_argument(
        "--read-only", action="store_true", help="leave the unread fifth alone, in the folds too"
    )
    parser.add_argument(
        "--tables", action="store_true", help="also the tables of `lasomi evaluate`, for each part"
    )
    return parser.parse_args()


def _reports(
    sample: Labelled, others: Mapping[str, Labelled], country: Country, *, read_only: bool
) -> Iterator[tuple[str, Report]]:
    """A report for the five folds, for the unread fifth, and for each other file."""
    mind, own = prepare(country), ours(country.folder / "training")
    taught = [*own, *(labelled(row) for row in sample.rows if not is_unread(row))]
    yield "five folds", _told(in_folds(_read(sample, only=read_only), own, mind), sample, country)
    if not read_only:
        fifth = [row for row in sample.rows if is_unread(row)]
        yield "unread fifth", _told(unseen(fifth, taught, mind), sample, country)
    for name, file in others.items():
        yield name, _told(unseen(file.rows, taught, mind), file, country)


def _read(sample: Labelled, *, only: bool) -> list[Row]:
    return [row for row in sample.rows if not (only and is_unread(row))]


def _told(pairs: Iterable[tuple[Row, Understanding]], file: Labelled, country: Country) -> Report:
    return report(list(judged(pairs, country)), file.columns)


def beside_aims(reports: Mapping[str, Report]) -> Table:
    """Every aim, its floor, and the figure of each report with a mark where it misses."""
    table = Table("measure", "part", "aim", "floor", *reports, title="! misses the aim, !! the floor too")
    for aim in AIMS:
        figures = (cell(aim, each) for each in reports.values())
        table.add_row(aim.measure, aim.part, aim.bound(aim.aim), aim.bound(aim.floor), *figures)
    return table


def _cost(spent: Speed, messages: int) -> Table:
    table = Table("cost", "at most", "measured", title=f"{messages} messages")
    for name, most in COST.items():
        value = float(getattr(spent, name))
        mark = " !" if most is not None and value > most else ""
        table.add_row(f"{name}, {UNITS[name]}", "" if most is None else f"{most:g}", f"{value:.2f}{mark}")
    return table


if __name__ == "__main__":
    main()
