"""A row of a spreadsheet while it is read: what is wrong is noted by row and column, and the rest read on."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

T = TypeVar("T")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,12}([.,]\d{1,6})?", re.ASCII)
SHOWN: Final = 40
"""Letters of a wrong cell that a fault shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fault or a warning: a row as a spreadsheet counts, 0 for the whole file; a word that says what."""

    row: int
    column: str
    word: str
    value: str = ""


class SheetRow:
    """One row. `secret`: its cells are shown in no fault, because they are numbers and names of people."""

    def __init__(self, number: int, cells: Mapping[str, str], *, secret: bool = False) -> None:
        self.number = number
        self.faults: list[Found] = []
        self._cells = cells
        self._secret = secret

    def cell(self, column: str) -> str:
        return self._cells.get(column, "").strip()

    def fault(self, column: str, word: str, value: str = "") -> None:
        shown = "" if self._secret else self.cell(column)[:SHOWN]
        self.faults.append(Found(self.number, column, word, value or shown))

    def needed(self, column: str) -> str:
        if not self.cell(column):
            self.fault(column, "empty")
        return self.cell(column)

    def at_most(self, longest: Mapping[str, int]) -> None:
        for column, letters in longest.items():
            if len(self.cell(column)) > letters:
                self.fault(column, "too_long", str(letters))

    def one_of(self, column: str, words: Collection[str]) -> str:
        if self.cell(column) not in words:
            self.fault(column, "unknown")
        return self.cell(column)

    def day(self, column: str) -> date | None:
        return self.read(column, _day, "not_a_day")

    def decimal(self, column: str, word: str) -> float | None:
        """With a point or a comma."""
        return self.read(column, _decimal, word)

    def whole(self, column: str, among: Collection[int]) -> int | None:
        number = self.read(column, _whole, "out_of_range")
        if number is not None and number not in among:
            self.fault(column, "out_of_range")
        return number

    def read(self, column: str, reader: Callable[[str], T], word: str) -> T | None:
        """None for an empty cell, and for one that the reader refuses (ValueError): a fault of that word."""
        text = self.cell(column)
        try:
            return reader(text) if text else None
        except ValueError:
            self.fault(column, word)
            return None


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _decimal(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text.replace(",", "."))


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)
