"""A map of how many: units shaded by a count, the number on each; one unit marked where it is asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from core.places import Place
from gateway.drawings import country
from gateway.drawings.plates import number, plate
from gateway.drawings.sheet import INK, PAPER, sheet, wrapped, written
from gateway.drawings.sheet import label as words

RAMP: Final = ("#f6edb5", "#b5d39b", "#62a995", "#2f7191", "#1b3a66")
"""Lightness falls in even steps: apart in print, in grey and for every kind of colour blindness."""
EDGES: Final = (1, 2, 4, 8, 16)
FEW: Final = 12
WIDTH: Final = 640
TALL: Final = 480
MARK: Final = "#9d1c1c"


def drawn(folder: Path, units: Sequence[Place], counts: Mapping[str, int], title: str, mark: str = "") -> str:
    """The units of one level side by side; those without a shape are left out, their number is in the table.

    `mark`: the one that a thick line surrounds.
    """
    found = country.shapes(folder / "boundaries" / f"adm{units[0].level}.topojson")
    here = [unit for unit in units if unit.code in found]
    lines = list(wrapped(title, 70))
    top = 14 + 17 * len(lines)
    laid, height = country.laid(country.only(found, [unit.code for unit in here]), WIDTH, TALL, top)
    about = "; ".join(f"{unit.name}: {counts.get(unit.code, 0)}" for unit in here)
    root = sheet(WIDTH, top + height + 10, title, about)
    for index, line in enumerate(lines):
        words(root, 8, 18 + 17 * index, line, bold=True)
    for unit in sorted(here, key=lambda each: each.code == mark):
        _unit(root, laid[unit.code], unit, counts.get(unit.code, 0), marked=unit.code == mark)
    for unit in here:
        ring, told = country.largest(laid[unit.code]), str(counts.get(unit.code, 0))
        if len(here) > FEW:
            number(root, ring, told, 10)
        else:
            plate(root, ring, (unit.name, told))
    return written(root)


def shade(count: int) -> str:
    """None is white; each shade begins where the count has doubled."""
    at = sum(count >= edge for edge in EDGES)
    return RAMP[at - 1] if at else PAPER


def _unit(root: Element, rings: Sequence[country.Ring], unit: Place, count: int, *, marked: bool) -> None:
    line = {"stroke": MARK, "stroke-width": "4"} if marked else {"stroke": INK, "stroke-width": "0.8"}
    about = {"d": country.path(rings), "fill": shade(count), "fill-rule": "evenodd"} | line
    path = SubElement(root, "path", about)
    SubElement(path, "title").text = f"{unit.name}: {count}"
