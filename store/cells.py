"""Sums by place, period and group, moved by every observation. What may be published: `core.disclosure`.

Each observation is kept beside the sums it moved, so that one can be taken back by its cause and all can be
added up anew (`rebuild`), with the same result.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select

from store.rows import add_to
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
    values |= {"cause": cause, "sign": sign}
    conn.execute(insert(observations).values(values))
    _move(conn, values, sign)


def observe_all(conn: Connection, counted: Iterable[Counted], *, cause: str) -> None:
    """Adds what one cause makes countable."""
    for each in counted:
        observe(
            conn,
            indicator=each.indicator,
            places=each.places,
            period=each.period,
            authority=each.authority,
            group=each.group,
            numerator=each.numerator,
            denominator=each.denominator,
            dont_know=each.dont_know,
            member=each.member,
            cause=cause,
        )


def take_back(conn: Connection, cause: str) -> int:
    """Undoes every observation of a cause, as if it had never been; how many."""
    if not cause:
        return 0
    rows = conn.execute(delete(observations).where(observations.c.cause == cause).returning(observations))
    undone = [{str(name): value for name, value in row.items()} for row in rows.mappings()]
    for values in undone:
        _move(conn, values, -values["sign"])
    return len(undone)


def leave_out(conn: Connection, cause: str, member: str) -> None:
    """Whom k counts in a cause, no more: one reporter of an incident that others told too."""
    one = and_(observations.c.cause == cause, observations.c.member == member)
    rows = conn.execute(delete(observations).where(one).returning(observations)).mappings().all()
    for row in rows:
        _move(conn, {str(name): value for name, value in row.items()}, -row["sign"])


def rebuild(conn: Connection) -> None:
    """Adds up every cell anew from the observations."""
    conn.execute(delete(cell_table))
    conn.execute(delete(member_table))
    kept = conn.execute(select(observations).order_by(observations.c.seq)).mappings().all()
    for row in kept:
        _move(conn, {str(name): value for name, value in row.items()}, row["sign"])


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


def _move(conn: Connection, values: dict[str, Any], sign: int) -> None:
    for place in values["places"].split():
        cell = {name: values[name] for name in ("indicator", "period", "authority", "grp")} | {"place": place}
        amounts = {name: sign * values[name] for name in _SUMS}
        if any(amounts.values()):
            add_to(conn, cell_table, cell, amounts)
        if values["member"] is not None:
            add_to(conn, member_table, cell | {"member": values["member"]}, {"n": sign})
        if sign < 0:
            _sweep(conn, cell)


def _sweep(conn: Connection, cell: dict[str, Any]) -> None:
    """A cell that has come back to nothing is no cell."""
    one = _one_cell(cell["indicator"], cell["place"], cell["period"], cell["authority"], cell["grp"])
    nobody = and_(one, member_table.c.n == 0)
    conn.execute(delete(member_table).where(nobody))
    same = and_(*(cell_table.c[name] == value for name, value in cell.items()))
    conn.execute(delete(cell_table).where(same, *(cell_table.c[name] == 0 for name in _SUMS)))


def _one_cell(indicator: str, place: str, period: str, authority: int, group: str) -> ColumnElement[bool]:
    table = member_table.c
    where = and_(table.indicator == indicator, table.place == place, table.period == period)
    return and_(where, table.authority == authority, table.grp == group)
