"""How well places are found: `python -m benchmarks.places CORPUS [--names N]`, the table of `places.md` §6.

CORPUS is a labelled TSV with the columns of the development sample. Its rows are told apart by their id
(`crc32(id) % 5`): a fifth was never read while the search was written, and only that fifth is worth anything;
nothing of it but the figures is shown. Rows 5 to 9 are made up (`benchmarks/misspellings.py`): what counts is
the half that nothing was tuned on. Messages of the protected lane are left out: it keeps no place.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.folds import is_unread
from benchmarks.misspellings import KINDS, NAMES, LeftOut, questions
from benchmarks.placecost import cost, screens
from benchmarks.placerows import Answer, Figure, of_confidence, of_corpus, of_names, of_question, of_row
from core.country import Country, load_country
from ops.scoring.labelled import Row, read
from workers.pipeline import prepare, understand

PROTECTED: Final = "gbv"
SCREENS: Final = 100

Line = tuple[str, ...]
"""Number, measure, aim, and two figures: of what was read, or tuned on, and of what was not."""


def main() -> None:
    asked = _arguments()
    country = load_country("ml")
    prepare(country)
    rows = [row for row in read(asked.corpus, country.taxonomy).rows if row["intent"] != PROTECTED]
    seen, unseen = (
        _answers(country, [row for row in rows if is_unread(row) == part]) for part in (False, True)
    )
    tuned, held = (_made(country, asked.names, tuned=half) for half in (True, False))
    found = [
        *beside(of_corpus(seen), of_corpus(unseen)),
        *beside(of_names(tuned), of_names(held)),
        *beside(
            *(
                of_confidence([*_of(each), *chain(*made.values())])
                for each, made in ((seen, tuned), (unseen, held))
            )
        ),
        *_cost(country, [row["text"] for row in rows]),
    ]
    _print(found)


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.places", description=__doc__)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--names", type=int, default=NAMES, help="how many of each kind")
    return asked.parse_args()


def _answers(country: Country, rows: Iterable[Row]) -> list[tuple[Row, Answer]]:
    return [(row, of_row(row, understand(row["text"], country), country)) for row in rows]


def _of(rows: Iterable[tuple[Row, Answer]]) -> Iterator[Answer]:
    return (answer for _, answer in rows)


def _made(country: Country, names: int, *, tuned: bool) -> dict[str, list[Answer]]:
    """The answers to every kind of made-up names, of one half of the places."""
    left_out = _left_out(country)
    asked = {kind: questions(country.gazetteer, left_out, kind, tuned=tuned, most=names) for kind in KINDS}
    return {
        kind: [of_question(each, understand(each.text, country), country) for each in those]
        for kind, those in asked.items()
    }


def _left_out(country: Country) -> LeftOut:
    tagger = prepare(country).geotagger
    return LeftOut(frozenset(tagger.mentions.persons), tagger.gates(frozenset(country.facts.languages)).never)


def beside(first: Iterable[Figure], other: Iterable[Figure]) -> Iterator[Line]:
    for figure, (*_, second) in zip(first, other, strict=True):
        yield *figure, second


def _cost(country: Country, texts: Sequence[str]) -> Iterator[Line]:
    """Rows 11 to 14."""
    spent, typed = cost(country.code, texts), screens(country, _typed(country))
    times = f"{spent.p50:.2f} / {spent.p95:.2f} / {spent.p99:.2f}"
    yield "11", "a message: p50 / p95 / p99 ms", "≤ 0.5 / 1 / 5", times, ""
    yield "12", "index: built s / held MB", "≤ 2 / ≤ 150", f"{spent.built:.1f} / {spent.held:.0f}", ""
    slow = f"{typed.slowest:.0f}, {typed.wrong}/{typed.tried}"
    yield "13", "a name typed into a screen: slowest ms, screens too long", "< 3000, 0", slow, ""
    places = str(len(country.gazetteer.places))
    yield "14", "the pack was read and checked: places", "nothing wrong", places, ""


def _typed(country: Country) -> list[str]:
    """Names of every kind, as somebody may type them."""
    left_out = _left_out(country)
    kinds = (questions(country.gazetteer, left_out, kind, tuned=False, most=SCREENS) for kind in KINDS)
    return [each.name for kind in kinds for each in kind]


def _print(found: Iterable[Line]) -> None:
    table = Table("row", "measure", "aim", "read, or tuned on", "unread, or held out", title="places.md §6")
    for line in found:
        table.add_row(*line)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
