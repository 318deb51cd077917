"""Bars from left to right, for the highlights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from gateway.drawings.sheet import DARK, HEAD, PALE, label, sheet, written

__all__ = ["DARK", "PALE", "Bar", "Lot", "bars"]

WIDTH: Final = 640
LEFT: Final = 210
ROOM: Final = 70
BAR: Final = 14
GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One number of a row, as long as it is great; `text` is written after it. None: not published."""

    n: float | None
    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Lot:
    """The bars that stand under one name."""

    name: str
    bars: Sequence[Bar]


def bars(title: str, about: str, lots: Sequence[Lot], legend: Sequence[tuple[str, str]] = ()) -> str:
    """Bars from left to right, a lot under another; `legend`: colour and what it means."""
    height = HEAD + 26 * bool(legend) + sum(_height(lot) for lot in lots)
    root = sheet(WIDTH, height, title, about)
    label(root, 8, 20, title, bold=True)
    y = HEAD + _legend(root, legend)
    most = max((bar.n or 0 for lot in lots for bar in lot.bars), default=0) or 1
    for lot in lots:
        label(root, LEFT - 8, y + _height(lot) / 2 - 1, lot.name, anchor="end")
        for index, bar in enumerate(lot.bars):
            _bar(root, y + index * BAR, bar, most)
        y += _height(lot)
    return written(root)


def _height(lot: Lot) -> int:
    return BAR * len(lot.bars) + GAP


def _legend(root: Element, legend: Sequence[tuple[str, str]]) -> int:
    x = 8
    for colour, text in legend:
        box = {"x": str(x), "y": str(HEAD - 6), "width": "12", "height": "12", "fill": colour}
        SubElement(root, "rect", box)
        label(root, x + 18, HEAD + 5, text)
        x += 30 + 8 * len(text)
    return 26 * bool(legend)


def _bar(root: Element, y: float, bar: Bar, most: float) -> None:
    """A number that is not published has no length: only its words stand there."""
    long = (WIDTH - LEFT - ROOM) * (bar.n or 0) / most
    if bar.n:
        box = {"x": str(LEFT), "y": f"{y:g}", "width": f"{long:.1f}", "height": str(BAR - 2)}
        SubElement(root, "rect", box | {"fill": bar.colour})
    label(root, LEFT + long + 6, y + BAR - 4, bar.text)
