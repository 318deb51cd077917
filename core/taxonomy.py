"""What a report can be about, and how bad it is (`taxonomy.md` §2, §5, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from core.reports import Lane, Occurred

Phase = Literal["tension", "violence", "aftermath"]

OTHER = "90"
NOTHING_TO_REPORT = "00"


@dataclass(frozen=True, slots=True)
class Category:
    """One code. `severity` is the default, None for the protected lane; `parent` is None for 90 and 00.

    `maps` holds the foreign vocabularies of §3: `acled` {event, sub_event, quality, when}, `ecowarn`,
    `dimension`, `protection`, `hsc`, `nap`, `cap` (categories of CAP 1.2). A retired code keeps its row, with
    `valid_to`.
    """

    code: str
    parent: str | None
    label: Mapping[str, str]
    severity: int | None
    lane: Lane
    phase: Phase | None
    maps: Mapping[str, Any]
    valid_from: date = date.min
    valid_to: date | None = None
    trained_only: bool = False

    def valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The codes of a country in the order of its file, and the groups that share a first digit.

    `mass_displacement`: from so many people on, flight is of severity 4.
    """

    version: int
    categories: Mapping[str, Category]
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mass_displacement: int = 300

    def get(self, code: str) -> Category | None:
        return self.categories.get(code)

    def codes(self) -> tuple[str, ...]:
        return tuple(self.categories)

    def general(self) -> tuple[Category, ...]:
        """Every category of the general lane, 90 and 00 among them."""
        return tuple(each for each in self.categories.values() if each.lane == "general")

    def group(self, digit: str) -> tuple[Category, ...]:
        """The categories under one first key, in the order of their keys."""
        return tuple(each for each in self.categories.values() if each.parent == digit)


def severity(
    category: Category,
    *,
    occurred: Occurred,
    killed: int | None,
    injured: int | None,  # noqa: ARG001
    hearsay_only: bool = False,
    displaced: bool = False,
    child: bool = False,
) -> int | None:
    """0 to 4 by the rule of `taxonomy.md` §5; None in the protected lane.

    `displaced`: mass displacement. `child`: a child killed or abducted, by people or by a weapon.
    `killed` is a lower bound, None when nothing was said.
    """
    if category.severity is None or category.code == NOTHING_TO_REPORT:
        return category.severity
    dead = killed or 0
    grave = dead >= 5 or displaced or child
    raised = category.severity + (dead >= 1 or occurred == "now")
    level = 4 if grave else min(raised, 4)
    return max(1, level - 1) if hearsay_only else level


def phase(category: Category, *, killed: int | None, injured: int | None) -> Phase | None:
    """The default of the code, overridden by the facts: anybody hurt or killed is violence (§6)."""
    if category.phase is not None and (killed or injured):
        return "violence"
    return category.phase
