"""One curve: a point for each period, its interval; hollow where it is indicative, a gap where hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from core.definitions import Indicator
from gateway.drawings.sheet import DARK, GREY, INK, PALE, PAPER, box, label, stroke
from gateway.feeds.csvtable import Row
from gateway.feeds.plots import words
from gateway.feeds.plots.axes import Frame
from gateway.feeds.plots.strands import Strand
from gateway.feeds.voice import Voice

GRID: Final = "#dde2e0"
SMALL: Final = 11
ROOMY: Final = 70
CROWDED: Final = 34


@dataclass(frozen=True, slots=True)
class Pen:
    """What every panel of a drawing shares. `hatched` fills what is not published."""

    root: Element
    voice: Voice
    indicator: Indicator
    hatched: str
    radius: float = 4.0


def panel(pen: Pen, frame: Frame, strand: Strand | None) -> None:
    """A unit without a strand is drawn empty: nobody answered there."""
    rows = [strand.rows.get(period) if strand else None for period in frame.periods]
    _grid(pen, frame, next((row for row in rows if row), None))
    _gaps(pen, frame, rows)
    _periods(pen, frame)
    for (a, before), (b, row) in pairwise(enumerate(rows)):
        if before and row and _has(before) and _has(row):
            ends = [(frame.across(a), frame.up(before["value"])), (frame.across(b), frame.up(row["value"]))]
            stroke(pen.root, ends, DARK, stroke_width="1.5")
    for index, row in enumerate(rows):
        if row is not None:
            _target(pen, frame, index, row)
            _point(pen, frame, index, row)


def _has(row: Row | None) -> bool:
    return row is not None and row["value"] is not None


def _grid(pen: Pen, frame: Frame, row: Row | None) -> None:
    for tick in frame.axis.ticks:
        y = frame.up(tick)
        stroke(pen.root, [(frame.x, y), (frame.x + frame.width, y)], PALE if tick == 0 else GRID)
        if row or frame.axis.top == 1:
            text = words.value(pen.voice, pen.indicator, row or {}, tick)
            label(pen.root, round(frame.x - 6, 1), round(y + 4, 1), text, anchor="end", size=SMALL)


def _gaps(pen: Pen, frame: Frame, rows: Sequence[Row | None]) -> None:
    """Runs of periods without a value: hatched where it is not published, blank where nobody answered."""
    for text, first, last in _runs(pen, rows):
        x, width = frame.x + frame.column * first, frame.column * (last - first + 1)
        if text == pen.voice.hidden:
            box(pen.root, x + 1, frame.y, width - 2, frame.height, pen.hatched)
        if text == pen.voice.hidden or width > ROOMY:
            _told(pen, frame, x + width / 2, width, text)


def _runs(pen: Pen, rows: Sequence[Row | None]) -> Iterator[tuple[str, int, int]]:
    texts = ["" if _has(row) else words.shown(pen.voice, pen.indicator, row) for row in rows]
    for text, run in groupby(range(len(texts)), key=texts.__getitem__):
        held = list(run)
        if text:
            yield text, held[0], held[-1]


def _told(pen: Pen, frame: Frame, x: float, width: float, text: str) -> None:
    """On a light plate, lying where there is room, else standing."""
    y, long = frame.y + frame.height / 2, 6.0 * len(text)
    lying = width >= long + 4
    wide, high = (long, 15.0) if lying else (14.0, long)
    if width >= 10:
        box(pen.root, x - wide / 2, y - high / 2, wide, high, PAPER)
        dx, dy = (0.0, 4.0) if lying else (4.0, 0.0)
        label(
            pen.root, round(x + dx, 1), round(y + dy, 1), text, anchor="middle", size=SMALL, upright=not lying
        )


def _periods(pen: Pen, frame: Frame) -> None:
    """The first of each year bears the year; where columns are narrow only some are named."""
    each = max(1, round(CROWDED / frame.column + 0.49))
    year = ""
    for index, name in enumerate(frame.periods):
        if index % each:
            continue
        x, y = round(frame.across(index), 1), frame.y + frame.height
        label(pen.root, x, y + 14, words.short(pen.voice, name[5:]), anchor="middle", size=SMALL)
        if name[:4] != year:
            label(pen.root, x, y + 27, name[:4], anchor="middle", size=SMALL)
        year = name[:4]


def _target(pen: Pen, frame: Frame, index: int, row: Row) -> None:
    if row["target"] is not None:
        x, y, half = frame.across(index), frame.up(row["target"]), frame.column / 2
        stroke(pen.root, [(x - half, y), (x + half, y)], GREY, stroke_width="1.5", stroke_dasharray="2 3")


def _point(pen: Pen, frame: Frame, index: int, row: Row) -> None:
    if row["value"] is None:
        return
    indicative = row["quality"] == "indicative"
    x = frame.across(index)
    _interval(pen, frame, x, row)
    mark(pen, x, frame.up(row["value"]), indicative=indicative)
    if frame.column >= ROOMY:
        text = words.value(pen.voice, pen.indicator, row, row["value"])
        y = frame.up(row["value"]) - 5
        label(pen.root, round(x + 8, 1), round(y, 1), text, bold=True, size=SMALL)
        if indicative:
            label(pen.root, round(x + 8, 1), round(y + 19, 1), pen.voice.ui("indicatif"), size=SMALL)


def mark(pen: Pen, x: float, y: float, *, indicative: bool) -> None:
    about = {
        "cx": f"{x:.1f}",
        "cy": f"{y:.1f}",
        "r": f"{pen.radius:g}",
        "stroke": DARK,
        "stroke-width": "1.5",
    }
    SubElement(pen.root, "circle", about | {"fill": PAPER if indicative else DARK})


def _interval(pen: Pen, frame: Frame, x: float, row: Row) -> None:
    """An end that is open has no bar across."""
    lower, upper = row["ci_lower"], row["ci_upper"]
    if lower is None and upper is None:
        return
    ends = frame.up(0.0 if lower is None else lower), frame.up(frame.axis.top if upper is None else upper)
    more = {"stroke_dasharray": "3 2"} if row["quality"] == "indicative" else {}
    stroke(pen.root, [(x, ends[0]), (x, ends[1])], INK, stroke_width="1.2", **more)
    half = min(5.0, frame.column / 3)
    for y, end in zip(ends, (lower, upper), strict=True):
        if end is not None:
            stroke(pen.root, [(x - half, y), (x + half, y)], INK, stroke_width="1.2")
