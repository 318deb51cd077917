"""The small phrases that every room of the store repeats."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Insert, Select, Table, UpdateBase, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler

from store.prepared import Prepared

BATCH: Final = 1000
Row = TypeVar("Row")
DIALECTS: Final[dict[str, Any]] = {"sqlite": sqlite, "postgresql": postgresql}


def new_id() -> str:
    """32 random hexadecimal characters: no id tells when, where or in what order."""
    return uuid.uuid4().hex


def batches(conn: Connection, asked: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """What is found, as the driver gives it: of a long table, an object for each row costs more than its
    reading.
    """
    with conn.execute(asked.execution_options(stream_results=True)) as found:
        if (first := found.fetchone()) is None:  # one row has been fetched from the driver already
            return
        yield [tuple(first)]
        while found.cursor is not None and (rows := found.cursor.fetchmany(BATCH)):
            yield list(rows)


def execute_rows(
    conn: Connection, statement: UpdateBase, names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """A statement for many rows of these columns, or bound names; by place, where the driver takes values by
    place.
    """
    compiled = statement.compile(dialect=conn.dialect, column_keys=list(names))
    if isinstance(compiled, SQLCompiler) and compiled.positiontup is not None:
        asked = compiled.positiontup
        values = itemgetter(*(names.index(name) for name in asked))
        same = asked == list(names)  # also where there is one, whose getter gives no tuple
        conn.exec_driver_sql(str(compiled), [*rows] if same else [values(row) for row in rows])
    else:
        conn.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def insert_rows(conn: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """New rows of these columns. PostgreSQL takes each column as one array: a value at a time costs it more
    than the writing.
    """
    if conn.dialect.name == "sqlite":
        execute_rows(conn, insert(table), names, rows)
    elif rows:
        columns = (list(column) for column in zip(*rows, strict=True))
        conn.execute(_unnested(table, tuple(names)), dict(zip(names, columns, strict=True)))


def batched(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many at a time."""
    each = iter(rows)
    while some := [*islice(each, BATCH)]:
        yield some


def insert_new(conn: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Whether the row is new; a row whose unique key is known already changes nothing."""
    return _insert_new(conn.dialect.name, table, tuple(values)).first(conn, values) is not None


def add_to(conn: Connection, table: Table, key: dict[str, Any], amounts: dict[str, Any]) -> None:
    """Adds amounts to the row of a primary key, which begins at nothing."""
    put(conn, table, tuple(key), key | amounts, added=tuple(amounts))


def put(
    conn: Connection,
    table: Table,
    key: Sequence[str],
    values: dict[str, Any],
    *,
    added: Sequence[str] = (),
    replaced: Sequence[str] = (),
) -> None:
    """Inserts a row, or adds to these columns of it and replaces those."""
    asked = _put(conn.dialect.name, table, tuple(key), tuple(added), tuple(replaced), tuple(values))
    asked.change(conn, values)


def put_all(
    conn: Connection, table: Table, key: Sequence[str], added: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """The same for many rows of a key and what is added to it."""
    columns = (*key, *added)
    _put(conn.dialect.name, table, tuple(key), tuple(added), (), columns).each(conn, rows)


@cache
def _unnested(table: Table, names: tuple[str, ...]) -> Insert:
    arrays = (bindparam(name, type_=postgresql.ARRAY(table.c[name].type)) for name in names)
    return insert(table).from_select(names, select(*(func.unnest(array) for array in arrays)))


@cache
def _insert_new(dialect: str, table: Table, names: tuple[str, ...]) -> Prepared:
    inserted = DIALECTS[dialect].insert(table).on_conflict_do_nothing()
    return Prepared(inserted.returning(*table.primary_key), names)


@cache
def _put(
    dialect: str,
    table: Table,
    key: tuple[str, ...],
    added: tuple[str, ...],
    replaced: tuple[str, ...],
    names: tuple[str, ...],
) -> Prepared:
    return Prepared(_upsert(dialect, table, key, added, replaced), names)


@cache
def _upsert(
    dialect: str, table: Table, key: tuple[str, ...], added: tuple[str, ...], replaced: tuple[str, ...]
) -> Insert:
    fresh = DIALECTS[dialect].insert(table)
    sums: dict[str, ColumnElement[Any]] = {name: table.c[name] + fresh.excluded[name] for name in added}
    sums |= {name: fresh.excluded[name] for name in replaced}
    upsert: Insert = fresh.on_conflict_do_update(index_elements=list(key), set_=sums)
    return upsert


def serialise(conn: Connection, value: bytes) -> None:
    """Those who look for a value and those who bring it wait for one another (SQLite: everybody does
    already).
    """
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(int.from_bytes(value[:8], "big", signed=True))))
