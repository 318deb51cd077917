"""Names on a map: on a light plate that can be read on every shade, beside a unit that is tiny."""

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from gateway.drawings import country
from gateway.drawings.sheet import PAPER, label, stroke

TINY: Final = 40
LINE: Final = 15


def plate(root: Element, ring: country.Ring, lines: Sequence[str]) -> None:
    """A name and under it its number, the last in bold."""
    x, y = country.middle(ring)
    if country.breadth(ring) < TINY:  # its name would cover it
        aside = x - TINY, y + TINY
        stroke(root, [(x, y), aside])
        x, y = aside
    _ground(root, x, y - LINE, 8 + 7 * max(map(len, lines)), 2 + LINE * len(lines), "3")
    for index, line in enumerate(lines):
        last = index == len(lines) - 1
        label(root, round(x, 1), round(y - 2 + LINE * index, 1), line, anchor="middle", bold=last)


def number(root: Element, ring: country.Ring, text: str, size: int) -> None:
    """Only the number, where it fits into its unit; else nothing: it is told beside."""
    x, y = country.middle(ring)
    wide = 0.62 * size * len(text) + 4
    if country.breadth(ring) >= wide:
        _ground(root, x, y - 0.5 * size - 2, wide, size + 4, "2")
        label(root, round(x, 1), round(y + 0.36 * size, 1), text, anchor="middle", size=size)


def _ground(root: Element, x: float, y: float, wide: float, high: float, corner: str) -> None:
    about = {"x": f"{x - wide / 2:.1f}", "y": f"{y:.1f}", "width": f"{wide:g}", "height": f"{high:g}"}
    SubElement(root, "rect", about | {"fill": PAPER, "fill-opacity": "0.85", "rx": corner})
