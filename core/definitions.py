"""What a country defines beside its places and categories: indicators, and the authorities that are rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.files import from_file

Direction = Literal["up", "down"]
Formula = Literal[
    "proportion",
    "delay",
    "count",
    "rate",
    "flags",
    "share",
    "completeness",
    "response",
    "wait",
    "readiness",
]
QUARTERLY: frozenset[Formula] = frozenset({"proportion", "response", "wait"})
"""What is told by calendar quarter; all else by ISO week."""


@from_file
@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure in the field's words (`indicators.md` §3, §9).

    `numerator` and `denominator` say in words what is counted; for a rated item, an answer counts as 1 when
    it is among `counts_as_one` and enters the denominator when it is among `answers`. `minimum` is k, the
    smallest cell that may be shown (of distinct `unit_counted`); `publish_from` and `publish_localities` are
    what a published value needs on top. `dimension` is what a figure is told apart by (authority type,
    category, cause).
    """

    id: str
    name: Mapping[str, str]
    formula: Formula
    numerator: str
    denominator: str
    unit_counted: str
    minimum: int
    direction: Direction | None
    dimension: str
    question: Mapping[str, str]
    counts_as_one: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    publish_from: int = 0
    publish_localities: int = 0
    hsc: tuple[int, ...] = ()
    nap: tuple[int, ...] = ()
    anchor: str = ""
    baseline: str = "none"
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """A position that may be rated, never a person. `level`: the unit it is rated for (3 commune, 2 cercle).

    `security` marks the forces (types 4 and 5), for which trust is asked instead of information given.
    """

    key: str
    label: Mapping[str, str]
    level: int
    security: bool = False
