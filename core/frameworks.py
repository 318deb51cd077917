"""The frameworks that commitments belong to, as a country's folder lists them (`indicators.md` §8.2).

A version of a framework is an entry of its own, and none is ever taken away: old figures are asked of it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.files import fill, from_file, load_yaml


@from_file
@dataclass(frozen=True, slots=True)
class Framework:
    """One version. `expected_*`: how many rows, drivers and objectives its owner speaks of."""

    key: str
    version: str
    title: Mapping[str, str]
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    expected_rows: int | None = None
    expected_drivers: int | None = None
    expected_objectives: int | None = None

    def is_valid(self, on: date) -> bool:
        """Whether it is in force on a day; without a day it has no end."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


def read_frameworks(path: Path) -> tuple[Framework, ...]:
    """In the order of the file, versions of a key from the oldest; none where a country has no such file."""
    if not path.is_file():
        return ()
    found = fill(tuple[Framework, ...], load_yaml(path), path.name)
    for (key, version), count in Counter((each.key, each.version) for each in found).items():
        if count > 1:
            raise Misconfigured(Fault(path.name, f"{key} {version}", "is given twice: keep one"))
    return found


def newest(frameworks: tuple[Framework, ...], key: str) -> Framework | None:
    """The last version of a key, the one that is meant when none is named."""
    return next((each for each in reversed(frameworks) if each.key == key), None)
