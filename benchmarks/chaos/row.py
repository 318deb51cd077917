"""A row of the fault matrix: what is asked of it, what it answers, and how rows are found."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from benchmarks.chaos import rows

Store = Literal["sqlite", "postgres"]
STORES: Final[tuple[Store, ...]] = ("sqlite", "postgres")
Figures = Mapping[str, float | str | None]
SECONDS: Final = re.compile(r"_m?s(_|$)")
"""What a figure's name bears when it is a time."""


class Clockwork:
    """Whether times are judged too. A machine that does other things at once shows loss, not speed."""

    judged = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One run of a row. `options` holds the row's own, by their names in `Row.full`.

    `programs` puts another argv in the place of a program's (the seeded defects do).
    """

    seed: int
    store: Store
    options: Mapping[str, Any]
    programs: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.options[name]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found. `why` names each breach; `skipped` says why there was no run, and is never green."""

    passed: bool
    figures: Figures
    why: str = ""
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A fault that can be made. `limits` are the numbers that it passes by (`reliability.md` §7).

    `reduced` overrides `full`; `first` is the option that may stand without its name; `scales` are those
    that `--scale` multiplies.
    """

    name: str
    faults: tuple[str, ...]
    run: Callable[[Asked], Result]
    full: Mapping[str, Any]
    reduced: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    scales: tuple[str, ...] = ("n", "kills")
    first: str = ""
    stores: tuple[Store, ...] = STORES

    def options(self, *, reduced: bool, scale: float = 1.0) -> dict[str, Any]:
        """Its options with their values; what scales is at least 1."""
        chosen = {**self.full, **(self.reduced if reduced else {})}
        scaled = {name: max(1, round(chosen[name] * scale)) for name in self.scales if name in chosen}
        return chosen | scaled


def skipped(why: str) -> Result:
    return Result(passed=False, figures={}, skipped=why)


def judged(figures: Figures, breaches: Sequence[str]) -> Result:
    """Passed when nothing was breached."""
    return Result(not breaches, figures, "; ".join(breaches))


def over(figures: Figures, limits: Mapping[str, float]) -> list[str]:
    """A sentence for each figure above its limit, and for each that was not measured."""
    limits = {name: limit for name, limit in limits.items() if Clockwork.judged or not SECONDS.search(name)}
    return [
        f"{name} {'not measured' if found is None else found} > {limit:g}"
        for name, limit in limits.items()
        if not isinstance(found := figures.get(name), int | float) or found > limit
    ]


def known_rows() -> dict[str, Row]:
    """Every row there is, by its name: each module of `rows` holds one as `ROW`, or more as `ROWS`."""
    found: list[Row] = []
    for module in pkgutil.iter_modules(rows.__path__):
        loaded: Any = importlib.import_module(f"{rows.__name__}.{module.name}")
        found += getattr(loaded, "ROWS", None) or [loaded.ROW]
    return {row.name: row for row in found}
