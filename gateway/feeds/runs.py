"""Several tables that are in order each, read as one: no further than somebody reads on.

A page of a thousand rows costs what these cost, however many stand behind it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import takewhile
from typing import Any, Protocol

from gateway.feeds.csvtable import Row

Key = Sequence[str]


class Rows(Protocol):
    """What of a sequence is needed here."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> Row: ...
    def __iter__(self) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Dressed:
    """Rows as they were published, and what is set beside each when it is read."""

    rows: Rows
    dress: Callable[[Row], Row]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return map(self.dress, self.rows)


@dataclass(frozen=True, slots=True)
class Runs:
    """Tables that are in the order of `key` each, merged; of their rows those that `keep` holds for."""

    runs: Sequence[Dressed]
    key: Callable[[Row], tuple[str, ...]]
    keep: Callable[[Row], bool]

    def __iter__(self) -> Iterator[Row]:
        return self._merged([(run, 0) for run in self.runs if len(run)])

    def after(self, seen: Key) -> Iterator[Row]:
        """What follows the row of this key."""
        return self._merged(
            [(run, self._at(run, tuple(seen), bisect_right)) for run in self.runs if len(run)]
        )

    def between(self, first: Key, last: Key) -> Iterator[Row]:
        """From the beginning of one key to the beginning of another, which is not among them."""
        low, high = tuple(first), tuple(last)
        runs = [run for run in self.runs if len(run) and self._meets(run, low, high)]
        found = self._merged([(run, self._at(run, low, bisect_left)) for run in runs])
        return takewhile(lambda row: self.key(row) < high, found)

    def _merged(self, begun: Sequence[tuple[Dressed, int]]) -> Iterator[Row]:
        lines = (_from(run, at) for run, at in begun)
        every = merge(*lines, key=lambda line: self.key(line[0]))
        return (dress(row) for row, dress in every if self.keep(row))

    def _at(self, run: Dressed, key: tuple[str, ...], bisect: Callable[..., int]) -> int:
        """Where to begin. The ends of a run are known without unpacking it."""
        if self.key(run.rows[0]) > key:
            return 0
        if self.key(run.rows[-1]) < key:
            return len(run)
        return bisect(run.rows, key, key=self.key)

    def _meets(self, run: Dressed, low: tuple[str, ...], high: tuple[str, ...]) -> bool:
        return self.key(run.rows[-1]) >= low and self.key(run.rows[0]) < high


def _from(run: Dressed, at: int) -> Iterator[tuple[Row, Callable[[Row], Row]]]:
    rows: Any = run.rows
    return ((rows[number], run.dress) for number in range(at, len(rows)))
