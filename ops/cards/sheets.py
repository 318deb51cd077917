"""The card (A6, two sides) and the poster (A3), as PDF."""

from collections.abc import Iterable
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ops.cards.paper import A3, A6, Box, Row, Size, centred, sheet, write
from ops.cards.pictograms import draw
from ops.cards.words import Leaf, Said
from ops.wording import wording

SMALL: Final = 0.72
"""The French under a line, as a part of its size."""
POSTER: Final = A3[0] / A6[0]
"""How much larger everything is on the poster."""


def card(one: Leaf) -> bytes:
    """Two pages: the code to call with the signs, and the codes with what is promised."""
    canvas, into = sheet(A6, f"Lasomi {one.place}")
    _front(canvas, one, A6)
    canvas.showPage()
    _back(canvas, one)
    canvas.showPage()
    canvas.save()
    return into.getvalue()


def poster(one: Leaf) -> bytes:
    """One page: the code to call, the signs, and what nobody can hide.

    No codes by SMS: a wall is looked at by everybody, and a call leaves less behind (P4).
    """
    canvas, into = sheet(A3, f"Lasomi {one.place}")
    canvas.scale(POSTER, POSTER)
    _front(canvas, one, (A3[0] / POSTER, A3[1] / POSTER), told=(*one.limits[1:], *one.kept, one.ways_out[2]))
    canvas.showPage()
    canvas.save()
    return into.getvalue()


def _front(canvas: Canvas, one: Leaf, size: Size, told: Iterable[Said] = ()) -> None:
    wide, high = size
    left, inner = 6 * mm, wide - 12 * mm
    _head(canvas, one, size)
    top, step = high - 50 * mm, (14.5 if told else 18.5) * mm
    for at, (key, said) in enumerate(one.groups.items()):
        x, y = left + (at % 2) * inner / 2, top - (at // 2) * step
        _group(canvas, key, said, Box(x, y, inner / 2 - 2 * mm, step))
    rows = _rows([one.limits[0]], 9, bold=True)
    rows += _rows(told, 6)
    bottom = 5.5 * mm
    foot = top - 4 * step
    write(canvas, Box(left, foot, inner, foot - bottom), rows)
    _edge(canvas, one, left)


def _head(canvas: Canvas, one: Leaf, size: Size) -> None:
    """Who is called, by which code."""
    wide, high = size
    left = 6 * mm
    write(
        canvas, Box(left, high - 3 * mm, wide - 12 * mm, 7 * mm), [Row(f"Lasomi · {one.place}", 8, bold=True)]
    )
    rows = _rows([one.invites], 10)
    write(canvas, Box(left, high - 9 * mm, wide - 12 * mm, 12 * mm), rows)
    canvas.roundRect(left, high - 44 * mm, wide - 12 * mm, 22 * mm, 3 * mm)
    draw(canvas, "phone", left + 3 * mm, high - 42 * mm, 18 * mm)
    centred(canvas, Box(left + 22 * mm, high - 24.5 * mm, wide - 38 * mm, 20 * mm), one.service_code, 40)


def _group(canvas: Canvas, key: str, said: Said, box: Box) -> None:
    side = 12 * mm
    canvas.setFont("DejaVuSans-Bold", 13)
    canvas.drawString(box.x, box.top - side / 2 - 5, key)
    draw(canvas, key, box.x + 5.5 * mm, box.top - side, side)
    text = Box(box.x + side + 7 * mm, box.top - 0.5 * mm, box.width - side - 7 * mm, box.height - 2 * mm)
    write(canvas, text, _rows([said], 8.6))


def _back(canvas: Canvas, one: Leaf) -> None:
    left, wide, top = 6 * mm, A6[0] - 12 * mm, A6[1] - 4 * mm
    top = write(canvas, Box(left, top, wide, 9 * mm), _rows([one.by_code], 6.4)) - 1.5 * mm
    centred(canvas, Box(left, top, wide, 7 * mm), one.example, 13)
    top -= 7.5 * mm
    codes = list(one.codes.items())
    half = -(-len(codes) // 2)
    for at, part in enumerate((codes[:half], codes[half:])):
        rows = [row for code, said in part for row in _coded(code, said)]
        write(canvas, Box(left + at * wide / 2, top, wide / 2 - 2 * mm, 62 * mm), rows)
    top -= 63.5 * mm
    canvas.line(left, top, left + wide, top)
    rows = [*_rows(one.ways_out[:2], 7.4, bold=True), *_rows((*one.limits[1:], *one.kept), 7)]
    rows += _rows(one.ways_out[2:], 7.4, bold=True)
    write(canvas, Box(left, top - 1 * mm, wide, top - 6.5 * mm), rows)
    _edge(canvas, one, left)


def _coded(code: str, said: Said) -> list[Row]:
    rows = [Row(said.first, 6.4, gap=1.6, prefix=f"{code}  ")]
    return [*rows, Row(said.second, 6.4 * SMALL)] if said.second else rows


def _rows(told: Iterable[Said], size: float, *, bold: bool = False) -> list[Row]:
    rows: list[Row] = []
    for said in told:
        rows.append(Row(said.first, size, bold=bold or bool(said.own), gap=size * 0.25))
        if said.second:
            rows.append(Row(said.second, size * SMALL))
    return rows


def _edge(canvas: Canvas, one: Leaf, left: float) -> None:
    """Whether a native speaker has read it: whoever prints it must know."""
    if one.unread:
        text = wording().ui("Traduction que personne n'a encore relue: le français compte.")
        write(canvas, Box(left, 4.6 * mm, A6[0] - 12 * mm, 3.4 * mm), [Row(text, 4.2)])
