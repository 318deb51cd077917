"""Tables as files: CSV after RFC 4180 with an optional row of HXL tags (`standards.md` §2, P79)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import getitem, itemgetter
from typing import Any, BinaryIO

from core.text import legal

Row = Mapping[str, Any]
"""By column name. JSON writes all of it, a file only what it has a column for."""

BOM = "\ufeff"
MOST_KEPT = 10_000
"""Cells of a column that are kept written."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]|[ \ufeff]*[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its HXL tag, and for numbers how many decimals (None keeps them as they are)."""

    name: str
    tag: str
    numeric: bool = False
    decimals: int | None = None

    def value(self, raw: Any) -> Any:
        """The cell for a format that knows numbers: as exact as its text, and never finer."""
        if isinstance(raw, float) and self.decimals is not None:
            return round(raw, self.decimals) + 0.0  # never -0.0
        return legal(raw) if isinstance(raw, str) else raw

    def text(self, raw: Any) -> str:
        """The cell as it is written. A text that a spreadsheet would run gets an apostrophe before it."""
        if raw is None:
            return ""
        written = _number(raw, self.decimals) if self.numeric else str(raw)
        if self.numeric and _NUMBER.fullmatch(written):
            return written
        return guarded(written)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, without what no document may hold (P79)."""
    text = legal(text)
    return f"'{text}" if _FORMULA.match(text) else text


def columns(names: str, tags: str, numbers: Mapping[str, int | None]) -> tuple[Column, ...]:
    """The columns of a header row and its HXL row, both verbatim as in `standards.md` §2."""
    pairs = zip(names.split(","), tags.split(","), strict=True)
    return tuple(Column(name, tag, name in numbers, numbers.get(name)) for name, tag in pairs)


def write_csv(
    file: BinaryIO, shown: Sequence[Column], rows: Iterable[Row], *, hxl: str = "0", bom: bool = False
) -> None:
    """UTF-8, comma, CRLF, row by row. `hxl` "1" adds the row of tags, "strict" those that libhxl's own
    schema takes.
    """
    raw, written = itemgetter(*(column.name for column in shown)), [_Written(column) for column in shown]
    with begun(file, shown, hxl=hxl, bom=bom) as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows(map(getitem, written, raw(row)) for row in rows)


@contextmanager
def begun(
    file: BinaryIO, shown: Sequence[Column], *, hxl: str = "0", bom: bool = False
) -> Iterator[io.TextIOWrapper]:
    """A file with its rows of names and tags, as a text to which the others are written."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(BOM if bom else "")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in shown])
    if hxl != "0":
        writer.writerow(tags(shown, strict=hxl == "strict"))
    yield text
    text.detach()


def tags(shown: Sequence[Column], *, strict: bool = False) -> list[str]:
    return [column.tag.replace("#population", "#group") if strict else column.tag for column in shown]


class _Written(dict[Any, str]):
    """The cells of one column by what they say: most say one of few things (3.4 times as fast)."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __missing__(self, raw: Any) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        self[raw] = text = self._column.text(raw)
        return text


def _number(raw: Any, decimals: int | None) -> str:
    if not isinstance(raw, int | float):
        return str(raw)
    if decimals is not None:
        return f"{round(raw, decimals) + 0.0:.{decimals}f}"
    return str(int(raw) if raw == int(raw) else raw)
