"""A table that people made in a spreadsheet: CSV in UTF-8, or the first sheet of an XLSX file."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from core.errors import LasomiError
from ops.wording import wording

Row = tuple[int, Mapping[str, str]]
MOST_BYTES: Final = 20_000_000
MOST_ROWS: Final = 200_000


def rows(path: Path, needed: Sequence[str], known: Sequence[str]) -> Sequence[Row]:
    """Every row that is not empty, with its number as a spreadsheet counts, the head being row 1.

    Raises LasomiError where the file cannot be read, lacks a column, or has one that nobody knows.
    """
    if path.stat().st_size > MOST_BYTES:
        raise LasomiError("file_too_big", wording().ui("{path}: plus de 20 Mo.", path=path.name))
    lines = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    head = [name.strip() for name in next(lines, [])]
    _check(path, head, needed, known)
    told = ((number, dict(zip(head, cells, strict=False))) for number, cells in enumerate(lines, 2))
    found = [(number, cells) for number, cells in told if any(cell.strip() for cell in cells.values())]
    if len(found) > MOST_ROWS:
        raise LasomiError("file_too_big", wording().ui("{path}: trop de lignes.", path=path.name))
    return found


def _check(path: Path, head: Sequence[str], needed: Sequence[str], known: Sequence[str]) -> None:
    ui = wording().ui
    if missing := [name for name in needed if name not in head]:
        sentence = ui("{path}: ligne 1: il manque: {columns}.", path=path.name, columns=", ".join(missing))
        raise LasomiError("columns_missing", sentence)
    strange = [name for at, name in enumerate(head) if name not in known or name in head[:at]]
    if strange:
        columns = ", ".join(name or "-" for name in strange)
        sentence = ui("{path}: ligne 1: inconnu ou en double: {columns}.", path=path.name, columns=columns)
        raise LasomiError("columns_unknown", sentence)


def _csv(path: Path) -> Iterator[list[str]]:
    """With commas or semicolons, with or without a BOM."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = wording().ui(
            "{path}: ce n'est pas de l'UTF-8; enregistrez en «CSV UTF-8».", path=path.name
        )
        raise LasomiError("not_utf8", sentence) from error
    first = text.split("\n", maxsplit=1)[0]
    read = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    try:
        yield from read
    except csv.Error as error:
        sentence = wording().ui(
            "{path}: ligne {row}: illisible; fermez chaque guillemet.", path=path.name, row=read.line_num
        )
        raise LasomiError("not_csv", sentence) from error


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        yield from (_cells(line) for line in book.worksheets[0].iter_rows(values_only=True))
    except (BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        sentence = wording().ui("{path}: ce n'est pas un classeur XLSX.", path=path.name)
        raise LasomiError("not_xlsx", sentence) from error


def _cells(line: Iterable[Any]) -> list[str]:
    return [_text(value) for value in line]


def _text(value: Any) -> str:
    """Days as ISO, whole numbers without a point: what a CSV of the same table says."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
