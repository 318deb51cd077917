"""What a country defines beside its places and categories: indicators, and the authorities that are rated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    "confirmed",
    "tracker",
    "contacts",
]
QUARTERLY: frozenset[Formula] = frozenset({"proportion", "response", "wait", "confirmed", "tracker"})
"""What is told by calendar quarter; all else by ISO week, but for the next."""
WEEK_QUARTERLY: frozenset[Formula] = frozenset({"contacts"})
"""What is counted by ISO week, and told by the quarter of weeks (`2026-Q3w`)."""
Method = Literal["gateway", "face_to_face", "phone_panel", "administrative"]
Milestone = Literal["fixed", "linear"]
Dimension = Literal[
    "sex",
    "age",
    "language",
    "status",
    "authority",
    "adm1",
    "adm2",
    "adm3",
    "period",
    "channel",
    "assisted",
    "addressee_type",
    "objective",
    "hsc",
    "nap",
]


@from_file
@dataclass(frozen=True, slots=True)
class Scope:
    """What of an indicator a baseline or a target holds for; what is left empty, it holds for.

    `place` is a p-code and holds for all within it; `series` ends the name of one of several (a delay of E4,
    `alert_to_acknowledgement_median`); `group` is a disaggregation, `sex:f`.
    """

    place: str = ""
    authority: str = ""
    series: str = ""
    group: str = ""


@from_file
@dataclass(frozen=True, slots=True)
class Baseline(Scope):
    """Where one started (`indicators.md` §7). `date` is a year, a month, a day or a quarter.

    Only what the gateway itself has measured may be subtracted. With `about` the value is of something
    narrower than the indicator: it stands beside the definition, never beside a figure.
    """

    value: float = field(kw_only=True)
    date: str = field(kw_only=True)
    source: str = field(kw_only=True)
    method: Method = field(kw_only=True)
    n: int | None = None
    about: str = ""


@from_file
@dataclass(frozen=True, slots=True)
class Target(Scope):
    """Where one wants to be by the end of a `period` (a year or a quarter); always, where none is given."""

    value: float = field(kw_only=True)
    period: str = ""


@from_file
@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure in the field's words (`indicators.md` §3, §7-9).

    `numerator` and `denominator` say in words what is counted; of the answer `item`, a value counts as 1 when
    it is among `counts_as_one` and enters the denominator when it is among `answers`. `minimum` is k, the
    smallest cell that may be shown (of distinct `unit_counted`); what is made public needs more
    (`core.disclosure`). `dimension` is what a figure is told apart by (authority type, category, cause);
    `part_of` the figure of which it is one of two series (G8). `baseline_period` names the
    first full quarter, whose own values are the baseline of every unit.
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
    hsc: tuple[int, ...] = ()
    nap: tuple[int, ...] = ()
    anchor: str = ""
    item: str = ""
    part_of: str = ""
    disaggregation: tuple[Dimension, ...] = ()
    baseline: tuple[Baseline, ...] = ()
    baseline_period: str = ""
    targets: tuple[Target, ...] = ()
    milestone: Milestone = "fixed"
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
