"""Sums by place, period and group, moved by every observation. What may be published: `core.disclosure`.

Each observation is kept beside the sums it moved, so that one can be taken back by its cause and all can be
added up anew (`rebuild`), with the same result.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    SelectBase,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from core.observations import Observation
from store.memo import forget, held, remembered
from store.prepared import Prepared
from store.rows import put_all
from store.tables import cells as cell_table
from store.tables import members as member_table
from store.tables import observations
from store.totals import Key, Sums, added_up

GATHERED: Final = "observations"
"""The name under which a transaction remembers what it has observed and not written."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The sums of one indicator, place, period, authority and group. `weight2` is Σ w², 1 for each answer."""

    indicator: str
    place: str
    period: str
    authority: int
    group: str
    numerator: float
    denominator: float
    weight2: float
    dont_know: int


def observe(
    conn: Connection,
    *,
    indicator: str,
    places: Sequence[str],
    period: str,
    authority: int = 0,
    group: str = "all",
    numerator: float = 0.0,
    denominator: float = 0.0,
    dont_know: int = 0,
    member: str | None = None,
    sign: int = 1,
    cause: str = "",
) -> None:
    """Adds to the cells of all places (a unit and its ancestors) and all groups, or takes away with
    `sign=-1`.

    `group` may name several, parted by blanks; the cells of each are its own. `member` is whom k counts: a
    reporter's pseudonym, a locality of raters. `cause` is the report, incident or rating by which
    `take_back` finds it.
    """
    counted = Observation(
        indicator, tuple(places), period, group, authority, numerator, denominator, dont_know, member
    )
    _keep(conn, [(*row_of(counted, cause)[:-1], sign)])


def observe_all(conn: Connection, counted: Iterable[Observation], *, cause: str) -> None:
    """Adds what one cause makes countable."""
    _keep(conn, [row_of(each, cause) for each in counted])


@contextmanager
def gathered(conn: Connection) -> Iterator[None]:
    """What is observed until the block ends is written then, each cell once: messages of one moment have a
    region and a country in common. Who reads or takes back meanwhile has it written first.
    """
    remembered(conn, GATHERED, lambda _: [])
    yield
    _settle(conn)
    forget(conn, GATHERED)


def row_of(counted: Observation, cause: str) -> Key:
    """A thing counted, as a row of `COUNTED`. The first of its groups is the one that a version without
    groups knows.
    """
    indicator, places, period, group, authority, numerator, denominator, dont_know, member = counted
    first, _, others = group.partition(" ")
    key = (cause, indicator, " ".join(places), period, authority, first, others or None, member)
    return (*key, numerator, denominator, denominator, dont_know, 1)


def take_back(conn: Connection, cause: str) -> int:
    """Undoes every observation of a cause, as if it had never been; how many."""
    return len(_undo(conn, observations.c.cause == cause)) if cause else 0


def leave_out(conn: Connection, cause: str, member: str) -> None:
    """Whom k counts in a cause, no more: one reporter of an incident that others told too."""
    _undo(conn, and_(observations.c.cause == cause, observations.c.member == member))


def rename(conn: Connection, causes: SelectBase, known: Sequence[str], name: str) -> None:
    """Whom k counted in these causes under some names has one other name from now on, and counts once."""
    theirs = and_(observations.c.cause.in_(causes), observations.c.member.in_(known))
    at = COUNTED.index("member")
    renamed = [(*row[:at], name, *row[at + 1 :]) for row in _undo(conn, theirs)]
    _keep(conn, list({row[:at]: row for row in renamed}.values()))


def cells(
    conn: Connection,
    *,
    indicator: str,
    period: str | None = None,
    level: int | None = None,
    places: Sequence[str] | None = None,
    authority: int | None = None,
    group: str | None = None,
) -> list[Cell]:
    """The sums as they are, by place, period, authority and group. `level` 0 is the country, 3 a commune.

    P-codes grow by two characters a level.
    """
    table = cell_table.c
    asked = select(cell_table).where(table.indicator == indicator)
    wanted = ((table.period, period), (table.authority, authority), (table.grp, group))
    asked = asked.where(*(column == value for column, value in wanted if value is not None))
    if level is not None:
        asked = asked.where(func.length(table.place) == 2 + 2 * level)
    if places is not None:
        asked = asked.where(table.place.in_(places))
    _settle(conn)
    found = conn.execute(asked.order_by(table.place, table.period, table.authority, table.grp))
    return [Cell(*row) for row in found]


def localities(
    conn: Connection, *, indicator: str, place: str, period: str, authority: int = 0, group: str = "all"
) -> dict[str, int]:
    """Whom k counts in one cell, each with how often."""
    _settle(conn)
    one = _one_cell(indicator, place, period, authority, group)
    found = conn.execute(select(member_table.c.member, member_table.c.n).where(one))
    return {row.member: row.n for row in found}


def members_in(
    conn: Connection, *, indicator: str, period: str, level: int | None = None
) -> dict[tuple[str, int, str], dict[str, int]]:
    """The same for all cells of a period, by (place, authority, group)."""
    cell, table = cell_table.c, member_table.c
    same = and_(*(table[name] == cell[name] for name in CELL))
    columns = (table.place, table.authority, table.grp, table.member, table.n)
    asked = select(*columns).select_from(cell_table).join(member_table, same)
    asked = asked.where(cell.indicator == indicator, cell.period == period)
    if level is not None:
        asked = asked.where(func.length(cell.place) == 2 + 2 * level)
    found: dict[tuple[str, int, str], dict[str, int]] = {}
    _settle(conn)
    for place, authority, group, member, n in conn.execute(asked.order_by(*columns[:4])):
        found.setdefault((place, authority, group), {})[member] = n
    return found


def periods(conn: Connection, indicator: str) -> list[str]:
    """The periods for which there is anything, the oldest first."""
    _settle(conn)
    column = cell_table.c.period
    return list(
        conn.scalars(select(column).where(cell_table.c.indicator == indicator).distinct().order_by(column))
    )


SUMS = ("numerator", "denominator", "weight2", "dont_know")
CELL = ("indicator", "place", "period", "authority", "grp")
COUNTED = ("cause", "indicator", "places", "period", "authority", "grp", "also", "member", *SUMS, "sign")
"""What an observation says: all of its row but the number."""
_COUNTED = [observations.c[name] for name in COUNTED]
_INSERT = Prepared(insert(observations), COUNTED)
_EMPTY_MEMBERS = delete(member_table).where(
    *(member_table.c[name] == bindparam(f"of_{name}") for name in CELL), member_table.c.n == 0
)
_EMPTY_CELLS = delete(cell_table).where(
    *(cell_table.c[name] == bindparam(f"of_{name}") for name in CELL),
    *(cell_table.c[name] == 0 for name in SUMS),
)


def _keep(conn: Connection, rows: Sequence[Key]) -> None:
    waiting = held(conn, GATHERED)
    if waiting is None:
        _write(conn, rows)
    else:
        waiting += rows


def _settle(conn: Connection) -> None:
    """Writes what waits for the end of the block."""
    waiting = held(conn, GATHERED) or []
    _write(conn, waiting)
    waiting.clear()


def _write(conn: Connection, rows: Sequence[Key]) -> None:
    if rows:
        _INSERT.each(conn, rows)
        _move(conn, rows)


def _undo(conn: Connection, which: ColumnElement[bool]) -> list[Key]:
    _settle(conn)
    gone = [tuple(row) for row in conn.execute(delete(observations).where(which).returning(*_COUNTED))]
    _move(conn, [(*row[:-1], -row[-1]) for row in gone])
    return gone


def _move(conn: Connection, rows: Sequence[Key]) -> None:
    """Adds what some observations count to their cells: one sum for each cell, one for each member of it."""
    sums, members = added_up(rows)
    _add(conn, cell_table, SUMS, sums)
    _add(conn, member_table, ("n",), {key: (n,) for key, n in members.items()})
    _sweep(conn, [row for row in rows if row[-1] < 0])


def _add(conn: Connection, table: Table, names: Sequence[str], sums: Sums) -> None:
    key = [column.name for column in table.primary_key]
    if sums:
        put_all(conn, table, key, names, [(*at, *by) for at, by in sorted(sums.items())])


def _cells_of(row: Key) -> list[Key]:
    """The keys of the cells that an observation counts in, in the order of the table's primary key."""
    _, indicator, places, period, authority, grp, also, *_ = row
    groups = [grp, *also.split()] if also else [grp]
    return [(indicator, place, period, authority, group) for place in places.split() for group in groups]


def _sweep(conn: Connection, rows: Iterable[Key]) -> None:
    """A cell that has come back to nothing is no cell."""
    swept = sorted({cell for row in rows for cell in _cells_of(row)})
    of = [{f"of_{name}": value for name, value in zip(CELL, cell, strict=True)} for cell in swept]
    if of:
        conn.execute(_EMPTY_MEMBERS, of)
        conn.execute(_EMPTY_CELLS, of)


def _one_cell(indicator: str, place: str, period: str, authority: int, group: str) -> ColumnElement[bool]:
    table = member_table.c
    where = and_(table.indicator == indicator, table.place == place, table.period == period)
    return and_(where, table.authority == authority, table.grp == group)
