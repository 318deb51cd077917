"""Figures added up anew beside the running ones: what differs is counted, and mended where that is asked.

What is expected comes from the caller, one period at a time (`workers.recounting`); all else of that period
is too much. Nothing is written where nothing differs.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select

from store.cells import COUNTED, Key, added_up
from store.rows import add_up, batches, execute_rows
from store.tables import cells, members, observations

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
    return [
        drift
        for period in there.indicators
        for drift in sums(conn, there, period, others(conn, period, ()), mend=True)
    ]


def others(conn: Connection, period: str, of: Collection[str]) -> Iterator[Key]:
    """The observations of a period of other indicators than these, as they stand."""
    table = observations.c
    for rows in batches(conn, _OBSERVED.where(table.period == period, table.indicator.not_in(of))):
        yield from rows


def observed(
    conn: Connection, period: str, of: Collection[str], expected: Rows, *, mend: bool
) -> list[Drift]:
    """The observations of some indicators in a period against what they should be; those of a cause that
    differs are written anew.

    Two that agree in all but their sign, which is the last of a row, are none.
    """
    left = Counter(row[:-1] for row in expected)
    wanted = left.copy() if mend else left
    table = observations.c
    for rows in batches(conn, _OBSERVED.where(table.period == period, table.indicator.in_(of))):
        for row in rows:
            left[row[:-1]] -= row[-1]
    wrong = {row: n for row, n in left.items() if n}
    if mend and wrong:
        _rewrite(conn, period, wanted, {row[0] for row in wrong})
    kinds = ((row, KINDS[0] if n > 0 else KINDS[1]) for row, n in wrong.items())
    return _drifts(observations.name, ((row[1], period, kind) for row, kind in kinds))


def _rewrite(conn: Connection, period: str, wanted: Mapping[Key, int], causes: set[str]) -> None:
    conn.execute(_FORGET, [{"of": period, "by": cause} for cause in sorted(causes)])
    if rows := [(*row, n) for row, n in wanted.items() if row[0] in causes]:
        execute_rows(conn, insert(observations), COUNTED, rows)


def sums(conn: Connection, there: Outline, period: str, expected: Rows, *, mend: bool) -> Iterator[Drift]:
    """The cells of a period and their members against what these observations come to, one indicator after
    the other: a quarter has many groups.
    """
    of: dict[str, list[Key]] = {name: [] for name in there.indicators.get(period, ())}
    for row in expected:
        of.setdefault(row[_INDICATOR], []).append(row)
    for name in sorted(of):
        yield from _summed(conn, there, period, name, of.pop(name), mend=mend)


def _summed(
    conn: Connection, there: Outline, period: str, indicator: str, expected: Rows, *, mend: bool
) -> Iterator[Drift]:
    whole, who = added_up(expected)
    cell = {(*at, *by) for at, by in whole.items() if any(by)}
    member = {(*at, n) for at, n in who.items() if n}
    del whole, who
    asked = select(cells).where(cells.c.indicator == indicator, cells.c.period == period)
    yield from _settled(conn, cells, cell, asked, mend=mend)
    within = members.c.place.in_(there.places), members.c.period == period
    asked = select(members).where(members.c.indicator == indicator, *within)
    yield from _settled(conn, members, member, asked, mend=mend)


def _settled(
    conn: Connection, table: Table, left: set[Key], asked: Select[Key], *, mend: bool
) -> list[Drift]:
    """What differs between the rows that a table should have and those it has."""
    strange: set[Key] = set()
    for rows in batches(conn, asked):
        there = set(rows)
        strange |= there - left
        left -= there
    key = itemgetter(*range(len(table.primary_key)))
    missing, surplus = ({key(row) for row in rows} for rows in (left, strange))
    if mend and left:
        _write(conn, table, left)
    if mend and surplus - missing:
        _remove(conn, table, surplus - missing)
    faults = zip(KINDS, (missing - surplus, surplus - missing, missing & surplus), strict=True)
    return _drifts(table.name, ((at[0], at[2], kind) for kind, ats in faults for at in ats))


def _write(conn: Connection, table: Table, rows: Iterable[Key]) -> None:
    key = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]
    upsert = add_up(conn, table, key, replaced=[name for name in names if name not in key])
    execute_rows(conn, upsert, names, sorted(rows))


def _remove(conn: Connection, table: Table, keys: Iterable[Key]) -> None:
    names = [column.name for column in table.primary_key]
    where = (table.c[name] == bindparam(f"of_{name}") for name in names)
    gone = [{f"of_{name}": value for name, value in zip(names, at, strict=True)} for at in sorted(keys)]
    conn.execute(delete(table).where(*where), gone)


def _drifts(table: str, marks: Iterable[tuple[str, str, str]]) -> list[Drift]:
    """One for each indicator and period. A mark is these two, and the kind of one row's fault."""
    found = Counter(marks)
    places = sorted({(indicator, period) for indicator, period, _ in found})
    return [Drift(table, *at, *(found[*at, kind] for kind in KINDS)) for at in places]


KINDS: Final = ("missing", "surplus", "other")
_COUNTED = select(observations.c.period).distinct()
_PAIRS = select(cells.c.indicator, cells.c.period).distinct()
_INDICATOR: Final = COUNTED.index("indicator")
_OBSERVED = select(*(observations.c[name] for name in COUNTED))
_FORGET = delete(observations).where(
    observations.c.period == bindparam("of"), observations.c.cause == bindparam("by")
)
