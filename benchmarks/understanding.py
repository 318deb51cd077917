"""How well messages are understood: `python -m benchmarks.understanding CORPUS`.

CORPUS is a labelled TSV with the columns of the development sample. Its rows are told apart by
`crc32(id) % 5`: a fifth was never read while the rules were written, and only that fifth is worth anything.
"""

import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core.country import Country, load_country
from core.reports import Understanding
from workers.pipeline import prepare, understand

Row = dict[str, str]
Judged = tuple[Row, Understanding]
Question = Callable[[Row, Understanding], bool]

UNREAD = 5
NEIGHBOURS = 2
LANGUAGES = ("fr", "bm", "taq", "mixed")


def read(path: Path) -> list[Row]:
    head, *lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [dict(zip(head, line, strict=False)) for line in lines]


def is_unread(row: Row) -> bool:
    return zlib.crc32(row["id"].encode()) % UNREAD == 0


def codes(row: Row) -> set[str]:
    """The code and those that a careful coder could also give."""
    return {row["code"], *row["alt_codes"].split()}


def plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def share(rows: Sequence[Judged], right: Question) -> str:
    if not rows:
        return "-"
    count = sum(right(row, said) for row, said in rows)
    return f"{count}/{len(rows)} {100 * count / len(rows):.1f} %"


class Judge:
    """The questions of the table, for the places of one country."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def cercle_right(self, row: Row, said: Understanding) -> bool:
        return self._is(said.place.adm2 if said.place else None, row)

    def cercle_wrong(self, row: Row, said: Understanding) -> bool:
        return said.place is not None and not self.cercle_right(row, said)

    def cercle_known(self, row: Row, said: Understanding) -> bool:
        return self.cercle_right(row, said) or any(self._is(each.adm2, row) for each in said.candidates)

    def _is(self, code: str | None, row: Row) -> bool:
        place = self.country.gazetteer.get(code) if code else None
        return place is not None and plain(place.name) == plain(row["place_adm2"])


def lines(rows: Sequence[Judged], judge: Judge) -> Iterable[tuple[str, str]]:
    """Measure and figure, one part of the sample."""
    incidents = [pair for pair in rows if pair[0]["intent"] == "incident"]
    placed = [pair for pair in rows if pair[0]["place_text"].strip()]
    accepted = [pair for pair in rows if pair[1].accepted and pair[1].intent == "incident"]
    yield from _of_language(rows)
    yield "intent", share(rows, lambda row, said: said.intent == row["intent"])
    yield "code, incidents", share(incidents, lambda row, said: said.code in codes(row))
    yield "code among three", share(incidents, _among_three)
    yield "accepted codes that are right", share(accepted, lambda row, said: said.code in codes(row))
    protected = [pair for pair in rows if pair[0]["intent"] == "gbv"]
    yield "protected: recall", share(protected, lambda _, said: said.intent == "gbv")
    yield "protected: other incidents routed", share(incidents, lambda _, said: said.intent == "gbv")
    yield "place: right cercle", share(placed, judge.cercle_right)
    yield "place: wrong cercle", share(placed, judge.cercle_wrong)
    yield "place: right or a candidate", share(placed, judge.cercle_known)
    bare = [pair for pair in rows if not pair[0]["place_text"].strip()]
    yield "place: found where none is named", share(bare, lambda _, said: said.place is not None)
    yield "occurred, incidents", share(incidents, lambda row, said: said.occurred == row["occurred"])
    yield "killed, incidents", share(incidents, lambda row, said: str(said.killed or "") == row["killed"])


def _of_language(rows: Sequence[Judged]) -> Iterable[tuple[str, str]]:
    for language in LANGUAGES:
        own = [pair for pair in rows if pair[0]["lang"] == language]
        yield f"language {language}", share(own, lambda row, said: said.language == row["lang"])


def _among_three(row: Row, said: Understanding) -> bool:
    guesses = {said.code, *(each.code for each in said.alternatives[:NEIGHBOURS])}
    return bool(guesses & codes(row))


def main(path: Path) -> None:
    country = load_country("ml")
    prepare(country)
    rows = read(path)
    began = time.perf_counter()
    judged = [(row, understand(row["text"], country)) for row in rows]
    took = (time.perf_counter() - began) / max(len(rows), 1)
    read_part = dict(lines([pair for pair in judged if not is_unread(pair[0])], Judge(country)))
    unread_part = dict(lines([pair for pair in judged if is_unread(pair[0])], Judge(country)))
    table = Table("measure", "read", "unread", title=f"{len(rows)} messages, {took * 1000:.2f} ms each")
    for measure, figure in read_part.items():
        table.add_row(measure, figure, unread_part[measure])
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
