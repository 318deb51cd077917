"""The shapes of a country from its TopoJSON, and where they lie on a sheet.

They are simplified: for drawing only (`places.md` §7).
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from gateway.drawings.sheet import HEAD, Point

Ring = Sequence[Point]
Shapes = Mapping[str, Sequence[Ring]]
"""The rings of each unit, by p-code."""
MARGIN = 10


@cache
def shapes(drawing: Path) -> Shapes:
    """The rings of every unit, in degrees; none where the country has no such drawing."""
    if not drawing.is_file():
        return {}
    topology = json.loads(drawing.read_text(encoding="utf-8"))
    arcs = [_arc(topology["transform"], arc) for arc in topology["arcs"]]
    (layer,) = topology["objects"].values()
    return {each["id"]: list(_rings(each, arcs)) for each in layer["geometries"]}


def laid(found: Shapes, width: int, tall: float = float("inf"), top: int = HEAD) -> tuple[Shapes, int]:
    """Degrees to a sheet of this width, a degree of longitude as wide as it is in the middle; and the height.

    `tall`: the most that it may be high, where some parts of a country are narrow.
    """
    points = [point for rings in found.values() for ring in rings for point in ring]
    place, height = _projection(points, width, tall, top)
    return {code: [[place(p) for p in ring] for ring in rings] for code, rings in found.items()}, height


def only(found: Shapes, codes: Collection[str]) -> Shapes:
    """Raises KeyError when a unit is not drawn."""
    return {code: found[code] for code in codes}


def path(rings: Sequence[Ring]) -> str:
    return " ".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring)}Z" for ring in rings)


def largest(rings: Sequence[Ring]) -> Ring:
    return max(rings, key=len)


def breadth(ring: Ring) -> float:
    return max(x for x, _ in ring) - min(x for x, _ in ring)


def middle(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    sides = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    area = sum(cross for _, _, cross in sides)
    x, y = (sum((a[axis] + b[axis]) * cross for a, b, cross in sides) / (3 * area) for axis in (0, 1))
    return x, y


def _arc(transform: Mapping[str, Any], arc: Sequence[Sequence[int]]) -> list[Point]:
    (x_scale, y_scale), (x0, y0) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda here, step: [here[0] + step[0], here[1] + step[1]])
    return [(x * x_scale + x0, y * y_scale + y0) for x, y in steps]


def _rings(geometry: Mapping[str, Any], arcs: Sequence[list[Point]]) -> Iterator[list[Point]]:
    """A ring is arcs end to end; one that is counted from below -1 runs backwards."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for ring in (ring for polygon in polygons for ring in polygon):
        yield [point for at in ring for point in (arcs[at] if at >= 0 else arcs[~at][::-1])]


def _projection(
    points: Sequence[Point], width: int, tall: float, top: int
) -> tuple[Callable[[Point], Point], int]:
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = cos(radians((south + north) / 2))
    room = width - 2 * MARGIN
    scale = min(room / ((east - west) * squeeze), tall / (north - south))
    left = MARGIN + (room - (east - west) * squeeze * scale) / 2
    height = round((north - south) * scale)
    return lambda at: (left + (at[0] - west) * squeeze * scale, top + (north - at[1]) * scale), height
