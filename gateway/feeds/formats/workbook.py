"""XLSX of three sheets: what this is and who is missing, the rows, and what each column means (§2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, BinaryIO, Final

from core.errors import LasomiError
from gateway.feeds.csvtable import Column, guarded, tags
from gateway.feeds.formats.dictionary import dictionary
from gateway.feeds.table import Manner, Table

MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_574
"""Of a sheet, below its two rows of names and tags."""
_NEVER_CHANGED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN: Final = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write(file: BinaryIO, table: Table, manner: Manner) -> None:
    """No clock in it: the same rows are the same bytes. Raises LasomiError `too_many_rows`."""
    from xlsxwriter import Workbook

    shown = (*table.columns, *table.beside)
    with Workbook(file, {**_PLAIN, "constant_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"created": _day(table), "title": table.filename})
        _texts(book.add_worksheet("Lisez-moi"), _about(table, manner), (24, 110))
        _data(book, table, shown)
        _texts(book.add_worksheet("Dictionnaire"), _meanings(table.product, shown), (22, 30, 70, 50, 24))


def _data(book: Any, table: Table, shown: Sequence[Column]) -> None:
    sheet = book.add_worksheet("Données")
    sheet.freeze_panes(2, 0)
    for y, head in enumerate(([column.name for column in shown], tags(shown))):
        for x, text in enumerate(head):
            sheet.write_string(y, x, text)
    shapes = [_shape(book, column) for column in shown]
    for y, row in enumerate(table.rows, start=2):
        if y - 2 >= MOST_ROWS:
            raise LasomiError("too_many_rows", f"{MOST_ROWS} lignes au plus dans une feuille")
        for x, column in enumerate(shown):
            _cell(sheet, (y, x), column.value(row.get(column.name)), shapes[x], column)


def _cell(sheet: Any, at: tuple[int, int], value: Any, shape: Any, column: Column) -> None:
    """A number where the column holds numbers, else a text, which no spreadsheet runs or converts."""
    if value is None:
        return
    if column.numeric and isinstance(value, int | float):
        sheet.write_number(*at, value, shape)
    else:
        sheet.write_string(*at, guarded(str(value)), shape)


def _shape(book: Any, column: Column) -> Any:
    if not column.numeric:
        return book.add_format({"num_format": "@"})
    return book.add_format({"num_format": f"0.{'0' * column.decimals}" if column.decimals else "General"})


def _about(table: Table, manner: Manner) -> Iterator[Sequence[str]]:
    words = dictionary()
    told = words.products[table.product]
    yield "Lasomi", told.title
    yield "Quoi", told.what
    yield "Quand", ", ".join(table.meta.get("periods", ())) or _until(table)
    yield "Qui manque", told.missing
    yield "Valeurs cachées", words.hidden
    yield "Sensibilité", words.sensitivity[table.sensitivity]
    yield "Licence", words.licence
    yield from (("Sources des lieux", credit) for credit in manner.credit.values())


def _until(table: Table) -> str:
    return f"jusqu'au {table.changed}" if table.changed else "–"


def _meanings(product: str, shown: Iterable[Column]) -> Iterator[Sequence[str]]:
    yield "colonne", "hxl", "sens", "valeurs", "source"
    for column in shown:
        told = dictionary().meaning(product, column.name)
        yield column.name, column.tag, told.meaning, told.values, told.source


def _texts(sheet: Any, rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    for x, width in enumerate(widths):
        sheet.set_column(x, x, width)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            sheet.write_string(y, x, guarded(text))


def _day(table: Table) -> datetime:
    if table.changed is None:
        return _NEVER_CHANGED
    return datetime.combine(table.changed, time(), UTC)
