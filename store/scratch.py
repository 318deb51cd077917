"""Tables of one connection, empty before and after a transaction that uses them: lists that a query joins."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Column, Connection, Float, Index, Integer, MetaData, String, Table, delete
from sqlalchemy.schema import CreateIndex, CreateTable

from store.rows import insert_rows

_metadata: Final = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    how: dict[str, Any] = {
        "prefixes": ["TEMPORARY"],
        "postgresql_on_commit": "DELETE ROWS",
        "sqlite_with_rowid": not any(
            column.primary_key for column in columns
        ),  # else the key lies there twice
    }
    return Table(name, _metadata, *columns, **how)


def _sums() -> list[Column[float]]:
    return [Column(name, Float) for name in ("numerator", "denominator", "weight2")]


causes = _table("scratch_causes", Column("id", String, primary_key=True))
told = _table(
    "scratch_told",  # as `observations`, of one period: those that there should be
    Column("indicator", String),
    Column("authority", Integer),
    *(Column(name, String) for name in ("places", "grp", "also", "member")),
    *_sums(),
    Column("dont_know", Integer),
    Column("sign", Integer),
)
_by_authority: Final = Index("scratch_told_by", told.c.indicator, told.c.authority)
lies = _table(
    "scratch_lies",  # the places of an observation, as they are written, and each of them
    Column("places", String, primary_key=True),
    Column("length", Integer, primary_key=True),
    Column("place", String, primary_key=True),
)
grouped = _table(
    "scratch_grouped",  # its groups, and each of them
    Column("grp", String, primary_key=True),
    Column("also", String, primary_key=True),
    Column("one", String, primary_key=True),
)
places = _table(
    "scratch_places",
    Column("length", Integer, primary_key=True),
    Column("place", String, primary_key=True),
)
short = _table(
    "scratch_short",  # as `observations`: what these lack, or by its sign have too much
    *(Column(name, String) for name in ("cause", "indicator", "places", "period")),
    Column("authority", Integer),
    *(Column(name, String) for name in ("grp", "also", "member")),
    *_sums(),
    Column("dont_know", Integer),
    Column("sign", Integer),
)


@contextmanager
def laid_out(conn: Connection) -> Iterator[None]:
    """They are there, and empty, until the block ends."""
    for table in _metadata.sorted_tables:
        conn.execute(CreateTable(table, if_not_exists=True))
    conn.execute(CreateIndex(_by_authority, if_not_exists=True))
    clear(conn)
    yield
    clear(conn)


def clear(conn: Connection, *tables: Table) -> None:
    """Empties these, or all."""
    for table in tables or _metadata.sorted_tables:
        conn.execute(delete(table))


def fill(conn: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        insert_rows(conn, table, [column.name for column in table.columns], rows)
