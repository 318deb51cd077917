"""Rows of many pieces: what many rows say alike is made once, and written once for a file of texts."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final

from gateway.feeds.csvtable import Column, Row, begun, guarded

Cut = tuple[str, tuple["Piece", ...]]
"""A row: what its first column says, which is its alone, and its pieces in the order of the columns."""

AT_ONCE: Final = 1_000
"""Lines that are written together."""


class Piece(dict[str, Any]):
    """Some cells that stand side by side, shared by all rows that say the same there. `written` is how CSV
    has them, once it was asked.
    """

    __slots__ = ("written",)

    def __init__(self, cells: Row) -> None:
        super().__init__(cells)
        self.written = ""


def merged(first: str, cut: Cut) -> Row:
    """The whole row, for formats that know columns by their names."""
    row: dict[str, Any] = {first: cut[0]}
    for piece in cut[1]:
        row.update(piece)
    return row


def write_pieces(
    file: BinaryIO, shown: Sequence[Column], rows: Iterable[Cut], *, hxl: str = "0", bom: bool = False
) -> None:
    """The same bytes as `csvtable.write_csv` of the merged rows."""
    lines = iter(rows)
    with begun(file, shown, hxl=hxl, bom=bom) as text:
        while part := "".join([_line(shown, cut) for cut in islice(lines, AT_ONCE)]):
            text.write(part)


def _line(shown: Sequence[Column], cut: Cut) -> str:
    name, pieces = cut
    cells = ",".join([piece.written or _written(shown, piece) for piece in pieces])
    return f"{name if name.isalnum() else _joined([guarded(name)])},{cells}\r\n"


def _written(shown: Sequence[Column], piece: Piece) -> str:
    piece.written = _joined([column.text(piece[column.name]) for column in shown if column.name in piece])
    return piece.written


def _joined(cells: Sequence[str]) -> str:
    """As the library writes them; an empty cell alone would be a row of quotes."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow((*cells, ""))
    return line.getvalue().removesuffix(",\r\n")
