"""Figures added up anew beside the running ones: what differs is counted, and mended where that is asked.

What is expected comes from the caller, one period at a time (`workers.recounting`); all else of that period
is too much. Nothing is written where nothing differs.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select

from store.cells import Key, added_up
from store.rows import add_up
from store.tables import cells, members, observations

BATCH: Final = 1000
OBSERVED: Final = (
    *("cause", "indicator", "places", "period", "authority", "grp", "also", "member"),
    *("numerator", "denominator", "weight2", "dont_know"),
)
"""What makes an observation: two that agree in all of it, with opposite signs, are none."""
Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs in one table, for one indicator and period: rows that are missing, too many, or other."""

    table: str
    indicator: str
    period: str
    missing: int = 0
    surplus: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """What there is: the indicators by period, and every place, of all cells."""

    indicators: Mapping[str, frozenset[str]]
    places: tuple[str, ...]


def outline(conn: Connection) -> Outline:
    """Looked at once: the tables are long."""
    found: dict[str, set[str]] = {period: set() for period in conn.scalars(_COUNTED)}
    for indicator, period in conn.execute(_PAIRS):
        found.setdefault(period, set()).add(indicator)
    places = tuple(conn.scalars(select(cells.c.place).distinct().order_by(cells.c.place)))
    return Outline({period: frozenset(found[period]) for period in sorted(found)}, places)


def rebuild(conn: Connection) -> list[Drift]:
    """Adds up every cell anew from the observations as they stand."""
    there = outline(conn)
    return [drift for period in there.indicators for drift in _again(conn, there, period)]


def _again(conn: Connection, there: Outline, period: str) -> list[Drift]:
    return sums(conn, there, period, others(conn, period, ()), mend=True)


def others(conn: Connection, period: str, of: Collection[str]) -> Iterator[dict[str, Any]]:
    """The observations of a period of other indicators than these, as they stand."""
    asked = _OF_PERIOD.where(observations.c.indicator.not_in(of))
    for row in conn.execute(asked, {"of": period}):
        yield dict(zip((*OBSERVED, "sign"), row, strict=True))


def observed(
    conn: Connection, period: str, of: Collection[str], expected: Rows, *, mend: bool
) -> list[Drift]:
    """The observations of some indicators in a period against what they should be; those of a cause that
    differs are written anew.
    """
    wanted = Counter(tuple(row[name] for name in OBSERVED) for row in expected)
    left = wanted.copy()
    for *row, sign in conn.execute(_OF_PERIOD.where(observations.c.indicator.in_(of)), {"of": period}):
        left[tuple(row)] -= sign
    wrong = {row: n for row, n in left.items() if n}
    if mend and wrong:
        _rewrite(conn, period, wanted, {row[0] for row in wrong})
    kinds = ((row, KINDS[0] if n > 0 else KINDS[1]) for row, n in wrong.items())
    return _drifts(observations.name, ((row[1], period, kind) for row, kind in kinds))


def _rewrite(conn: Connection, period: str, wanted: Mapping[Key, int], causes: set[str]) -> None:
    conn.execute(_FORGET, [{"of": period, "by": cause} for cause in sorted(causes)])
    rows = ((*row, n) for row, n in wanted.items() if row[0] in causes)
    if values := [dict(zip((*OBSERVED, "sign"), row, strict=True)) for row in rows]:
        conn.execute(insert(observations), values)


def sums(conn: Connection, there: Outline, period: str, expected: Rows, *, mend: bool) -> list[Drift]:
    """The cells of a period and their members against what these observations come to, one indicator after
    the other: a quarter has many groups.
    """
    of: dict[str, list[Mapping[str, Any]]] = {name: [] for name in there.indicators.get(period, ())}
    for row in expected:
        of.setdefault(row["indicator"], []).append(row)
    return [drift for name in sorted(of) for drift in _summed(conn, there, period, name, of[name], mend=mend)]


def _summed(
    conn: Connection, there: Outline, period: str, indicator: str, expected: Rows, *, mend: bool
) -> list[Drift]:
    whole, who = added_up(expected)
    of_cells = select(cells).where(cells.c.indicator == indicator, cells.c.period == period)
    within = members.c.place.in_(there.places), members.c.period == period
    of_members = select(members).where(members.c.indicator == indicator, *within)
    return [
        *_settled(conn, cells, whole, _rows(conn, of_cells), mend=mend),
        *_settled(conn, members, who, _rows(conn, of_members), mend=mend),
    ]


def _rows(conn: Connection, asked: Select[Any]) -> Iterator[tuple[Any, ...]]:
    return map(tuple, conn.execute(asked.execution_options(yield_per=BATCH)))


def _settled(
    conn: Connection,
    table: Table,
    summed: Mapping[Key, Sequence[float]],
    rows: Iterable[tuple[Any, ...]],
    *,
    mend: bool,
) -> list[Drift]:
    """What differs between sums and the rows of their table."""
    key = [column.name for column in table.primary_key]
    left = {at: tuple(by) for at, by in summed.items() if any(by)}
    surplus, other = [], {}
    for row in rows:
        at, by = row[: len(key)], row[len(key) :]
        if (sums := left.pop(at, None)) is None:
            surplus.append(at)
        elif sums != by:
            other[at] = sums
    if mend:
        _mend(conn, table, key, surplus, left | other)
    faults = zip(KINDS, (left, surplus, other), strict=True)
    return _drifts(table.name, ((at[0], at[2], kind) for kind, ats in faults for at in ats))


def _mend(
    conn: Connection,
    table: Table,
    key: Sequence[str],
    surplus: Iterable[Key],
    sums: Mapping[Key, Sequence[float]],
) -> None:
    names = [column.name for column in table.columns if column.name not in key]
    gone = [{f"of_{name}": value for name, value in zip(key, at, strict=True)} for at in surplus]
    rows = [dict(zip((*key, *names), (*at, *by), strict=True)) for at, by in sums.items()]
    if gone:
        where = (table.c[name] == bindparam(f"of_{name}") for name in key)
        conn.execute(delete(table).where(*where), gone)
    if rows:
        conn.execute(add_up(conn, table, key, replaced=names), rows)


def _drifts(table: str, marks: Iterable[tuple[str, str, str]]) -> list[Drift]:
    """One for each indicator and period. A mark is these two, and the kind of one row's fault."""
    found = Counter(marks)
    places = sorted({(indicator, period) for indicator, period, _ in found})
    return [Drift(table, *at, *(found[*at, kind] for kind in KINDS)) for at in places]


KINDS: Final = ("missing", "surplus", "other")
_COUNTED = select(observations.c.period).distinct()
_PAIRS = select(cells.c.indicator, cells.c.period).distinct()
_OF_PERIOD = (
    select(*(observations.c[name] for name in (*OBSERVED, "sign")))
    .where(observations.c.period == bindparam("of"))
    .execution_options(yield_per=BATCH)
)
_FORGET = delete(observations).where(
    observations.c.period == bindparam("of"), observations.c.cause == bindparam("by")
)
