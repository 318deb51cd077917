"""Tables as files: CSV after RFC 4180 with an optional row of HXL tags (`standards.md` §2, P79)."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""By column name. JSON writes all of it, a file only what it has a column for."""

BOM = "\ufeff"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[ \ufeff]*[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its HXL tag, and for numbers how many decimals (None keeps them as they are)."""

    name: str
    tag: str
    numeric: bool = False
    decimals: int | None = None

    def text(self, value: Any) -> str:
        """The cell as it is written. A text that a spreadsheet would run gets an apostrophe before it."""
        if value is None:
            return ""
        written = (
            f"{value:.{self.decimals}f}"
            if isinstance(value, float) and self.decimals is not None
            else str(value)
        )
        if self.numeric and _NUMBER.fullmatch(written):
            return written
        return f"'{written}" if _FORMULA.match(written) else written


def columns(names: str, tags: str, numbers: Mapping[str, int | None]) -> tuple[Column, ...]:
    """The columns of a header row and its HXL row, both verbatim as in `standards.md` §2."""
    pairs = zip(names.split(","), tags.split(","), strict=True)
    return tuple(Column(name, tag, name in numbers, numbers.get(name)) for name, tag in pairs)


def csv_bytes(shown: Sequence[Column], rows: Sequence[Row], *, hxl: str = "0", bom: bool = False) -> bytes:
    """UTF-8, comma, CRLF. `hxl` "1" adds the row of tags, "strict" those that libhxl's own schema takes."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in shown])
    if hxl != "0":
        writer.writerow([_strict(column.tag) if hxl == "strict" else column.tag for column in shown])
    writer.writerows([[column.text(row.get(column.name)) for column in shown] for row in rows])
    return ((BOM if bom else "") + file.getvalue()).encode("utf-8")


def _strict(tag: str) -> str:
    return tag.replace("#population", "#group")
