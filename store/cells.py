"""Sums by place, period and group, moved by every observation. What may be published: `core.disclosure`.

Each observation is kept beside the sums it moved, so that one can be taken back by its cause and all can be
added up anew (`rebuild`), with the same result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from store.rows import add_up
from store.tables import cells as cell_table
from store.tables import members as member_table
from store.tables import observations


class Counted(Protocol):
    """One thing counted, as `workers.aggregate` says it."""

    @property
    def indicator(self) -> str: ...
    @property
    def places(self) -> Sequence[str]: ...
    @property
    def period(self) -> str: ...
    @property
    def authority(self) -> int: ...
    @property
    def group(self) -> str: ...
    @property
    def numerator(self) -> float: ...
    @property
    def denominator(self) -> float: ...
    @property
    def dont_know(self) -> int: ...
    @property
    def member(self) -> str | None: ...


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
    """Adds to the cells of all places (a unit and its ancestors), or takes away with `sign=-1`.

    `member` is whom k counts: a reporter's pseudonym, a locality of raters. `cause` is the report, incident
    or rating by which `take_back` finds it.
    """
    cell = {"indicator": indicator, "period": period, "authority": authority, "grp": group}
    sums = {"numerator": numerator, "denominator": denominator, "weight2": denominator}
    sums["dont_know"] = dont_know
    values: dict[str, Any] = cell | sums | {"places": " ".join(places), "member": member}
    _keep(conn, [values | {"cause": cause, "sign": sign}])


def observe_all(conn: Connection, counted: Iterable[Counted], *, cause: str) -> None:
    """Adds what one cause makes countable."""
    _keep(conn, [_values(each) | {"cause": cause, "sign": 1} for each in counted])


def take_back(conn: Connection, cause: str) -> int:
    """Undoes every observation of a cause, as if it had never been; how many."""
    return _undo(conn, observations.c.cause == cause) if cause else 0


def leave_out(conn: Connection, cause: str, member: str) -> None:
    """Whom k counts in a cause, no more: one reporter of an incident that others told too."""
    _undo(conn, and_(observations.c.cause == cause, observations.c.member == member))


def rebuild(conn: Connection) -> None:
    """Adds up every cell anew from the observations."""
    conn.execute(delete(cell_table))
    conn.execute(delete(member_table))
    kept = conn.execute(select(observations).order_by(observations.c.seq)).mappings()
    _move(conn, [_plain(row) for row in kept])


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
    found = conn.execute(asked.order_by(table.place, table.period, table.authority, table.grp))
    return [Cell(*row) for row in found]


def localities(
    conn: Connection, *, indicator: str, place: str, period: str, authority: int = 0, group: str = "all"
) -> dict[str, int]:
    """Whom k counts in one cell, each with how often."""
    one = _one_cell(indicator, place, period, authority, group)
    found = conn.execute(select(member_table.c.member, member_table.c.n).where(one))
    return {row.member: row.n for row in found}


def members_in(
    conn: Connection, *, indicator: str, period: str, level: int | None = None
) -> dict[tuple[str, int, str], dict[str, int]]:
    """The same for all cells of a period, by (place, authority, group)."""
    table = member_table.c
    asked = select(member_table).where(table.indicator == indicator, table.period == period)
    if level is not None:
        asked = asked.where(func.length(table.place) == 2 + 2 * level)
    found: dict[tuple[str, int, str], dict[str, int]] = {}
    for row in conn.execute(asked.order_by(table.place, table.authority, table.grp, table.member)):
        found.setdefault((row.place, row.authority, row.grp), {})[row.member] = row.n
    return found


def periods(conn: Connection, indicator: str) -> list[str]:
    """The periods for which there is anything, the oldest first."""
    column = cell_table.c.period
    return list(
        conn.scalars(select(column).where(cell_table.c.indicator == indicator).distinct().order_by(column))
    )


_SUMS = ("numerator", "denominator", "weight2", "dont_know")
_CELL = ("indicator", "place", "period", "authority", "grp")
_INSERT = insert(observations)
_EMPTY_MEMBERS = delete(member_table).where(
    *(member_table.c[name] == bindparam(f"of_{name}") for name in _CELL), member_table.c.n == 0
)
_EMPTY_CELLS = delete(cell_table).where(
    *(cell_table.c[name] == bindparam(f"of_{name}") for name in _CELL),
    *(cell_table.c[name] == 0 for name in _SUMS),
)
Key = tuple[Any, ...]


def _values(each: Counted) -> dict[str, Any]:
    """A thing counted, as the row of an observation."""
    same = ("indicator", "period", "authority", "numerator", "denominator", "dont_know", "member")
    values = {name: getattr(each, name) for name in same}
    return values | {"grp": each.group, "weight2": each.denominator, "places": " ".join(each.places)}


def _plain(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _keep(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        conn.execute(_INSERT, rows)
        _move(conn, rows)


def _undo(conn: Connection, which: ColumnElement[bool]) -> int:
    gone = conn.execute(delete(observations).where(which).returning(observations)).mappings().all()
    undone = [_plain(row) for row in gone]
    _move(conn, [row | {"sign": -row["sign"]} for row in undone])
    return len(undone)


def _move(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds what some observations count to their cells: one sum for each cell, one for each member of it."""
    sums, members = _summed(rows)
    _add(conn, cell_table, _SUMS, sums)
    _add(conn, member_table, ("n",), {key: [n] for key, n in members.items()})
    _sweep(conn, [row for row in rows if row["sign"] < 0])


def _summed(rows: Iterable[dict[str, Any]]) -> tuple[dict[Key, list[float]], dict[Key, int]]:
    sums: dict[Key, list[float]] = {}
    members: dict[Key, int] = {}
    for row in rows:
        for cell in _cells_of(row):
            if any(row[name] for name in _SUMS):
                before = sums.get(cell, [0, 0, 0, 0])
                moved = (row["sign"] * row[name] for name in _SUMS)
                sums[cell] = [was + by for was, by in zip(before, moved, strict=True)]
            if row["member"] is not None:
                members[*cell, row["member"]] = members.get((*cell, row["member"]), 0) + row["sign"]
    return sums, members


def _add(conn: Connection, table: Table, names: Sequence[str], sums: Mapping[Key, Sequence[float]]) -> None:
    key = [column.name for column in table.primary_key]
    rows = [dict(zip((*key, *names), (*at, *by), strict=True)) for at, by in sorted(sums.items())]
    if rows:
        conn.execute(add_up(conn, table, key, added=names), rows)


def _cells_of(row: dict[str, Any]) -> list[Key]:
    """The keys of the cells that an observation counts in, in the order of the table's primary key."""
    rest = (row["period"], row["authority"], row["grp"])
    return [(row["indicator"], place, *rest) for place in row["places"].split()]


def _sweep(conn: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """A cell that has come back to nothing is no cell."""
    swept = sorted({cell for row in rows for cell in _cells_of(row)})
    of = [{f"of_{name}": value for name, value in zip(_CELL, cell, strict=True)} for cell in swept]
    if of:
        conn.execute(_EMPTY_MEMBERS, of)
        conn.execute(_EMPTY_CELLS, of)


def _one_cell(indicator: str, place: str, period: str, authority: int, group: str) -> ColumnElement[bool]:
    table = member_table.c
    where = and_(table.indicator == indicator, table.place == place, table.period == period)
    return and_(where, table.authority == authority, table.grp == group)
