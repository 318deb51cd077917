"""Labelled files: a TSV with the columns of the development sample, as many of them as it has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from core.errors import LasomiError
from core.reports import Intent, Occurred
from core.taxonomy import Taxonomy
from ops.wording import wording

Row = Mapping[str, str]

LANGUAGES: Final = ("fr", "bm", "taq", "mixed", "other")
_NUMBERS: Final = ("killed", "injured", "severity_min", "severity_max")
_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of a file, each with all its `columns`; `id` is the number of the line when there is none."""

    columns: frozenset[str]
    rows: tuple[Row, ...]


def read(path: Path, taxonomy: Taxonomy) -> Labelled:
    """Reads a file. LasomiError names the line and the column at fault, never what stands there (P34)."""
    head, *lines = _lines(path)
    if "text" not in head:
        raise LasomiError("bad_header", wording().ui("{path}: il manque la colonne text.", path=path))
    rows = tuple(_row(head, cells, at) for at, cells in enumerate(lines, 2) if cells != [""])
    check(path, rows, taxonomy)
    return Labelled(frozenset(head), rows)


def check(path: Path, rows: Iterable[Row], taxonomy: Taxonomy) -> None:
    """LasomiError for the first label that is none of its column's."""
    allowed = _labels(taxonomy)
    for row in rows:
        for column in _wrong(row, allowed):
            sentence = wording().ui(
                "{path}: ligne {line}: {column}: étiquette inconnue.",
                path=path, line=row["line"], column=column,
            )  # fmt: skip
            raise LasomiError("bad_label", sentence)


def _lines(path: Path) -> list[list[str]]:
    try:
        content = path.read_text(encoding="utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        raise LasomiError("bad_encoding", wording().ui("{path}: n'est pas en UTF-8.", path=path)) from None
    except OSError as fault:
        raise LasomiError("unreadable", f"{path}: {fault.strerror}") from None
    return [line.removesuffix("\r").split("\t") for line in content.split("\n")]


def _row(head: Sequence[str], cells: Sequence[str], line: int) -> Row:
    """The cells by their names; a short line has empty ones."""
    filled = [*cells, *[""] * (len(head) - len(cells))]
    return {"id": str(line), "line": str(line), **dict(zip(head, filled, strict=False))}


def _labels(taxonomy: Taxonomy) -> Mapping[str, frozenset[str]]:
    return {
        "lang": frozenset(LANGUAGES),
        "intent": frozenset(get_args(Intent)),
        "code": frozenset({"", *taxonomy.codes()}),
        "occurred": frozenset(get_args(Occurred)),
        "hearsay": frozenset({"", "yes", "no", "unknown"}),
    }


def _wrong(row: Row, allowed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    yield from (column for column, labels in allowed.items() if row.get(column, "") not in labels | {""})
    yield from (column for column in _NUMBERS if row.get(column) and not row[column].isdecimal())
