"""Somebody who reads every published row and works out what is hidden: equations from rows, then bounds.

It knows the gazetteer and what adds up to what, and nothing of how cells are chosen to be hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from core.country import Country
from core.groups import ASSISTED, DIMENSIONS

NOISE: Final = 1e-6
UNBOUNDED: Final = 3
Name = tuple[str, ...]
Row = Mapping[str, Any]
Line = tuple[dict[Name, float], float]
"""Unknowns with their signs, and what they come to."""


@dataclass
class Notebook:
    """What is known and what adds up: each sum is total = parts, with what nobody names when `open_`.

    `floors`: what a number is known not to lie below, zero where nothing is said. `limits`: sums of numbers,
    each with its factor, that are known not to lie above a value.
    """

    known: dict[Name, float] = field(default_factory=dict)
    sums: list[tuple[Name, tuple[Name, ...]]] = field(default_factory=list)
    floors: dict[Name, float] = field(default_factory=dict)
    limits: list[Line] = field(default_factory=list)

    def add(self, total: Name, parts: Sequence[Name], *, open_: bool) -> None:
        rest = ((*total, "rest", str(len(self.sums))),) if open_ else ()
        self.sums.append((total, (*parts, *rest)))

    def recovered(self, truth: Mapping[Name, float], k: float) -> list[Name]:
        """The hidden cells with somebody in them that can be told to within less than k."""
        lines = [line for line in map(self._line, self.sums) if line[0]]
        targets = [name for name, n in truth.items() if n and name not in self.known]
        return [name for name in targets if self._is_told(name, truth[name], lines, k)]

    def _is_told(self, name: Name, true: float, lines: Sequence[Line], k: float) -> bool:
        near, under = _block(name, lines, self.limits)
        if not near and not under:
            return False
        names = sorted({each for row, _ in (*near, *under) for each in row})
        bounds = [(self.floors.get(each, 0.0), None) for each in names]
        programs = _matrix(names, near), _matrix(names, under)
        ends = (_end(sign, names.index(name), programs, bounds) for sign in (1, -1))
        most = next(ends)
        return most - true < k - NOISE and most - next(ends) < k - NOISE

    def _line(self, bound: tuple[Name, tuple[Name, ...]]) -> Line:
        total, parts = bound
        row: dict[Name, float] = defaultdict(float)
        value = 0.0
        for name, sign in [(part, 1.0) for part in parts] + [(total, -1.0)]:
            if name in self.known:
                value -= sign * self.known[name]
            else:
                row[name] += sign
        return dict(row), value


Matrix = tuple[csr_matrix | None, Any]


def _block(name: Name, lines: Sequence[Line], limits: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The equations and the limits that bind a number, and all that these bind in turn."""
    reached = {name}
    found: tuple[list[Line], list[Line]] = [], []
    left = list(lines), list(limits)
    while any(near := [[line for line in kind if reached & line[0].keys()] for kind in left]):
        left = tuple([line for line in kind if not reached & line[0].keys()] for kind in left)  # type: ignore[assignment]
        for kind, more in zip(found, near, strict=True):
            kind.extend(more)
            reached |= {each for row, _ in more for each in row}
    return found


def _matrix(names: Sequence[Name], lines: Sequence[Line]) -> Matrix:
    if not lines:
        return None, None
    at = {each: i for i, each in enumerate(names)}
    rows = [i for i, (row, _) in enumerate(lines) for _ in row]
    columns = [at[each] for row, _ in lines for each in row]
    values = [value for row, _ in lines for value in row.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(lines), len(names))), [b for _, b in lines]


def _end(sign: int, at: int, programs: tuple[Matrix, Matrix], bounds: Sequence[tuple[float, None]]) -> float:
    """The most (1) or the least (-1) that one unknown may be."""
    aim = np.zeros(len(bounds))
    aim[at] = -sign
    (equal, sums), (under, limits) = programs
    found = linprog(aim, A_eq=equal, b_eq=sums, A_ub=under, b_ub=limits, bounds=list(bounds), method="highs")
    if found.status == UNBOUNDED:
        return float("inf") * sign
    if found.status:
        raise ArithmeticError(f"the published rows contradict one another: {found.message}")
    return sign * -float(found.fun)


def of_ratings(country: Country, rows: Iterable[Row]) -> Notebook:
    """From the rows of one indicator and authority, at all levels and by all dimensions."""
    book, seen = Notebook(), dict[Name, Row]()
    for row in rows:
        seen[place(row), _group(row)] = row
    for name, row in seen.items():
        if row["value"] is not None:
            book.known[name] = float(row["denominator"])
        elif row["suppressed"] == "no data":
            book.known[name] = 0.0
    _up(country, seen, book)
    for at, group in seen:
        if group == "all":
            _across(at, seen, book)
            _helped(at, seen, book)
    return book


def _up(country: Country, seen: Mapping[Name, Row], book: Notebook) -> None:
    inside: dict[Name, list[Name]] = defaultdict(list)
    for at, group in seen:
        unit = country.gazetteer.get(at)
        if unit and (unit.parent, group) in seen:
            inside[unit.parent, group].append((at, group))
    for total, parts in inside.items():
        book.add(total, parts, open_=True)


def _across(at: str, seen: Mapping[Name, Row], book: Notebook) -> None:
    whole = seen[at, "all"]
    for dimension in ("sex", "age", "status", "language", "channel"):
        parts = [name for name in seen if name[0] == at and name[1].startswith(DIMENSIONS[dimension])]
        if not parts:
            continue
        book.add((at, "all"), parts, open_=True)
        if dimension == "sex" and whole.get("sex_missing") is not None:
            rest = book.sums[-1][1][-1]
            book.known[rest] = float(round(whole["sex_missing"] * whole["denominator"]))


def _helped(at: str, seen: Mapping[Name, Row], book: Notebook) -> None:
    """How many a relay helped is told twice: as a group, and as a share beside all the others."""
    whole, name = seen[at, "all"], (at, ASSISTED)
    share = whole.get("assisted_share")
    if share is not None and name in seen and name not in book.known:
        book.known[name] = float(round(share * whole["denominator"] / (1 - share)))


def place(row: Row) -> str:
    """The p-code of the unit that a row is about."""
    return str(row["adm3_code"] or row["adm2_code"] or row["adm1_code"] or row["country"])


def _group(row: Row) -> str:
    if row.get("by") in {None, "assisted"} or row["group"] == "all":
        return "assisted" if row.get("group") == "assisted" else "all"
    return f"{DIMENSIONS[row['by']]}{row['group']}"


def of_week(country: Country, rows: Iterable[Row], totals: Mapping[str, int | None]) -> Notebook:
    """From a week's regions by category, its cercles by group, the country's groups where they are told."""
    book, regions = Notebook(), dict[Name, list[Name]]()
    cercles: dict[Name, list[Name]] = defaultdict(list)
    for row in rows:
        at, code = place(row), str(row["code"])
        if row["value"] is not None:
            book.known[at, code] = float(row["value"])
        unit = country.gazetteer.get(at)
        if len(code) > 1:
            regions.setdefault((at, code[0]), []).append((at, code))
        elif unit:
            cercles[unit.parent, code].append((at, code))
    for (at, group), codes in regions.items():
        book.add((at, group), codes, open_=False)
        book.add((at, group), cercles[at, group], open_=True)
    for group, n in totals.items():
        if n is not None:
            book.known["ML", group] = float(n)
            book.add(("ML", group), [each for each in regions if each[1] == group], open_=True)
    return book
