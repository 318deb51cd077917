"""The outline of a country, from its drawing: enough to say that a point cannot be in it.

For finding the commune of a point the full polygons are needed (`places.md` §4); this is a check of data.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import floor
from typing import Any

BAND = 0.25
"""Height of a band of latitude, in degrees."""
TOLERANCE = 0.3
"""How far, in degrees, a place may lie outside the simplified border: 20 km and its own distortion."""
NOWHERE = (200.0, -200.0)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """West and east end of the country in each band of latitude."""

    bands: Mapping[int, tuple[float, float]]

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point lies in the country, or within the tolerance of its border."""
        return (
            self._reaches(_band(lat), lon)
            or self._reaches(_band(lat - TOLERANCE), lon)
            or self._reaches(_band(lat + TOLERANCE), lon)
        )

    def _reaches(self, band: int, lon: float) -> bool:
        west, east = self.bands.get(band, NOWHERE)
        return west - TOLERANCE <= lon <= east + TOLERANCE


def outline(topology: Mapping[str, Any]) -> Outline:
    """Reads a quantised TopoJSON drawing. Raises KeyError or TypeError when it is something else."""
    bands: dict[int, tuple[float, float]] = {}
    for lon, lat in _points(topology):
        west, east = bands.get(_band(lat), (lon, lon))
        bands[_band(lat)] = (min(west, lon), max(east, lon))
    return Outline(bands)


def _band(lat: float) -> int:
    return floor(lat / BAND)


def _points(topology: Mapping[str, Any]) -> Iterator[Point]:
    (x_scale, y_scale), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        steps = accumulate(arc, lambda here, step: (here[0] + step[0], here[1] + step[1]))
        yield from _dense([(x * x_scale + x0, y * y_scale + y0) for x, y in steps])


def _dense(line: Iterable[Point]) -> Iterator[Point]:
    """The points of a line, and more between them, so that no band is stepped over."""
    for (x1, y1), (x2, y2) in pairwise(line):
        count = 1 + int(abs(y2 - y1) / BAND * 2)
        for step in range(count + 1):
            yield x1 + (x2 - x1) * step / count, y1 + (y2 - y1) * step / count
