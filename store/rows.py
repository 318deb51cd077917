"""The small phrases that every room of the store repeats."""

import uuid
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement


def new_id() -> str:
    """32 random hexadecimal characters: no id tells when, where or in what order."""
    return uuid.uuid4().hex


def insert_new(conn: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Whether the row is new; a row whose unique key is known already changes nothing."""
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    inserted = dialect.insert(table).values(values).on_conflict_do_nothing()
    return conn.execute(inserted.returning(*table.primary_key)).first() is not None


def add_to(conn: Connection, table: Table, key: dict[str, Any], amounts: dict[str, Any]) -> None:
    """Adds amounts to the row of a primary key, which begins at nothing."""
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    fresh = dialect.insert(table).values(key | amounts)
    sums: dict[str, ColumnElement[Any]] = {name: table.c[name] + fresh.excluded[name] for name in amounts}
    conn.execute(fresh.on_conflict_do_update(index_elements=list(key), set_=sums))


def serialise(conn: Connection, value: bytes) -> None:
    """Those who look for a value and those who bring it wait for one another (SQLite: everybody does
    already).
    """
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(int.from_bytes(value[:8], "big", signed=True))))
