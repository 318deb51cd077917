"""The cells of a period against what its observations come to, added up and compared by the database itself.

An observation counts in each of its groups, for each of its places. Both are short lists, which lie beside in
tables of this connection: all that is counted is one join.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Label,
    Select,
    String,
    Subquery,
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
from store.rows import insert_rows
from store.scratch import clear, grouped, lay_out, lies, places, short
from store.tables import cells, members, observations
from store.totals import Key

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
INDICATORS: Final = bindparam("of_indicators", expanding=True, type_=String)


def compared(
    conn: Connection,
    period: str,
    indicators: Collection[str],
    everywhere: Collection[str],
    lacking: Mapping[Key, int],
    *,
    mend: bool,
) -> list[tuple[str, str, Kinds]]:
    """What differs: the table, the indicator, its rows. With `mend` they are written anew.

    `indicators` of this period and `everywhere`, all places, have cells already. `lacking` is what the
    observations of the period lack of what they should be, or have too much, by its sign: nothing where they
    were mended.
    """
    lay_out(conn)
    of = sorted({*indicators, *_fill(conn, period, everywhere, lacking)})
    found: list[tuple[str, str, Kinds]] = []
    for rollup in ROLLUPS:
        rows = _settled(conn, rollup, period, of, mend=mend, whole=not lacking)
        found += ((rollup.table.name, row[0], row[1:]) for row in rows)
    clear(conn)
    return sorted(found, key=itemgetter(1))


def _settled(
    conn: Connection, rollup: Rollup, period: str, of: Sequence[str], *, mend: bool, whole: bool
) -> Sequence[Any]:
    asked = {"of_period": period, "of_indicators": of}
    if (
        mend
        and conn.execute(select(rollup.table.c.period).where(*_here(rollup)).limit(1), asked).first() is None
    ):
        conn.execute(_written(rollup), asked)
        return [(name, n, 0, 0) for name, n in conn.execute(_standing(rollup), asked)]
    rows = conn.execute(_differing(rollup, whole=whole), asked).all()
    if mend and rows:
        theirs = asked | {"of_indicators": [row[0] for row in rows]}
        conn.execute(_forgotten(rollup), theirs)
        conn.execute(_written(rollup), theirs)
    return rows


def _fill(conn: Connection, period: str, everywhere: Collection[str], lacking: Mapping[Key, int]) -> set[str]:
    """Lays the lists beside; the indicators that are observed."""
    table = observations.c
    asked = select(table.indicator, table.places, table.grp, table.also).where(table.period == period)
    seen = {tuple(row) for row in conn.execute(asked.distinct())}
    seen |= {(row[1], row[2], *row[5:7]) for row in lacking}
    each = {(written, place) for written in {row[1] for row in seen} for place in written.split()}
    groups = {(grp, also or "") for *_, grp, also in seen}
    ones = [(grp, also, one) for grp, also in sorted(groups) for one in (grp, *also.split())]
    _insert(conn, lies, sorted(each))
    _insert(conn, places, [(place,) for place in sorted({*everywhere, *(place for _, place in each)})])
    _insert(conn, grouped, ones)
    _insert(conn, short, [(*row, n) for row, n in lacking.items()])
    return {row[0] for row in seen}


def _insert(conn: Connection, table: Table, rows: Sequence[Key]) -> None:
    if rows:
        insert_rows(conn, table, [column.name for column in table.columns], rows)


def _told(*, whole: bool) -> Subquery:
    """The observations as they should be."""
    kept = select(*(observations.c[name] for name in COUNTED)).where(observations.c.period == PERIOD)
    if whole:
        return kept.subquery("told")
    return union_all(kept, select(*(short.c[name] for name in COUNTED))).subquery("told")


def _key(rollup: Rollup, told: Subquery) -> list[Number]:
    other = {"place": lies.c.place, "grp": grouped.c.one}
    return [other[name] if name in other else told.c[name] for name in rollup.key]


def _adds(rollup: Rollup, told: Subquery) -> list[Number]:
    sign = told.c.sign
    return [sign if by == "sign" else sign * told.c[by] for by in rollup.adds]


def _spread(rollup: Rollup, told: Subquery, *more: Number) -> Select[Any]:
    """What the observations add, to each cell that they count in."""
    key = [each.label(name) for name, each in zip(rollup.key, _key(rollup, told), strict=True)]
    same = and_(grouped.c.grp == told.c.grp, grouped.c.also == func.coalesce(told.c.also, ""))
    joined = told.join(lies, lies.c.places == told.c.places).join(grouped, same)
    counts = [told.c.member.is_not(None)] if rollup.table is members else [or_(*_any(_adds(rollup, told)))]
    return select(*key, *more).select_from(joined).where(*counts)


@cache
def _differing(rollup: Rollup, *, whole: bool) -> Select[Any]:
    """By indicator, the rows that differ, by their kinds; none where all agree."""
    both = union_all(_expected(rollup, _told(whole=whole)), _stored(rollup)).subquery("sides")
    should, does = (
        [func.sum(both.c[f"{side}_{name}"]) for name in rollup.sums] for side in ("should", "does")
    )
    there, something = func.max(both.c.there) == 1, or_(*_any(should))
    other = or_(*(one != two for one, two in zip(should, does, strict=True)))
    kind = case((and_(~there, something), 0), (and_(there, ~something), 1), (and_(there, other), 2))
    each = select(both.c.indicator, kind.label("kind")).group_by(*(both.c[name] for name in rollup.key))
    found = each.subquery("found")
    kinds = [func.sum(case((found.c.kind == at, 1), else_=0)) for at in range(3)]
    asked = select(found.c.indicator, *kinds).where(found.c.kind.is_not(None))
    return asked.group_by(found.c.indicator).order_by(found.c.indicator)


def _expected(rollup: Rollup, told: Subquery) -> Select[Any]:
    adds = _named("should", rollup, _adds(rollup, told))
    return _spread(rollup, told, *adds, *_named("does", rollup, _nothing(rollup)), literal(0).label("there"))


def _stored(rollup: Rollup) -> Select[Any]:
    table = rollup.table.c
    does = _named("does", rollup, [table[name] for name in rollup.sums])
    sides = (*_named("should", rollup, _nothing(rollup)), *does, literal(1).label("there"))
    return select(*(table[name] for name in rollup.key), *sides).where(*_here(rollup))


def _here(rollup: Rollup) -> list[ColumnElement[bool]]:
    """The rows of a period. Members have no index of it, but one by place."""
    table = rollup.table.c
    here = [table.period == PERIOD, table.indicator.in_(INDICATORS)]
    return here if rollup.table is cells else [*here, table.place.in_(select(places.c.place))]


@cache
def _standing(rollup: Rollup) -> Select[Any]:
    """How many rows each indicator has; none where it has none."""
    name = rollup.table.c.indicator
    return select(name, func.count()).where(*_here(rollup)).group_by(name).order_by(name)


@cache
def _forgotten(rollup: Rollup) -> Delete:
    return delete(rollup.table).where(*_here(rollup))


@cache
def _written(rollup: Rollup) -> Insert:
    told = _told(whole=True)
    sums = [func.sum(each) for each in _adds(rollup, told)]
    spread = _spread(rollup, told, *sums).where(told.c.indicator.in_(INDICATORS))
    fresh = spread.group_by(*_key(rollup, told)).having(or_(*_any(sums)))
    return insert(rollup.table).from_select([*rollup.key, *rollup.sums], fresh)


def _any(numbers: Sequence[Number]) -> list[ColumnElement[bool]]:
    return [each != 0 for each in numbers]


def _nothing(rollup: Rollup) -> list[Number]:
    return [literal(0) for _ in rollup.sums]


def _named(side: str, rollup: Rollup, numbers: Sequence[Number]) -> list[Label[Any]]:
    return [each.label(f"{side}_{name}") for name, each in zip(rollup.sums, numbers, strict=True)]
