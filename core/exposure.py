"""What a reader of published sums can work out about a hidden number (`protection.md` P58).

A hidden number may be shifted as long as every published sum still holds and no number falls below zero. How
far, linear programming says exactly. What may be shifted at all lies outside the row space of the published
totals; what may be shifted by k tells of no one person.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

REACHES: Final = (1, 2, 4)
"""How many sums away a shift is sought first; then anywhere. A shift found near by is one of the whole."""
NOISE: Final = 1e-7
SOLVED: Final = 0
UNBOUNDED: Final = 3
Row = Mapping[str, float]
Far = Callable[[str, Sequence[str], Sequence[Row], Mapping[str, float]], float]
"""How far a number, one of these names, may be shifted in these sums from the truth."""


class Bound(Protocol):
    """A total and its parts, by key."""

    @property
    def total(self) -> str: ...
    @property
    def parts(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """What is true, the sums that bind it, and who of it is unknown to a reader."""

    truth: Mapping[str, float]
    sums: Sequence[Bound]
    unknown: Collection[str]
    _by_key: Mapping[str, list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key: dict[str, list[int]] = {key: [] for key in self.unknown}
        for at, each in enumerate(self.sums):
            for key in {each.total, *each.parts} & by_key.keys():
                by_key[key].append(at)
        object.__setattr__(self, "_by_key", by_key)

    def width(self, key: str, enough: float) -> float:
        """How far apart the least and the most are that this number may be; at least `enough` is enough."""
        balls = list(self._balls(key))
        for near in balls:
            if (found := self._shift(key, near, _step)) >= enough - NOISE:
                return found
        for near in balls[-2:]:
            if (found := self._shift(key, near, _span)) >= enough - NOISE:
                return found
        return found

    def _balls(self, key: str) -> Iterator[set[int]]:
        """The sums that bind a number, nearest first; the last are all of its block."""
        reached = set(self._by_key[key])
        edge, steps = set(reached), 1
        while edge:
            if steps in REACHES:
                yield set(reached)
            beyond = {at for here in edge for name in self._row(here) for at in self._by_key[name]}
            edge, steps = beyond - reached, steps + 1
            reached |= edge
        yield reached

    def _row(self, at: int) -> Row:
        each = self.sums[at]
        row = {part: 1.0 for part in each.parts if part in self._by_key}
        if each.total in self._by_key:
            row[each.total] = -1.0
        return row

    def _shift(self, key: str, near: set[int], far: Far) -> float:
        """What may move moves in these sums only; all else stays as it truly is."""
        rows = [self._row(at) for at in sorted(near)]
        names = {name for row in rows for name in row if near >= set(self._by_key[name])}
        if key not in names:
            return 0.0 if rows else float("inf")
        return far(key, sorted(names), rows, self.truth)


def exposed(table: Table, hidden: Iterable[str], k: float) -> list[str]:
    """Which of the hidden ones can be told to within less than k. Nobody stands behind a zero."""
    return [key for key in hidden if table.truth[key] and table.width(key, k) < k - NOISE]


def _step(key: str, names: Sequence[str], rows: Sequence[Row], truth: Mapping[str, float]) -> float:
    """A shift that is there for sure, if not the widest: along the nearest direction that keeps all sums,
    where each number moves in proportion to itself (Dikin's step).
    """
    import numpy as np

    whole = np.array([truth[name] for name in names])
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows]) * whole
    aim = np.array([float(name == key) for name in names])
    along = aim - matrix.T @ np.linalg.lstsq(matrix.T, aim, rcond=None)[0]
    furthest, least = float(max(along.max(), 0.0)), float(min(along.min(), 0.0))
    if min(furthest, -least) < NOISE or np.abs(matrix @ along).max() > NOISE * max(1.0, float(whole.max())):
        return 0.0
    return float(truth[key] * along[names.index(key)]) * (1 / furthest - 1 / least)


def _span(key: str, names: Sequence[str], rows: Sequence[Row], truth: Mapping[str, float]) -> float:
    """The least and the most, by linear programming."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    matrix = csr_matrix([[row.get(name, 0.0) for name in names] for row in rows])
    least = [(-truth[name], None) for name in names]
    aim = np.array([float(name == key) for name in names])
    ends = []
    for sign in (-1.0, 1.0):
        found = linprog(sign * aim, A_eq=matrix, b_eq=np.zeros(len(rows)), bounds=least, method="highs")
        if found.status == UNBOUNDED:
            return float("inf")
        if found.status != SOLVED:  # who cannot be shown to be safe is not
            return 0.0
        ends.append(found.fun)
    return float(-ends[0] - ends[1])
