"""Curves on a sheet: one under another, or small ones side by side on one axis, a unit each."""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from gateway.drawings.sheet import INK, box, hatching, label, sheet, stroke, wrapped, written
from gateway.feeds.plots import words
from gateway.feeds.plots.axes import Frame, axis
from gateway.feeds.plots.panel import SMALL, Pen, mark, panel
from gateway.feeds.plots.strands import Found, Strand
from gateway.feeds.voice import Voice

WIDTH: Final = 640
WIDE: Final = 80
LINE: Final = 17
MOST: Final = 12
"""Curves on one sheet; the others stand in the table."""
TALL: Final = 150
LOW: Final = 78
ACROSS: Final = 3
LEFT: Final = 58
FOOT: Final = 50
UNDER: Final = 46


def series(voice: Voice, found: Found) -> str:
    """The curves of one place, one for each authority or cause."""
    shown = found.strands[:MOST]
    lots = [(words.named(voice, strand), strand) for strand in shown]
    height = TALL + UNDER + 20
    root, top = _begun(voice, found, shown, "", len(lots) * height or LINE)
    pen = Pen(root, voice, found.indicator, hatching(root, "hidden-series"))
    for index, (name, strand) in enumerate(lots):
        y = top + index * height
        label(root, LEFT, y + 12, name, bold=True)
        own = axis(found.indicator, list(strand.rows.values()))
        panel(pen, Frame(LEFT, y + 22, WIDTH - LEFT - 16, TALL, own, found.periods), strand)
    if not lots:
        label(root, LEFT, top + 12, voice.ui("aucune donnée"))
    _end(pen, found, top + (len(lots) * height or LINE))
    return written(root)


def regions(voice: Voice, found: Found) -> str:
    """A small curve for each unit, all on one axis, also for those where nobody answered."""
    chosen = one(found)
    held = {strand.place: strand for strand in chosen}
    under = words.named(voice, chosen[0], place=False) if chosen else ""
    height, width = LOW + UNDER + 20, (WIDTH - 12) / ACROSS
    rows = -(-len(found.units) // ACROSS)
    root, top = _begun(voice, found, chosen, under, rows * height)
    pen = Pen(root, voice, found.indicator, hatching(root, "hidden-regions"), radius=3.0)
    shared = axis(found.indicator, [row for strand in chosen for row in strand.rows.values()])
    for index, unit in enumerate(found.units):
        y, x = top + index // ACROSS * height, index % ACROSS * width + 44
        label(root, round(x, 1), y + 12, unit.name, bold=True, size=12)
        panel(pen, Frame(x, y + 20, width - 50, LOW, shared, found.periods), held.get(unit.code))
    _end(pen, found, top + rows * height)
    return written(root)


def one(found: Found) -> Sequence[Strand]:
    """The strands of the first series: units are compared of one authority and one category."""
    return [strand for strand in found.strands if strand.name == found.strands[0].name]


def _begun(
    voice: Voice, found: Found, strands: Iterable[Strand], under: str, height: int
) -> tuple[Element, int]:
    """The sheet with its title; where the curves begin."""
    title = words.title(voice, found)
    about = words.about(voice, found, list(strands), found.periods) or voice.ui("aucune donnée")
    lines = list(wrapped(title, WIDE))
    top = 12 + LINE * len(lines) + 24 * bool(under)
    root = sheet(WIDTH, top + height + foot(voice, found), f"{title}. {under}".strip(". "), about)
    for index, line in enumerate(lines):
        label(root, 8, 20 + LINE * index, line, bold=True)
    if under:
        label(root, 8, 20 + LINE * len(lines), under)
    return root, top


def foot(voice: Voice, found: Found) -> int:
    return FOOT + 14 * len(_notes(voice, found))


def _notes(voice: Voice, found: Found) -> list[str]:
    """Who is missing, where people were asked; and that there is more than is drawn."""
    said = [words.missing(voice)] if words.asks(found.rows) else []
    if not found.units and len(found.strands) > MOST:
        more = {"n": MOST, "all": len(found.strands)}
        said.append(
            voice.ui("{n} courbes sur {all} : choisissez un lieu, une autorité ou une série.", **more)
        )
    return [line for text in said for line in wrapped(text, 104)]


def _end(pen: Pen, found: Found, y: float) -> None:
    """The legend: what each mark means, never by colour alone."""
    voice, at = pen.voice, y + 12
    mark(pen, 16, at, indicative=False)
    if any(row["ci_lower"] is not None for row in found.rows):
        stroke(pen.root, [(16, at - 9), (16, at + 9)], INK, stroke_width="1.2")
        label(pen.root, 28, at + 4, voice.ui("valeur et intervalle à 95 %"), size=SMALL)
    else:
        label(pen.root, 28, at + 4, voice.ui("valeur"), size=SMALL)
    if found.indicator.formula in words.SHARES:
        mark(pen, 196, at, indicative=True)
        label(pen.root, 208, at + 4, voice.ui("indicatif : de 10 à 29 réponses"), size=SMALL)
    box(pen.root, 392, at - 7, 16, 14, pen.hatched, INK)
    label(pen.root, 414, at + 4, voice.hidden, size=SMALL)
    if any(row["target"] is not None for row in found.rows):
        stroke(pen.root, [(500, at), (520, at)], INK, stroke_width="1.5", stroke_dasharray="2 3")
        label(pen.root, 526, at + 4, voice.ui("objectif"), size=SMALL)
    for index, line in enumerate(_notes(voice, found)):
        label(pen.root, 8, at + 28 + 14 * index, line, size=SMALL)
