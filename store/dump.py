"""A database as lines of JSON and back: what a backup holds, whichever of the two databases it came from.

A table is a head with its columns, a line for each row, and a foot with their number and checksum. It is read
as it stands, not as this code knows it: a schema that is newer than the code is kept whole.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, column, func, insert, inspect, select, table

from core.errors import LasomiError

HOUR_MS = 3_600_000
LEFT_OUT = frozenset(
    ["alembic_version", "logins", "tries", "sessions", "conversations", "flow_versions", "buckets"]
)
"""Open visits and calls, and what answers them: they end with the machine. Alembic keeps its own account."""
EXACT = frozenset({"elapsed", "accounts", "factors", "recovery_codes", "api_keys", "audit"})
"""Acts of the staff, and the clock of the house. All else by the hour: a backup outlives 72 h (P27)."""
MOMENTS = frozenset({"at", "until", "due", "since", "done", "lease_until"})
LATER = frozenset({"expires_at"})
"""Cut upwards: nothing expires sooner for having been restored."""
_BATCH = 500

Line = Mapping[str, Any] | Sequence[Any]


@dataclass(slots=True)
class Tally:
    """How many rows, and a checksum that does not depend on their order: databases sort differently."""

    rows: int = 0
    total: int = 0

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        digest = hashlib.sha256(encoded(row)).digest()
        self.total = (self.total + int.from_bytes(digest, "big")) % 2**256

    @property
    def checksum(self) -> str:
        return f"{self.total:064x}"


def lines(conn: Connection) -> Iterator[Line]:
    """Every table that is kept, those that others refer to first."""
    for each in kept(conn):
        yield {"table": each.name, "columns": [one.name for one in each.columns]}
        tally = Tally()
        for row in rows(conn, each):
            tally.add(row)
            yield row
        yield {"end": each.name, "rows": tally.rows, "checksum": tally.checksum}


def kept(conn: Connection) -> list[Table]:
    """The tables of the database as it stands."""
    found = MetaData()
    found.reflect(conn)
    return [each for each in found.sorted_tables if each.name not in LEFT_OUT]


def rows(conn: Connection, listed: Table) -> Iterator[list[Any]]:
    """The rows of a table as they are written: bytes marked, moments by the hour."""
    names = [one.name for one in listed.columns]
    for row in conn.execute(select(listed).execution_options(yield_per=_BATCH)):
        yield [_plain(listed.name, one, value) for one, value in zip(names, row, strict=True)]


def fill(conn: Connection, read: Iterator[Line], head: Mapping[str, Any]) -> Tally:
    """Inserts the rows that follow a head, up to their foot. Raises LasomiError `backup.broken`.

    The checksum is taken from what the database gives back, not from what it was given.
    """
    name, names = head["table"], head["columns"]
    target = table(name, *(column(one) for one in names))
    for batch in _batches(_rows_of(read, name, written := Tally())):
        conn.execute(insert(target), [dict(zip(names, row, strict=True)) for row in batch])
    found = Tally()
    for row in rows(conn, _as_it_is(conn, name, names)):
        found.add(row)
    if found != written:
        raise LasomiError("backup.broken", f"{name}: the rows are not those of the backup")
    _go_on_counting(conn, name)
    return found


def encoded(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def is_empty(conn: Connection) -> bool:
    """No table of the database has a row."""
    return all(conn.execute(select(each).limit(1)).first() is None for each in kept(conn))


def _as_it_is(conn: Connection, name: str, names: Sequence[str]) -> Table:
    """A table by the types of the database, with these columns in this order."""
    found = MetaData()
    found.reflect(conn, only=[name], resolve_fks=False)
    return Table(name, MetaData(), *(Column(one, found.tables[name].c[one].type) for one in names))


def _rows_of(read: Iterator[Line], name: str, tally: Tally) -> Iterator[list[Any]]:
    for line in read:
        if isinstance(line, Mapping):
            _same(line, name, tally)
            return
        tally.add(line)
        yield [_value(one) for one in line]
    raise LasomiError("backup.broken", f"{name}: the backup ends in the middle")


def _same(foot: Mapping[str, Any], name: str, tally: Tally) -> None:
    if foot != {"end": name, "rows": tally.rows, "checksum": tally.checksum}:
        raise LasomiError("backup.broken", f"{name}: its checksum does not agree")


def _batches(listed: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in listed:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(name: str, one: str, value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode("ascii")}
    moment = one.endswith("_at") or one in MOMENTS
    if moment and name not in EXACT and isinstance(value, int):
        return -(-value // HOUR_MS) * HOUR_MS if one in LATER else value - value % HOUR_MS
    return value


def _value(written: Any) -> Any:
    return base64.b64decode(written["b"]) if isinstance(written, dict) else written


def _go_on_counting(conn: Connection, name: str) -> None:
    """PostgreSQL numbers rows by a sequence that knows nothing of what was inserted with its number."""
    if conn.dialect.name != "postgresql":
        return
    for one in inspect(conn).get_columns(name):
        if one.get("autoincrement") is True:
            counted = table(name, column(one["name"]))
            highest = select(func.max(counted.c[one["name"]])).scalar_subquery()
            serial = func.pg_get_serial_sequence(name, one["name"])
            conn.execute(select(func.setval(serial, func.coalesce(highest, 1), highest.is_not(None))))
