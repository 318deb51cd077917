"""Figures added up anew beside the running ones: what differs is counted, and mended where that is asked.

What is expected comes from the caller, one slice of a period at a time (`workers.recounting`); all else of
that slice is too much. Nothing is written where nothing differs. All but `rebuild` want the tables of
`store.scratch` laid out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from store.cells import COUNTED
from store.rollups import compared
from store.rows import batched, batches, execute_rows, insert_rows
from store.scratch import fill, laid_out, short
from store.slices import CAUSES, Slice
from store.tables import cells, members, observations
from store.totals import Key

Rows = Iterable[Key]
"""Observations, each as `store.cells.COUNTED` says."""


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
    with laid_out(conn):
        return [
            drift for period in there.indicators for drift in sums(conn, there, period, CAUSES, mend=True)
        ]


def together(drifts: Iterable[Drift]) -> list[Drift]:
    """What differs in the slices of a period, as one for each table and indicator."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for each in drifts:
        counts = {kind: getattr(each, kind) for kind in KINDS}
        found.setdefault((each.table, each.indicator, each.period), Counter()).update(counts)
    places = sorted(found, key=lambda at: (at[0] in SUMS, at[1]))
    return [Drift(*at, *(found[at][kind] for kind in KINDS)) for at in places]


def observed(
    conn: Connection, period: str, of: Collection[str], within: Slice, expected: Rows, *, mend: bool
) -> list[Drift]:
    """The observations of some indicators in a slice of a period against what they should be. Those of a
    cause that differs are written anew; without `mend`, what they lack is laid out.

    Two that agree in all but their sign, which is the last of a row, are none.
    """
    left = Counter(row[:-1] for row in expected)
    wanted = left.copy() if mend else left
    there: set[str] = set()
    table = observations.c
    here = (table.period == period, table.indicator.in_(of), *within.of(table.cause))
    for rows in batches(conn, _OBSERVED.where(*here)):
        for row in rows:
            left[row[:-1]] -= row[-1]
            there.add(row[0])
    wrong = {row: n for row, n in left.items() if n}
    if mend and wrong:
        _rewrite(conn, period, wanted, {row[0] for row in wrong}, there)
    if not mend:
        fill(conn, short, [(*row, n) for row, n in wrong.items()])
    kinds = ((row, KINDS[0] if n > 0 else KINDS[1]) for row, n in wrong.items())
    return _drifts(observations.name, ((row[1], period, kind) for row, kind in kinds))


def is_bare(conn: Connection, period: str) -> bool:
    """Whether nothing at all is counted in a period."""
    one = select(observations.c.seq).where(observations.c.period == period).limit(1)
    return conn.execute(one).first() is None


def begun(conn: Connection, period: str, expected: Rows) -> list[Drift]:
    """The observations of a slice of a bare period, written as they come."""
    told = Counter[str]()
    for rows in batched(expected):
        insert_rows(conn, observations, COUNTED, rows)
        told.update(row[1] for row in rows)
    return [Drift(observations.name, name, period, missing=n) for name, n in sorted(told.items())]


def _rewrite(
    conn: Connection, period: str, wanted: Mapping[Key, int], wrong: set[str], there: set[str]
) -> None:
    if gone := sorted(wrong & there):
        execute_rows(conn, _FORGET, ("of", "by"), [(period, cause) for cause in gone])
    for rows in batched((*row, n) for row, n in wanted.items() if row[0] in wrong):
        insert_rows(conn, observations, COUNTED, rows)


def sums(conn: Connection, there: Outline, period: str, most: int, *, mend: bool) -> Iterator[Drift]:
    """The cells of a period and their members against what its observations come to, with what these lack.
    `most`: as `store.rollups.compared`.
    """
    of = there.indicators.get(period, frozenset())
    for table, indicator, kinds in compared(conn, period, of, there.places, most, mend=mend):
        yield Drift(table, indicator, period, *kinds)


def _drifts(table: str, marks: Iterable[tuple[str, str, str]]) -> list[Drift]:
    """One for each indicator and period. A mark is these two, and the kind of one row's fault."""
    found = Counter(marks)
    places = sorted({(indicator, period) for indicator, period, _ in found})
    return [Drift(table, *at, *(found[*at, kind] for kind in KINDS)) for at in places]


KINDS: Final = ("missing", "surplus", "other")
SUMS: Final = (cells.name, members.name)
_COUNTED = select(observations.c.period).distinct()
_PAIRS = select(cells.c.indicator, cells.c.period).distinct()
_OBSERVED = select(*(observations.c[name] for name in COUNTED))
_FORGET = delete(observations).where(
    observations.c.period == bindparam("of"), observations.c.cause == bindparam("by")
)
