"""The colours of the console by day and night: 4.5:1 to read, 3:1 for edges (WCAG 2.2, 1.4.3, 1.4.11)."""

import re
from typing import Final

import pytest

from gateway.console.pages import HERE
from tests.sandbox.browser import contrast, luminance

CSS: Final = (HERE / "static" / "console.css").read_text("utf-8")
VARIABLE: Final = re.compile(r"--([a-z]+): (#[0-9a-f]{3,6})\b")
READ: Final = (
    *(("ink", paper) for paper in ("paper", "told", "bad", "field", "shade")),
    *(("soft", paper) for paper in ("paper", "shade")),
    *(("accent", paper) for paper in ("paper", "told", "bad")),
    *(("alarm", paper) for paper in ("paper", "bad")),
    *(("white", filled) for filled in ("fill", "red", "plain")),
)
"""What is read, and what lies behind it."""
EDGES: Final = (("edge", "paper"), ("edge", "field"), ("alarm", "paper"), ("accent", "paper"))
Colour = tuple[int, ...]


def variables(scheme: str) -> dict[str, Colour]:
    day, night = CSS.split("@media screen and (prefers-color-scheme: dark)", 1)
    night = night[: night.index("}\n}")]
    found = VARIABLE.findall(day.split("}", 1)[0]) + (VARIABLE.findall(night) if scheme == "dark" else [])
    return {"white": (255, 255, 255)} | {name: rgb(told) for name, told in found}


def rgb(told: str) -> Colour:
    digits = told[1:] if len(told) == 7 else "".join(digit * 2 for digit in told[1:])
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_read_stands_out(scheme: str) -> None:
    known = variables(scheme)
    found = {(one, other): contrast(known[one], known[other]) for one, other in READ}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_and_alerts_are_seen(scheme: str) -> None:
    known = variables(scheme)
    found = {(one, other): contrast(known[one], known[other]) for one, other in EDGES}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 3} == {}


def test_night_is_dark_and_names_no_colour_of_its_own() -> None:
    day, night = variables("light"), variables("dark")
    assert luminance(night["paper"]) < 0.02
    assert luminance(day["paper"]) > 0.9
    assert day.keys() == night.keys()


def test_a_colour_stands_in_a_variable() -> None:
    """Else nobody would have looked whether it can be read at night. White is for what is filled."""
    rules = CSS[CSS.index("* {") : CSS.index("@media print")]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#fff", "#000"}


def test_how_grave_is_told_without_colour() -> None:
    """So many squares, and another edge for each: in print and to whoever sees no red they still differ."""
    squares = {grade: re.search(rf"\.severity\.g{grade}::before.*?\"([■□]+)", CSS) for grade in (1, 2, 3, 4)}
    assert {grade: found[1].count("■") for grade, found in squares.items() if found} == {
        1: 1,
        2: 2,
        3: 3,
        4: 4,
    }
    edges = [re.search(rf"\.alert\.s{grade} {{ border-left: ([^;]+);", CSS) for grade in (1, 2, 3, 4)]
    assert len({found[1] for found in edges if found}) == 4
