"""Tables of one connection, empty before and after a transaction that uses them: lists that a query joins."""

from typing import Final

from sqlalchemy import Column, Connection, Float, Integer, MetaData, String, Table, delete
from sqlalchemy.schema import CreateTable

_metadata: Final = MetaData()


def _table(name: str, *columns: Column[str] | Column[int] | Column[float]) -> Table:
    return Table(name, _metadata, *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DELETE ROWS")


lies = _table(
    "scratch_lies",  # the places of an observation, as they are written, and each of them
    Column("places", String, primary_key=True),
    Column("place", String, primary_key=True),
)
grouped = _table(
    "scratch_grouped",  # its groups, and each of them
    Column("grp", String, primary_key=True),
    Column("also", String, primary_key=True),
    Column("one", String, primary_key=True),
)
places = _table("scratch_places", Column("place", String, primary_key=True))
short = _table(
    "scratch_short",  # as `observations`
    *(Column(name, String) for name in ("cause", "indicator", "places", "period")),
    Column("authority", Integer),
    *(Column(name, String) for name in ("grp", "also", "member")),
    *(Column(name, Float) for name in ("numerator", "denominator", "weight2")),
    Column("dont_know", Integer),
    Column("sign", Integer),
)


def lay_out(conn: Connection) -> None:
    """Makes them where this connection has none yet, and empties them."""
    for table in _metadata.sorted_tables:
        conn.execute(CreateTable(table, if_not_exists=True))
    clear(conn)


def clear(conn: Connection) -> None:
    for table in _metadata.sorted_tables:
        conn.execute(delete(table))
