"""What a room is filled with is worked out once for each kind of database, and poured into the next ones."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import insert, select

from store.database import Database
from store.tables import metadata

KNOWN: Final[dict[tuple[str, str], dict[str, list[dict[str, Any]]]]] = {}


def poured(database: Database, name: str, fill: Callable[[], None]) -> None:
    """An empty database becomes what `fill` makes of one. Only for rows that no key seals."""
    known = KNOWN.get((name, database.dialect))
    if known is None:
        fill()
        KNOWN[name, database.dialect] = _rows(database)
        return
    with database.write() as conn:
        for table in metadata.sorted_tables:
            if known[table.name]:
                conn.execute(insert(table), known[table.name])


def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.read() as conn:
        found = {table.name: conn.execute(select(table)).mappings() for table in metadata.sorted_tables}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}
