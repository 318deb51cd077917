"""The cells of a period against what its observations come to, added up and compared by the database itself.

The observations are gathered once, by indicator and authority. Each counts in all its groups, for all its
places: both are short lists, which lie beside in tables of this connection, so that all that is counted is
one join. It is made piece by piece (`store.pieces`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Integer,
    Label,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from store.cells import CELL, COUNTED, SUMS
from store.pieces import Asked, pieces
from store.scratch import clear, fill, grouped, lies, places, short, told
from store.tables import cells, members, observations

Kinds = Sequence[int]
"""How many rows are missing, how many too many, how many other."""
Number = ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A table of sums: its key, and its sums with what an observation adds to each."""

    table: Table
    key: tuple[str, ...]
    sums: tuple[str, ...]
    adds: tuple[str, ...]


ROLLUPS: Final = (
    Rollup(cells, CELL, SUMS, SUMS),
    Rollup(members, (*CELL, "member"), ("n",), ("sign",)),
)
PERIOD: Final = bindparam("of_period", type_=String)
INDICATOR: Final = bindparam("of_indicator", type_=String)
ABOVE, UPTO, SHORTEST, LONGEST = (
    bindparam(name, type_=Integer) for name in ("above", "upto", "shortest", "longest")
)


def compared(
    conn: Connection,
    period: str,
    indicators: Collection[str],
    everywhere: Collection[str],
    most: int,
    *,
    mend: bool,
) -> Iterator[tuple[str, str, Kinds]]:
    """What differs: the table, the indicator, its rows. With `mend` they are written anew.

    `indicators` of this period and `everywhere`, all places, have cells already. What the observations of the
    period lack of what they should be is in `store.scratch.short`: nothing where they were mended. `most`: as
    `store.pieces.pieces`.
    """
    clear(conn, told, lies, grouped, places)
    conn.execute(_GATHERED, {"of_period": period})
    _lists(conn, everywhere)
    for asked in pieces(conn, indicators, most):
        for rollup in ROLLUPS:
            for kinds in _settled(conn, rollup, {**asked, "of_period": period}, mend=mend):
                yield rollup.table.name, asked["of_indicator"], kinds


def _settled(conn: Connection, rollup: Rollup, asked: Asked, *, mend: bool) -> Iterator[Kinds]:
    if mend and conn.execute(_any_standing(rollup), asked).first() is None:
        conn.execute(_written(rollup), asked)
        if n := conn.execute(_standing(rollup), asked).scalar_one():
            yield n, 0, 0
        return
    kinds = conn.execute(_differing(rollup), asked).one()
    if any(kinds):
        if mend:
            conn.execute(_forgotten(rollup), asked)
            conn.execute(_written(rollup), asked)
        yield [n or 0 for n in kinds]


def _lists(conn: Connection, everywhere: Collection[str]) -> None:
    """Lays them beside."""
    written = conn.scalars(select(told.c.places).distinct()).all()
    each = {(one, len(place), place) for one in written for place in one.split()}
    groups = conn.execute(select(told.c.grp, func.coalesce(told.c.also, "")).distinct()).all()
    ones = [(grp, also, one) for grp, also in groups for one in (grp, *also.split())]
    fill(conn, lies, sorted(each))
    fill(conn, places, sorted({(len(place), place) for place in (*everywhere, *(at for *_, at in each))}))
    fill(conn, grouped, sorted(ones))


def _gathered() -> Insert:
    """The observations as they should be."""
    kept = select(*(observations.c[name] for name in COUNTED)).where(observations.c.period == PERIOD)
    each = union_all(kept, select(*(short.c[name] for name in COUNTED))).subquery("each").c
    names = [column.name for column in told.columns]
    return insert(told).from_select(names, select(*(each[name] for name in names)))


def _key(rollup: Rollup) -> list[Number]:
    other: dict[str, Number] = {"place": lies.c.place, "grp": grouped.c.one, "period": PERIOD}
    return [other[name] if name in other else told.c[name] for name in rollup.key]


def _adds(rollup: Rollup) -> list[Number]:
    sign = told.c.sign
    return [sign if by == "sign" else sign * told.c[by] for by in rollup.adds]


def _spread(rollup: Rollup, *more: Number) -> Select[Any]:
    """What the observations add, to each cell that they count in."""
    key = [each.label(name) for name, each in zip(rollup.key, _key(rollup), strict=True)]
    same = and_(grouped.c.grp == told.c.grp, grouped.c.also == func.coalesce(told.c.also, ""))
    joined = told.join(lies, lies.c.places == told.c.places).join(grouped, same)
    here = lies.c.length.between(SHORTEST, LONGEST)
    counts = told.c.member.is_not(None) if rollup.table is members else or_(*_any(_adds(rollup)))
    return select(*key, *more).select_from(joined).where(*_piece(told.c), here, counts)


@cache
def _differing(rollup: Rollup) -> Select[Any]:
    """How many rows differ, by their kinds; nothing where there is no row."""
    both = union_all(_expected(rollup), _stored(rollup)).subquery("sides")
    should, does = (
        [func.sum(both.c[f"{side}_{name}"]) for name in rollup.sums] for side in ("should", "does")
    )
    there, something = func.max(both.c.there) == 1, or_(*_any(should))
    other = or_(*(one != two for one, two in zip(should, does, strict=True)))
    kind = case((and_(~there, something), 0), (and_(there, ~something), 1), (and_(there, other), 2))
    each = select(kind.label("kind")).group_by(*(both.c[name] for name in rollup.key)).subquery("found")
    return select(*(func.sum(case((each.c.kind == at, 1), else_=0)) for at in range(3)))


def _expected(rollup: Rollup) -> Select[Any]:
    adds = _named("should", rollup, _adds(rollup))
    return _spread(rollup, *adds, *_named("does", rollup, _nothing(rollup)), literal(0).label("there"))


def _stored(rollup: Rollup) -> Select[Any]:
    table = rollup.table.c
    does = _named("does", rollup, [table[name] for name in rollup.sums])
    sides = (*_named("should", rollup, _nothing(rollup)), *does, literal(1).label("there"))
    return select(*(table[name] for name in rollup.key), *sides).where(*_here(rollup))


def _here(rollup: Rollup) -> list[ColumnElement[bool]]:
    """The rows of a period, by their places: so they lie."""
    table = rollup.table.c
    there = select(places.c.place).where(places.c.length.between(SHORTEST, LONGEST))
    return [*_piece(table), table.period == PERIOD, table.place.in_(there)]


def _piece(table: Any) -> list[ColumnElement[bool]]:
    return [table.indicator == INDICATOR, table.authority > ABOVE, table.authority <= UPTO]


@cache
def _any_standing(rollup: Rollup) -> Select[Any]:
    return select(rollup.table.c.period).where(*_here(rollup)).limit(1)


@cache
def _standing(rollup: Rollup) -> Select[Any]:
    return select(func.count()).select_from(rollup.table).where(*_here(rollup))


@cache
def _forgotten(rollup: Rollup) -> Delete:
    return delete(rollup.table).where(*_here(rollup))


@cache
def _written(rollup: Rollup) -> Insert:
    """Added up by the names of a key: a value that is bound twice is no expression to group by."""
    adds = [each.label(name) for name, each in zip(rollup.sums, _adds(rollup), strict=True)]
    spread = _spread(rollup, *adds).subquery("spread")
    key, sums = [spread.c[name] for name in rollup.key], [func.sum(spread.c[name]) for name in rollup.sums]
    fresh = select(*key, *sums).group_by(*key).having(or_(*_any(sums)))
    return insert(rollup.table).from_select([*rollup.key, *rollup.sums], fresh)


def _any(numbers: Sequence[Number]) -> list[ColumnElement[bool]]:
    return [each != 0 for each in numbers]


def _nothing(rollup: Rollup) -> list[Number]:
    return [literal(0) for _ in rollup.sums]


def _named(side: str, rollup: Rollup, numbers: Sequence[Number]) -> list[Label[Any]]:
    return [each.label(f"{side}_{name}") for name, each in zip(rollup.sums, numbers, strict=True)]


_GATHERED: Final = _gathered()
