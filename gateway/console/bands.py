"""Who told of an event, and when: a band for each independent source, from its first hour to its last.

Hours are the finest time a monitor is shown (P66); the table beside it says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element

from core.periods import hour_of
from gateway.drawings.sheet import DARK, GREY, INK, PALE, box, label, sheet, stroke, written

WIDTH: Final = 640
LEFT: Final = 180
ROW: Final = 26
HEAD: Final = 34
HOUR: Final = timedelta(hours=1)
MOST_TICKS: Final = 6
LETTERS: Final = 26
SHADES: Final = {"monitor": INK, "regional": INK, "national": INK, "relay": DARK, "known": GREY}
"""A new phone is the palest; who is trained stands out, also in print."""


@dataclass(frozen=True, slots=True)
class Band:
    """One source in words, from the hour of its first report to that of its last, and its reports."""

    name: str
    kind: str
    first: datetime
    last: datetime
    reports: int


def drawn(bands: Sequence[Band], title: str) -> str:
    """Raises ValueError where there is no band."""
    begin = min(hour_of(each.first) for each in bands)
    end = max(hour_of(each.last) for each in bands) + HOUR
    about = "; ".join(f"{each.name}: {each.first:%d/%m %H} h – {each.last:%d/%m %H} h" for each in bands)
    root = sheet(WIDTH, HEAD + ROW * len(bands) + 8, title, about)
    _hours(root, begin, end, HEAD + ROW * len(bands))
    for row, each in enumerate(bands):
        y = HEAD + row * ROW
        label(root, 8, y + 16, each.name[:LETTERS], size=12)
        x, to = _at(hour_of(each.first), begin, end), _at(hour_of(each.last) + HOUR, begin, end)
        box(root, x, y + 4, max(6, to - x), ROW - 10, SHADES.get(each.kind, PALE), INK)
        label(root, min(to + 4, WIDTH - 14), y + 16, str(each.reports), size=11)
    return written(root)


def _at(moment: datetime, begin: datetime, end: datetime) -> float:
    return LEFT + (moment - begin) / (end - begin) * (WIDTH - LEFT - 24)


def _hours(root: Element, begin: datetime, end: datetime, bottom: int) -> None:
    """A line for every few hours, so that they stay apart."""
    hours = int((end - begin) / HOUR)
    step = max(1, -(-hours // MOST_TICKS))
    for at in range(0, hours + 1, step):
        moment = begin + at * HOUR
        x = _at(moment, begin, end)
        stroke(root, [(x, HEAD - 6), (x, bottom)], PALE)
        to, anchor = (
            (WIDTH - 2, "end") if at == hours else (x, "middle")
        )  # the last would stand over the edge
        label(root, to, HEAD - 12, f"{moment:%d/%m %H} h", anchor=anchor, size=10)
