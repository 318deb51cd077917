"""A map of one series in one period: units shaded by their value, hatched where it is not published.

Five shades whose lightness falls in even steps, so that they stay apart in print, in grey and for every
kind of colour blindness; the number stands on the unit wherever it fits, in the table always
(`places.md` §7).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from core.places import Place
from gateway.drawings import country
from gateway.drawings.plates import number, plate
from gateway.drawings.sheet import GREY, INK, PAPER, box, hatching, label, sheet, wrapped, written
from gateway.feeds.csvtable import Row
from gateway.feeds.plots import words
from gateway.feeds.plots.axes import Axis, axis
from gateway.feeds.plots.curves import LINE, WIDE, WIDTH, one
from gateway.feeds.plots.panel import SMALL
from gateway.feeds.plots.strands import Found
from gateway.feeds.voice import Voice
from gateway.house import House

RAMP: Final = ("#f6edb5", "#b5d39b", "#62a995", "#2f7191", "#1b3a66")
RAMPS: Final = {5: RAMP, 4: (*RAMP[:2], *RAMP[3:])}
TALL: Final = 560
FEW: Final = 12
"""Units that are few enough to bear their names."""
LEGEND: Final = 66
FIFTHS: Final = [0.2 * step for step in range(6)]


def drawn(house: House, voice: Voice, found: Found) -> str:
    """Raises KeyError when a unit has no shape."""
    level = found.units[0].level
    folder = house.country.folder / "boundaries"
    codes = [unit.code for unit in found.units]
    lines = _title(voice, found)
    top = 14 + LINE * len(lines)
    shapes, height = country.laid(
        country.only(country.shapes(folder / f"adm{level}.topojson"), codes), WIDTH, TALL, top
    )
    notes = _notes(house, voice, found)
    about = "; ".join(f"{unit.name}: {_told(voice, found, unit)}" for unit in found.units)
    root = sheet(WIDTH, top + height + LEGEND + 14 * len(notes), " ".join(lines), about)
    for index, line in enumerate(lines):
        label(root, 8, 20 + LINE * index, line, bold=index < len(lines) - 1)
    _units(root, voice, found, shapes)
    _legend(root, voice, found, top + height + 14, notes)
    return written(root)


def edges(found: Found) -> list[float]:
    """Where the shades begin: fifths for shares, always the same, so that two quarters compare."""
    whole: Axis = axis(found.indicator, [row for strand in one(found) for row in strand.rows.values()])
    return FIFTHS if whole.top == 1 else whole.ticks


def shade(value: float, steps: Sequence[float]) -> str:
    """The colour of a value; what is on an edge is in the class above it."""
    ramp = RAMPS[len(steps) - 1]
    return ramp[min(sum(value >= edge - 1e-9 for edge in steps[1:]), len(ramp) - 1)]


def _title(voice: Voice, found: Found) -> list[str]:
    chosen = one(found)
    of = words.named(voice, chosen[0], place=False) if chosen else ""
    under = " · ".join(filter(None, (of, words.period(voice, found.periods[-1]))))
    return [*wrapped(words.title(voice, found), WIDE), under]


def _row(found: Found, unit: Place) -> Row | None:
    strands = (strand for strand in one(found) if strand.place == unit.code)
    return next((row for strand in strands for row in strand.rows.values()), None)


def _told(voice: Voice, found: Found, unit: Place) -> str:
    return words.shown(voice, found.indicator, _row(found, unit))


def _units(root: Element, voice: Voice, found: Found, shapes: country.Shapes) -> None:
    hatched, steps = hatching(root, "hidden-map"), edges(found)
    for unit in found.units:
        row = _row(found, unit)
        value = row["value"] if row else None
        fill = PAPER if value is None else shade(value, steps)
        line = {"d": country.path(shapes[unit.code]), "stroke": INK, "fill-rule": "evenodd"}
        hidden = row is not None and value is None
        for each in (fill, hatched) if hidden else (fill,):
            path = SubElement(root, "path", line | {"fill": each, "stroke-width": "0.8"})
        SubElement(path, "title").text = f"{unit.name}: {_told(voice, found, unit)}"
    for unit in found.units:
        ring, brief, row = country.largest(shapes[unit.code]), _brief(voice, found, unit), _row(found, unit)
        if len(found.units) > FEW:
            number(root, ring, brief, 9)
        else:  # a sign of the legend, where words would lie over those of a neighbour
            known = row is not None and row["value"] is not None
            plate(root, ring, (unit.name, _told(voice, found, unit) if known else brief))


def _brief(voice: Voice, found: Found, unit: Place) -> str:
    """The value alone, with a star where it is indicative; a sign for what is hidden or was not answered."""
    row = _row(found, unit)
    if row is None or row["value"] is None:
        return "–" if row is None else "×"
    star = "*" if row["quality"] == "indicative" else ""
    return f"{words.value(voice, found.indicator, row, row['value'])}{star}"


def _legend(root: Element, voice: Voice, found: Found, y: float, notes: Sequence[str]) -> None:
    steps = edges(found)
    row: Row = next(iter(found.rows), {})
    wide = (WIDTH - 24) / (len(steps) - 1)
    for index, (low, high) in enumerate(pairwise(steps)):
        box(root, 12 + index * wide, y, 20, 14, shade(low, steps), INK)
        ends = _ends(found, low, high, last=high == steps[-1])
        text = " – ".join(words.value(voice, found.indicator, row, end) for end in ends)
        label(root, 38 + index * wide, y + 12, text, size=SMALL)
    box(root, 12, y + 22, 20, 14, "url(#hidden-map)", INK)
    label(root, 38, y + 33, f"{voice.hidden} (×)", size=SMALL)
    box(root, 196, y + 22, 20, 14, PAPER, GREY)
    label(root, 222, y + 33, f"{voice.ui('aucune donnée')} (–)", size=SMALL)
    if found.indicator.formula in words.SHARES:
        label(root, 406, y + 33, f"* {voice.ui('indicatif : de 10 à 29 réponses')}", size=SMALL)
    for index, line in enumerate(notes):
        label(root, 12, y + 54 + 14 * index, line, size=SMALL)


def _ends(found: Found, low: float, high: float, *, last: bool) -> list[float]:
    """The first and the last value of a class. What is counted whole begins after the class before it."""
    if found.indicator.formula not in {"count", "flags", "contacts"} or last:
        return [low, high]
    return [low] if high - low == 1 else [low, high - 1]


def _notes(house: House, voice: Voice, found: Found) -> list[str]:
    """Who is missing, and whom the shapes are owed to (`places.md` §8)."""
    credit = house.country.attribution
    said = [words.missing(voice)] if words.asks(found.rows) else []
    if found.indicator.formula == "count":
        said += [voice.ui("Des nombres, sans égard à la population de chaque unité.")]
    return [line for text in (*said, credit.get(voice.lang) or credit["fr"]) for line in wrapped(text, 104)]
