"""The map: regions shaded by what is published of them, and nothing finer (`protection.md` P62, P66).

From the country's drawing (`boundaries/adm1.topojson`): a shape for each region, its number written on it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from gateway.highlights.drawing import HEAD, INK, label, sheet, written

WIDTH: Final = 640
SHADES: Final = ((50, "#0b5d4b"), (10, "#4f937f"), (1, "#b5d3c8"), (0, "#ffffff"))
LEGEND: Final = 132
TINY: Final = 40
Point = tuple[float, float]


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
    shapes = _shapes(drawing)
    place, height = _projection(shapes)
    root = sheet(WIDTH, HEAD + height + LEGEND, words.title, words.about)
    label(root, 8, 20, words.title, bold=True)
    _hatching(root)
    for region in regions:
        _drawn(root, region, [[place(point) for point in ring] for ring in shapes[region.code]])
    for region in regions:
        _named(root, region, [place(point) for point in max(shapes[region.code], key=len)])
    _legend(root, HEAD + height + 22, words)
    return written(root)


def _drawn(root: Element, region: Region, rings: Sequence[Sequence[Point]]) -> None:
    path = " ".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring)}Z" for ring in rings)
    line = {"d": path, "stroke": INK, "stroke-width": "1", "fill-rule": "evenodd"}
    SubElement(root, "path", line | {"fill": shade(region.n)})
    if region.more:
        SubElement(root, "path", line | {"fill": "url(#more)"})


def _named(root: Element, region: Region, ring: Sequence[Point]) -> None:
    """The number on a light plate, so that it can be read on every shade; beside a region that is tiny."""
    x, y = _middle(ring)
    if max(at for at, _ in ring) - min(at for at, _ in ring) < TINY:  # its name would cover it
        aside = x - TINY, y + TINY
        ends = dict(zip(("x1", "y1", "x2", "y2"), (f"{at:.1f}" for at in (x, y, *aside)), strict=True))
        SubElement(root, "line", ends | {"stroke": INK})
        x, y = aside
    wide = 8 + 7 * max(len(region.name), len(region.text))
    plate = {"x": f"{x - wide / 2:.1f}", "y": f"{y - 15:.1f}", "width": str(wide), "height": "32"}
    SubElement(root, "rect", plate | {"fill": "#ffffff", "fill-opacity": "0.85", "rx": "3"})
    label(root, round(x, 1), round(y - 2, 1), region.name, anchor="middle")
    label(root, round(x, 1), round(y + 13, 1), region.text, anchor="middle", bold=True)


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring."""
    sides = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    area = sum(cross for _, _, cross in sides)
    x, y = (sum((a[axis] + b[axis]) * cross for a, b, cross in sides) / (3 * area) for axis in (0, 1))
    return x, y


def shade(n: int) -> str:
    return next(colour for least, colour in SHADES if n >= least)


def _legend(root: Element, y: float, words: Words) -> None:
    names = ("50+", "10–49", "1–9", words.none)
    for index, ((_, colour), name) in enumerate(zip(SHADES, names, strict=True)):
        _box(root, 12 + index * 90, y, colour)
        label(root, 36 + index * 90, y + 12, name)
    _box(root, 12, y + 28, "url(#more)")
    label(root, 36, y + 40, words.more)
    for index, line in enumerate(_lines(words.source)):
        label(root, 12, y + 62 + 16 * index, line)


def _box(root: Element, x: float, y: float, fill: str) -> None:
    SubElement(
        root,
        "rect",
        {"x": f"{x:g}", "y": f"{y:g}", "width": "16", "height": "16", "fill": fill, "stroke": INK},
    )


def _lines(text: str, wide: int = 95) -> Iterator[str]:
    line = ""
    for word in text.replace(" :", "\u00a0:").replace(" ;", "\u00a0;").split(" "):
        if len(line) + len(word) >= wide:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def _hatching(root: Element) -> None:
    about = {"id": "more", "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(SubElement(root, "defs"), "pattern", about)
    SubElement(pattern, "path", {"d": "M0,8 L8,0", "stroke": INK, "stroke-width": "1"})


@cache
def _shapes(drawing: Path) -> Mapping[str, list[list[Point]]]:
    """The rings of every region, in degrees."""
    topology = json.loads(drawing.read_text(encoding="utf-8"))
    arcs = [_arc(topology["transform"], arc) for arc in topology["arcs"]]
    (layer,) = topology["objects"].values()
    return {each["id"]: list(_rings(each, arcs)) for each in layer["geometries"]}


def _arc(transform: Mapping[str, Any], arc: Sequence[Sequence[int]]) -> list[Point]:
    (x_scale, y_scale), (x0, y0) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda here, step: [here[0] + step[0], here[1] + step[1]])
    return [(x * x_scale + x0, y * y_scale + y0) for x, y in steps]


def _rings(geometry: Mapping[str, Any], arcs: Sequence[list[Point]]) -> Iterator[list[Point]]:
    """A ring is arcs end to end; one that is counted from below -1 runs backwards."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for ring in (ring for polygon in polygons for ring in polygon):
        yield [point for at in ring for point in (arcs[at] if at >= 0 else arcs[~at][::-1])]


def _projection(shapes: Mapping[str, list[list[Point]]]) -> tuple[Any, int]:
    """Degrees to the sheet, a degree of longitude as wide as it is in the middle of the country."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 20) / ((east - west) * squeeze)
    height = round((north - south) * scale)
    return lambda at: (10 + (at[0] - west) * squeeze * scale, HEAD + (north - at[1]) * scale), height
