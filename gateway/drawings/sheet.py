"""The paper of a drawing: SVG with a title, a description, and words that stay words.

Attributes only, no style sheet: our pages let none in, and a word processor reads it so. Who cannot see a
drawing has its table beside it. Nothing comes by lot or by the clock: the same figures, the same bytes.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from core.text import legal

INK: Final = "#1b1b1b"
GREY: Final = "#6a7370"
PALE: Final = "#9aa5a0"
DARK: Final = "#0b5d4b"
PAPER: Final = "#ffffff"
FONT: Final = "Arial, Helvetica, sans-serif"
HEAD: Final = 34
Point = tuple[float, float]


def sheet(width: int, height: int, title: str, about: str) -> Element:
    """An empty drawing that a screen reader can tell."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    root.attrib |= {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)}
    root.attrib |= {"aria-label": f"{title}. {about}", "font-family": FONT, "font-size": "13", "fill": INK}
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = about
    SubElement(root, "rect", {"width": str(width), "height": str(height), "fill": PAPER})
    return root


def label(
    root: Element,
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    bold: bool = False,
    size: int = 0,
    upright: bool = False,
) -> None:
    """Words at a point; `upright` ones run from below to above."""
    about = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}
    about |= {"font-weight": "bold"} if bold else {}
    about |= {"font-size": str(size)} if size else {}
    about |= {"transform": f"rotate(-90 {x:g} {y:g})"} if upright else {}
    SubElement(root, "text", about).text = text


def stroke(root: Element, points: Sequence[Point], colour: str = INK, **more: str) -> None:
    """A line through points; `more` are attributes, `stroke_width` for `stroke-width`."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    about = {name.replace("_", "-"): value for name, value in more.items()}
    SubElement(root, "polyline", {"points": path, "fill": "none", "stroke": colour} | about)


def box(root: Element, x: float, y: float, width: float, height: float, fill: str, edge: str = "") -> None:
    sides = {"x": x, "y": y, "width": width, "height": height}
    about = {name: f"{value:.1f}" for name, value in sides.items()} | {"fill": fill}
    SubElement(root, "rect", about | ({"stroke": edge} if edge else {}))


def hatching(root: Element, name: str, colour: str = INK) -> str:
    """A pattern that stands for what is not published, as a `fill`. Once for each drawing."""
    about = {"id": name, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(SubElement(root, "defs"), "pattern", about)
    SubElement(pattern, "path", {"d": "M0,8 L8,0", "stroke": colour, "stroke-width": "1"})
    return f"url(#{name})"


def wrapped(text: str, wide: int = 95) -> Iterator[str]:
    """A sentence in lines of so many signs; a French colon stays with its word."""
    line = ""
    for word in text.replace(" :", "\u00a0:").replace(" ;", "\u00a0;").split(" "):
        if len(line) + len(word) >= wide:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def written(root: Element) -> str:
    return legal(tostring(root, encoding="unicode"))
