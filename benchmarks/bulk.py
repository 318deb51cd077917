"""Rows straight into a database that nobody uses yet: no index is kept meanwhile, no commit is waited for.

SQLite: without a journal, so that a load cut short leaves a file to be thrown away. PostgreSQL: by COPY, the
keys made again at the end.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import Table, insert, make_url
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex

from store import sqlite

Row = dict[str, Any]
Fill = Callable[[Table, Sequence[Row]], None]
PRAGMAS: Final = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000000", "foreign_keys = OFF")
KEYS: Final = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE (conrelid = ANY(%(of)s::regclass[]) OR confrelid = ANY(%(of)s::regclass[]))
AND contype IN ('f', 'p', 'u') ORDER BY contype"""
"""Foreign keys first: what they lead to cannot be dropped before them."""
INDEXES: Final = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND schemaname = current_schema"
)


@contextmanager
def filling(url: str, tables: Sequence[Table]) -> Iterator[Fill]:
    """A way to fill these tables. Rows of one call have the same columns in the same order."""
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        with _sqlite(str(found.database), tables) as fill:
            yield fill
    else:
        with psycopg.connect(url) as conn, _postgres(conn, [each.name for each in tables]) as fill:
            yield fill


@contextmanager
def _sqlite(path: str, tables: Sequence[Table]) -> Iterator[Fill]:
    conn = sqlite.library().connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        conn.execute(f"PRAGMA {pragma}").fetchall()
    indexes = [index for table in tables for index in table.indexes]
    for index in indexes:
        conn.execute(f"DROP INDEX {index.name}")

    def fill(table: Table, rows: Sequence[Row]) -> None:
        if rows:
            names = list(rows[0])
            into = str(insert(table).compile(column_keys=names, dialect=dialect.dialect(paramstyle="named")))
            conn.execute("BEGIN")
            conn.executemany(into, rows)
            conn.execute("COMMIT")

    yield fill
    for index in indexes:
        conn.execute(str(CreateIndex(index).compile(dialect=dialect.dialect())))
    conn.execute("PRAGMA journal_mode = WAL").fetchall()
    conn.close()


@contextmanager
def _postgres(conn: psycopg.Connection[Any], tables: Sequence[str]) -> Iterator[Fill]:
    conn.execute("SET maintenance_work_mem = '1GB'")
    keys = conn.execute(KEYS, {"of": tables}).fetchall()
    for table, name, _ in keys:
        conn.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = conn.execute(INDEXES, [tables]).fetchall()
    for name, _ in indexes:
        conn.execute(f'DROP INDEX "{name}"')

    def fill(table: Table, rows: Sequence[Row]) -> None:
        if rows:
            names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
            asked = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
            with conn.cursor() as cursor, cursor.copy(asked) as copy:
                for row in rows:
                    copy.write_row(tuple(row.values()))

    yield fill
    for _, made in indexes:
        conn.execute(made)
    for table, name, made in reversed(keys):
        conn.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
    conn.commit()
    conn.autocommit = True
    for table in tables:
        conn.execute(f"VACUUM ANALYZE {table}")
