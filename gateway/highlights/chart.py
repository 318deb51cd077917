"""The map: regions shaded by what is published of them, and nothing finer (`protection.md` P62, P66).

From the country's drawing (`boundaries/adm1.topojson`): a shape for each region, its number written on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from gateway.drawings import country
from gateway.drawings.plates import plate
from gateway.drawings.sheet import HEAD, INK, box, hatching, label, sheet, wrapped, written

WIDTH: Final = 640
SHADES: Final = ((50, "#0b5d4b"), (10, "#4f937f"), (1, "#b5d3c8"), (0, "#ffffff"))
LEGEND: Final = 132


@dataclass(frozen=True, slots=True)
class Region:
    """One region: the sum of its published numbers, `text` as it is written, `more` when some is hidden."""

    code: str
    name: str
    n: int
    more: bool
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    about: str
    none: str
    more: str
    source: str


def chart(drawing: Path, regions: Sequence[Region], words: Words) -> str:
    """The drawing of a country. Raises KeyError when a region is not drawn."""
    shapes, height = country.laid(country.shapes(drawing), WIDTH)
    root = sheet(WIDTH, HEAD + height + LEGEND, words.title, words.about)
    label(root, 8, 20, words.title, bold=True)
    hatched = hatching(root, "more")
    for region in regions:
        _drawn(root, region, shapes[region.code], hatched)
    for region in regions:
        plate(root, country.largest(shapes[region.code]), (region.name, region.text))
    _legend(root, HEAD + height + 22, words, hatched)
    return written(root)


def _drawn(root: Element, region: Region, rings: Sequence[country.Ring], hatched: str) -> None:
    line = {"d": country.path(rings), "stroke": INK, "stroke-width": "1", "fill-rule": "evenodd"}
    SubElement(root, "path", line | {"fill": shade(region.n)})
    if region.more:
        SubElement(root, "path", line | {"fill": hatched})


def shade(n: int) -> str:
    return next(colour for least, colour in SHADES if n >= least)


def _legend(root: Element, y: float, words: Words, hatched: str) -> None:
    names = ("50+", "10–49", "1–9", words.none)
    for index, ((_, colour), name) in enumerate(zip(SHADES, names, strict=True)):
        box(root, 12 + index * 90, y, 16, 16, colour, INK)
        label(root, 36 + index * 90, y + 12, name)
    box(root, 12, y + 28, 16, 16, hatched, INK)
    label(root, 36, y + 40, words.more)
    for index, line in enumerate(wrapped(words.source)):
        label(root, 12, y + 62 + 16 * index, line)
