"""Signs for those who do not read, drawn for this project: lines and discs in a square of 24 units.

They are Apache-2.0 like the program. None shows a weapon, a uniform or a community: a card may be found on
somebody.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

UNIT: Final = 24
STROKE: Final = 1.7
Points = Sequence[tuple[float, float]]
Drawing = Callable[[Canvas], None]


def draw(canvas: Canvas, key: str, x: float, y: float, size: float) -> None:
    """The sign of a group (`1` to `9`) or of `phone`, its lower left corner at x, y; else three dots."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / UNIT, size / UNIT)
    canvas.setLineWidth(STROKE)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    SIGNS.get(key, _other)(canvas)
    canvas.restoreState()


def _line(canvas: Canvas, points: Points, *, closed: bool = False, fill: bool = False) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    canvas.drawPath(path, stroke=1, fill=int(fill))


def _disc(canvas: Canvas, x: float, y: float, radius: float, *, fill: bool = True) -> None:
    canvas.circle(x, y, radius, stroke=1, fill=int(fill))


def _danger(canvas: Canvas) -> None:
    _line(canvas, [(12, 22), (1.5, 3), (22.5, 3)], closed=True)
    _line(canvas, [(12, 16), (12, 9.5)])
    _disc(canvas, 12, 6, 0.6)


def _theft(canvas: Canvas) -> None:
    """A lock that stands open."""
    canvas.roundRect(4, 2, 16, 11, 1.5)
    _line(canvas, [(8, 13), (8, 18.5), (10, 21), (14, 21), (16, 18.5), (16, 17)])
    _disc(canvas, 12, 8.2, 1.2)
    _line(canvas, [(12, 7.5), (12, 5)])


def _land(canvas: Canvas) -> None:
    """A drop of water, and an ear of millet on the ground."""
    path = canvas.beginPath()
    path.moveTo(6.5, 21)
    path.curveTo(1, 13, 2, 9.5, 6.5, 9.5)
    path.curveTo(11, 9.5, 12, 13, 6.5, 21)
    canvas.drawPath(path)
    _line(canvas, [(1.5, 3), (22.5, 3)])
    _line(canvas, [(17, 3), (17, 20)])
    for at in (9, 13, 17):
        _line(canvas, [(13.5, at + 2.5), (17, at), (20.5, at + 2.5)])


def _tension(canvas: Canvas) -> None:
    """Two who speak against each other."""
    _line(canvas, [(1.5, 21), (10.5, 21), (10.5, 13), (5, 13), (2.5, 10), (2.5, 13), (1.5, 13)], closed=True)
    _line(canvas, [(22.5, 14), (13.5, 14), (13.5, 6), (19, 6), (21.5, 3), (21.5, 6), (22.5, 6)], closed=True)
    _line(canvas, [(3.2, 16), (5, 18.5), (6.8, 15.5), (8.8, 18)])
    _line(canvas, [(15.2, 9), (17, 11.5), (18.8, 8.5), (20.8, 11)])


def _office(canvas: Canvas) -> None:
    _line(canvas, [(2, 15), (12, 22), (22, 15)], closed=True)
    for at in (5, 9.7, 14.3, 19):
        _line(canvas, [(at, 14), (at, 5)])
    _line(canvas, [(2, 3), (22, 3)])


def _helped(canvas: Canvas) -> None:
    """A grown-up who holds a child by the hand."""
    _disc(canvas, 8, 19.5, 2.3)
    _line(canvas, [(8, 16), (3.5, 5.5), (12.5, 5.5)], closed=True)
    _line(canvas, [(6.3, 5.5), (6.3, 2)])
    _line(canvas, [(9.7, 5.5), (9.7, 2)])
    _disc(canvas, 18, 13, 1.8)
    _line(canvas, [(18, 10.5), (15.3, 4.5), (20.7, 4.5)], closed=True)
    _line(canvas, [(18, 4.5), (18, 2)])
    _line(canvas, [(9.8, 11.5), (16.6, 8.4)])


def _displaced(canvas: Canvas) -> None:
    """Somebody who walks, with a bundle."""
    _disc(canvas, 14, 20, 2.2)
    _line(canvas, [(13.5, 16.5), (12, 10), (16, 6), (16.5, 2)])
    _line(canvas, [(12, 10), (9, 6), (6, 2.5)])
    _line(canvas, [(13.2, 15.5), (17.5, 12.5), (20.5, 13.5)])
    _line(canvas, [(13.2, 15.5), (8.5, 14.5)])
    _disc(canvas, 6, 15.5, 2.7, fill=False)


def _other(canvas: Canvas) -> None:
    for at in (6, 12, 18):
        _disc(canvas, at, 12, 1.5)


def _phone(canvas: Canvas) -> None:
    """An old telephone with keys."""
    canvas.roundRect(6, 1.5, 12, 21, 2)
    canvas.roundRect(8.3, 14, 7.4, 6, 0.6)
    for row in (4.5, 7.7, 10.9):
        for at in (9.3, 12, 14.7):
            _disc(canvas, at, row, 0.5)


SIGNS: Final[Mapping[str, Drawing]] = {
    "1": _danger,
    "2": _theft,
    "3": _land,
    "4": _tension,
    "5": _office,
    "6": _helped,
    "7": _displaced,
    "9": _other,
    "phone": _phone,
}
