"""A sheet of paper: its fonts, and blocks of text that are made smaller until they fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.errors import LasomiError

FONTS: Final = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
"""Their letters include those of Bambara, Tamasheq and Hausa, and Tifinagh."""
LEADING: Final = 1.22
A6: Final = (105 * mm, 148 * mm)
A4: Final = (210 * mm, 297 * mm)
A3: Final = (297 * mm, 420 * mm)
SMALLEST: Final = 0.5
STEP: Final = 0.04
Size = tuple[float, float]


@cache
def _fonts() -> None:
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


@dataclass(frozen=True, slots=True)
class Row:
    """Text in a size of points; `gap` is left free above it, `prefix` stands before it and is bold."""

    text: str
    size: float
    bold: bool = False
    gap: float = 0
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where text goes: its upper left corner, its width and how much it may be high."""

    x: float
    top: float
    width: float
    height: float


def sheet(size: Size, title: str) -> tuple[Canvas, BytesIO]:
    """An empty document of that size. The same content gives the same bytes: no date and no id are in it."""
    _fonts()
    into = BytesIO()
    canvas = Canvas(into, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("Lasomi")
    return canvas, into


def write(canvas: Canvas, box: Box, rows: Sequence[Row]) -> float:
    """The rows from the top of the box down, all smaller by one factor until they fit; where they end.

    LasomiError `too_long` when they would be too small to be read.
    """
    factor = 1.0
    while _height(box, rows, factor) > box.height:
        factor -= STEP
        if factor < SMALLEST:
            raise LasomiError("too_long", rows[0].text[:60])
    y = box.top
    for row in rows:
        y = _write(canvas, box, row, factor, y - row.gap * factor)
    return y


def centred(canvas: Canvas, box: Box, text: str, size: float) -> None:
    """One line in bold in the middle of the box, as large as it may be up to `size`."""
    while pdfmetrics.stringWidth(text, BOLD, size) > box.width:
        size -= 0.5
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(box.x + box.width / 2, box.top - size, text)


def _split(box: Box, row: Row, factor: float) -> tuple[list[str], float]:
    size = row.size * factor
    indent = pdfmetrics.stringWidth(row.prefix, BOLD, size) if row.prefix else 0.0
    return simpleSplit(row.text, BOLD if row.bold else PLAIN, size, box.width - indent), indent


def _height(box: Box, rows: Sequence[Row], factor: float) -> float:
    return sum((row.gap + len(_split(box, row, factor)[0]) * row.size * LEADING) * factor for row in rows)


def _write(canvas: Canvas, box: Box, row: Row, factor: float, y: float) -> float:
    lines, indent = _split(box, row, factor)
    size = row.size * factor
    for at, line in enumerate(lines):
        y -= size * LEADING
        if row.prefix and at == 0:
            canvas.setFont(BOLD, size)
            canvas.drawString(box.x, y, row.prefix)
        canvas.setFont(BOLD if row.bold else PLAIN, size)
        canvas.drawString(box.x + indent, y, line)
    return y
