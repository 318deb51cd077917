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
from core.groups import DIMENSIONS

NOISE: Final = 1e-6
UNBOUNDED: Final = 3
Name = tuple[str, ...]
Row = Mapping[str, Any]


@dataclass
class Notebook:
    """What is known and what adds up: each sum is total = parts, with what nobody names when `open_`."""

    known: dict[Name, float] = field(default_factory=dict)
    sums: list[tuple[Name, tuple[Name, ...]]] = field(default_factory=list)

    def add(self, total: Name, parts: Sequence[Name], *, open_: bool) -> None:
        rest = ((*total, "rest", str(len(self.sums))),) if open_ else ()
        self.sums.append((total, (*parts, *rest)))

    def recovered(self, truth: Mapping[Name, float], k: float) -> list[Name]:
        """The hidden cells with somebody in them that can be told to within less than k."""
        lines = [line for line in map(self._line, self.sums) if line[0]]
        targets = [name for name, n in truth.items() if n and name not in self.known]
        return [name for name in targets if self._is_told(name, truth[name], lines, k)]

    def _is_told(
        self, name: Name, true: float, lines: Sequence[tuple[dict[Name, float], float]], k: float
    ) -> bool:
        near = _block(name, lines)
        names = sorted({each for row, _ in near for each in row})
        if not near:
            return False
        at = {each: i for i, each in enumerate(names)}
        rows = [i for i, (row, _) in enumerate(near) for _ in row]
        columns = [at[each] for row, _ in near for each in row]
        values = [value for row, _ in near for value in row.values()]
        matrix = csr_matrix((values, (rows, columns)), shape=(len(near), len(names)))
        ends = (_end(sign, at[name], matrix, [value for _, value in near]) for sign in (1, -1))
        most = next(ends)
        return most - true < k - NOISE and most - next(ends) < k - NOISE

    def _line(self, bound: tuple[Name, tuple[Name, ...]]) -> tuple[dict[Name, float], float]:
        """Unknowns with their signs, and what they come to."""
        total, parts = bound
        row: dict[Name, float] = defaultdict(float)
        value = 0.0
        for name, sign in [(part, 1.0) for part in parts] + [(total, -1.0)]:
            if name in self.known:
                value -= sign * self.known[name]
            else:
                row[name] += sign
        return dict(row), value


def _block(
    name: Name, lines: Sequence[tuple[dict[Name, float], float]]
) -> list[tuple[dict[Name, float], float]]:
    reached, found, left = {name}, [], list(lines)
    while near := [line for line in left if reached & line[0].keys()]:
        left = [line for line in left if not reached & line[0].keys()]
        found += near
        reached |= {each for row, _ in near for each in row}
    return found


def _end(sign: int, at: int, matrix: csr_matrix, values: Sequence[float]) -> float:
    """The most (1) or the least (-1) that one unknown may be."""
    aim = np.zeros(matrix.shape[1])
    aim[at] = -sign
    found = linprog(aim, A_eq=matrix, b_eq=np.array(values), bounds=(0, None), method="highs")
    if found.status == UNBOUNDED:
        return float("inf") * sign
    if found.status:
        raise ArithmeticError(f"the published rows contradict one another: {found.message}")
    return sign * -float(found.fun)


def of_ratings(country: Country, rows: Iterable[Row]) -> Notebook:
    """From the rows of one indicator and authority, at all levels and by all dimensions."""
    book, seen = Notebook(), dict[Name, Row]()
    for row in rows:
        seen[_place(row), _group(row)] = row
    for name, row in seen.items():
        if row["value"] is not None:
            book.known[name] = float(row["denominator"])
        elif row["suppressed"] == "no data":
            book.known[name] = 0.0
    _up(country, seen, book)
    for place, group in seen:
        if group == "all":
            _across(place, seen, book)
    return book


def _up(country: Country, seen: Mapping[Name, Row], book: Notebook) -> None:
    inside: dict[Name, list[Name]] = defaultdict(list)
    for place, group in seen:
        unit = country.gazetteer.get(place)
        if unit and (unit.parent, group) in seen:
            inside[unit.parent, group].append((place, group))
    for total, parts in inside.items():
        book.add(total, parts, open_=True)


def _across(place: str, seen: Mapping[Name, Row], book: Notebook) -> None:
    whole = seen[place, "all"]
    for dimension in ("sex", "age", "status", "language", "channel"):
        parts = [name for name in seen if name[0] == place and name[1].startswith(DIMENSIONS[dimension])]
        if not parts:
            continue
        book.add((place, "all"), parts, open_=True)
        if dimension == "sex" and whole.get("sex_missing") is not None:
            rest = book.sums[-1][1][-1]
            book.known[rest] = float(round(whole["sex_missing"] * whole["denominator"]))


def _place(row: Row) -> str:
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
        place, code = _place(row), str(row["code"])
        if row["value"] is not None:
            book.known[place, code] = float(row["value"])
        unit = country.gazetteer.get(place)
        if len(code) > 1:
            regions.setdefault((place, code[0]), []).append((place, code))
        elif unit:
            cercles[unit.parent, code].append((place, code))
    for (place, group), codes in regions.items():
        book.add((place, group), codes, open_=False)
        book.add((place, group), cercles[place, group], open_=True)
    for group, n in totals.items():
        if n is not None:
            book.known["ML", group] = float(n)
            book.add(("ML", group), [each for each in regions if each[1] == group], open_=True)
    return book
