"""`bbox`: units are picked by the point they are told at, never by what lies behind it (P57)."""

from gateway.feeds.errors import Faulty
from gateway.feeds.table import Point

PATTERN = r"^-?[0-9.]+(,-?[0-9.]+){3}((,-?[0-9.]+){2})?$"
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees; west beyond east goes round by the date line."""


def parsed(text: str | None) -> Box | None:
    """A box of four numbers, or of six, whose heights say nothing here. Raises Faulty."""
    if text is None:
        return None
    try:
        sides = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise Faulty("bad_parameter", name="bbox") from error
    if len(sides) == 6:
        sides = [*sides[:2], *sides[3:5]]
    if len(sides) != 4 or not all(-180 <= side <= 180 for side in sides):
        raise Faulty("bad_parameter", name="bbox")
    west, south, east, north = sides
    return west, south, east, north


def holds(box: Box, point: Point | None) -> bool:
    """Whether a point lies in a box; what is told at no point lies in none."""
    if point is None:
        return False
    west, south, east, north = box
    lon, lat = point
    around = west <= lon <= east if west <= east else lon >= west or lon <= east
    return around and south <= lat <= north
