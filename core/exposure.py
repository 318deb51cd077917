"""What a reader of published sums can work out about a hidden number (`protection.md` P58).

A hidden number may be shifted as long as every published sum still holds and no number falls below what a
reader knows of it: one where the row of a hidden number tells that somebody is there, else zero. How far,
linear programming says exactly. What may be shifted at all lies outside the row space of the published
totals; what may be shifted by k tells of no one person. Every table that the programming finds is one that a
reader cannot tell from the true one, and says something of all numbers in it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

REACH: Final = 4
"""How many sums away a shift is sought first; then anywhere. One found near by is one of the whole."""
MANY: Final = 20
"""From so many numbers on, they are first shifted together."""
NEAR: Final = 2
MOST: Final = 60
"""So many sums more away, and so many sums, are looked at for what no programming is needed for."""
ROUNDS: Final = 80
VAIN: Final = 8
"""Rounds in a row after which those that have not moved are looked at one by one."""
ROOM: Final = 1.5
"""How far up a number moves when many do, in k: who may go anywhere leaves the others where they are."""
NOISE: Final = 1e-7
SOLVED: Final = 0
UNBOUNDED: Final = 3
Row = Mapping[str, float]


class Bound(Protocol):
    """A total and its parts, by key."""

    @property
    def total(self) -> str: ...
    @property
    def parts(self) -> tuple[str, ...]: ...


class Shifts:
    """How far numbers have been found to lie below and above the truth, each in some table that agrees with
    what is published. What could be shifted once still can when more is hidden.
    """

    def __init__(self) -> None:
        self._below: dict[str, float] = {}
        self._above: dict[str, float] = {}

    def width(self, key: str) -> float:
        return self._above.get(key, 0.0) - self._below.get(key, 0.0)

    def note(self, key: str, by: float) -> None:
        self._below[key] = min(self._below.get(key, 0.0), by)
        self._above[key] = max(self._above.get(key, 0.0), by)


@dataclass(frozen=True, slots=True)
class Table:
    """What is true, the sums that bind it, and who of it is unknown to a reader.

    `least`: what a reader knows an unknown one to be at least, where that is more than nothing. `spare`: how
    far each may fall.
    """

    truth: Mapping[str, float]
    sums: Sequence[Bound]
    unknown: Collection[str]
    least: Mapping[str, float] = field(default_factory=dict)
    spare: Mapping[str, float] = field(init=False, repr=False)
    _by_key: Mapping[str, list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spare = {key: max(0.0, self.truth[key] - self.least.get(key, 0.0)) for key in self.unknown}
        object.__setattr__(self, "spare", spare)
        by_key: dict[str, list[int]] = {key: [] for key in self.unknown}
        for at, each in enumerate(self.sums):
            for key in {each.total, *each.parts} & by_key.keys():
                by_key[key].append(at)
        object.__setattr__(self, "_by_key", by_key)

    def width(self, key: str, enough: float, shifts: Shifts | None = None) -> float:
        """How far apart the least and the most are that this number may be; at least `enough` is enough.

        `shifts`: what is known of the same table when less of it was hidden; what is found is added.
        """
        found = Shifts() if shifts is None else shifts
        for near in self._balls(key):
            if found.width(key) >= enough - NOISE:
                break
            self._shift(key, near, found, enough)
        return found.width(key)

    def _balls(self, key: str) -> Iterator[set[int]]:
        """The sums that bind a number, those near by first; then all of its block."""
        reached = set(self._by_key[key])
        edge, steps = set(reached), 1
        while edge:
            if steps == REACH:
                yield set(reached)
            beyond = {at for here in edge for name in self.row(here) for at in self._by_key[name]}
            edge, steps = beyond - reached, steps + 1
            reached |= edge
        yield reached

    def ceiling(self, key: str) -> float:
        """A number is no further apart than this: what the sums near by leave it, without programming."""
        reached = set(self._by_key[key])
        for _ in range(NEAR):
            reached |= {at for here in reached for name in self.row(here) for at in self._by_key[name]}
            if len(reached) > MOST:
                break
        rows = [self.row(at) for at in sorted(reached)]
        rise = {name: float("inf") for row in rows for name in row}
        fall = {name: self.spare[name] for name in rise}
        for _ in range(NEAR + 1):
            for row in rows:
                _tighten(row, rise, fall)
        return rise.get(key, float("inf")) + fall.get(key, 0.0)

    def row(self, at: int) -> Row:
        """What of a sum a reader does not know: its total counts against its parts."""
        each = self.sums[at]
        row = {part: 1.0 for part in each.parts if part in self._by_key}
        if each.total in self._by_key:
            row[each.total] = -1.0
        return row

    def _shift(self, key: str, near: set[int], shifts: Shifts, enough: float) -> None:
        """What may move moves in these sums only; all else stays as it truly is."""
        rows = [self.row(at) for at in sorted(near)]
        names = {name for row in rows for name in row if near >= set(self._by_key[name])}
        if key in names and len(rows) == 1:
            _within({name: rows[0][name] for name in names}, self.spare, shifts)
        elif key in names:
            _span(key, sorted(names), rows, self.spare, shifts, enough)
        elif not rows:
            shifts.note(key, float("inf"))


def exposed(table: Table, hidden: Iterable[str], k: float, shifts: Shifts | None = None) -> list[str]:
    """Which of the hidden ones can be told to within less than k. Nobody stands behind a zero."""
    known = Shifts() if shifts is None else shifts
    wanted = unproven(table, hidden, k, known)
    narrow = k - NOISE
    return [key for key in wanted if table.ceiling(key) < narrow or table.width(key, k, known) < narrow]


def unproven(table: Table, hidden: Iterable[str], k: float, shifts: Shifts) -> list[str]:
    """Which of the hidden ones a look at all of them together does not show to be safe."""
    wanted = [key for key in hidden if table.truth[key] and shifts.width(key) < k - NOISE]
    if len(wanted) < MANY:
        return wanted
    _together(table, wanted, k, shifts)
    return [key for key in wanted if shifts.width(key) < k - NOISE]


def _together(table: Table, wanted: Sequence[str], k: float, shifts: Shifts) -> None:
    """Shifts many at once, each up or down as chance has it: that shows most of them to be safe, and proves
    nothing against the rest. Chance is seeded, and decides only how fast the answer is found.
    """
    import numpy as np

    rows = [table.row(at) for at in range(len(table.sums))]
    names = sorted({name for row in rows for name in row})
    if not names:
        return
    room = _room(names, rows, ROOM * k)
    program, chance, vain = Program(names, rows, table.spare, room), np.random.default_rng(1), 0
    asked = np.isin(names, wanted)
    for _ in range(ROUNDS):
        left = asked & (program.widths() < k - NOISE)
        if vain == VAIN or not left.any():
            break
        program.aim(np.where(left, chance.choice((-1.0, 1.0), len(names)), 0.0))
        vain = 0 if (program.widths()[left] >= k - NOISE).any() else vain + 1
    program.tell(shifts)


def _tighten(row: Row, rise: dict[str, float], fall: dict[str, float]) -> None:
    """Whoever rises does so by no more than those beside it fall and those across rise; and the reverse."""
    for name, by in row.items():
        others = [(each, sign == by) for each, sign in row.items() if each != name]
        rise[name] = min(rise[name], sum(fall[each] if beside else rise[each] for each, beside in others))
        fall[name] = min(fall[name], sum(rise[each] if beside else fall[each] for each, beside in others))


def _room(names: Sequence[str], rows: Sequence[Row], most: float) -> dict[str, float]:
    """How far up each may move: a hidden total as far as all that it may hold, or few could move at once."""
    totals = {name for row in rows for name, by in row.items() if by < 0}
    return {name: most * len(names) if name in totals else most for name in names}


def _within(row: Row, spare: Mapping[str, float], shifts: Shifts) -> None:
    """The same for all of one sum, without programming: who stands on the same side of it takes up all that a
    number loses and gives it no more than they can spare, who stands on the other the reverse.
    """
    sides = {sign: [spare[name] for name, by in row.items() if by == sign] for sign in (1.0, -1.0)}
    sums = {sign: sum(found) for sign, found in sides.items()}
    for name, by in row.items():
        beside, across = len(sides[by]) > 1, bool(sides[-by])
        shifts.note(name, -spare[name] if beside else -min(spare[name], sums[-by]))
        shifts.note(name, float("inf") if across else sums[by] - spare[name])


def _span(
    key: str,
    names: Sequence[str],
    rows: Sequence[Row],
    spare: Mapping[str, float],
    shifts: Shifts,
    enough: float = float("inf"),
) -> None:
    """The tables in which this number is the most and, where that is not `enough`, the least. Who cannot be
    shown to be safe is not.
    """
    import numpy as np

    program, aim = Program(names, rows, spare), np.array([float(name == key) for name in names])
    for sign in (-1.0, 1.0):
        if program.aim(sign * aim) == UNBOUNDED:
            shifts.note(key, -sign * float("inf"))
        program.tell(shifts)
        if shifts.width(key) >= enough - NOISE:
            break


class Program:
    """A linear program over the shifts of some numbers, and how far each of its answers has moved them."""

    def __init__(
        self, names: Sequence[str], rows: Sequence[Row], spare: Mapping[str, float], room: Row | None = None
    ) -> None:
        """`rows` must stay 0, no number falls by more than its `spare`; `room`: how far up one may move."""
        import numpy as np
        from scipy.sparse import csr_array

        column = {name: at for at, name in enumerate(names)}
        told = [(at, column[of], by) for at, row in enumerate(rows) for of, by in row.items() if of in column]
        at, of, by = zip(*told, strict=True)
        self._names = names
        self._matrix = csr_array((by, (at, of)), shape=(len(rows), len(names)))
        self._bounds = [(-spare[name], room[name] if room else None) for name in names]
        self._below = np.zeros(len(names))
        self._above = np.zeros(len(names))

    def aim(self, at: Any) -> int:
        """Makes the scalar product with `at` the least; `SOLVED`, `UNBOUNDED` or another code of linprog."""
        import numpy as np
        from scipy.optimize import linprog

        none = np.zeros(self._matrix.shape[0])
        found = linprog(at, A_eq=self._matrix, b_eq=none, bounds=self._bounds, method="highs")
        if found.status == SOLVED:
            self._below = np.minimum(self._below, found.x)
            self._above = np.maximum(self._above, found.x)
        return int(found.status)

    def widths(self) -> Any:
        return self._above - self._below

    def tell(self, shifts: Shifts) -> None:
        for name, below, above in zip(self._names, self._below, self._above, strict=True):
            shifts.note(name, float(below))
            shifts.note(name, float(above))
