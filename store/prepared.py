"""A statement that stays the same, compiled once and then handed to the driver as it is.

Each run through SQLAlchemy is a hundred calls of Python, and costs more than the answer of the database. What
is asked for every message goes this way; everything else asks its connection. Values go as the driver takes
them, columns come as their types say; errors are those of `sqlalchemy.exc`, without the values, and whoever
listens on an engine hears these statements too.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, methodcaller
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import BindParameter, Boolean, Connection, Dialect, SelectBase, UpdateBase, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler

Statement = SelectBase | UpdateBase
Values = Mapping[str, Any]
Found = tuple[Any, ...]
NONE: Final[Values] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Ready:
    """What one driver is handed: `order` where it takes values by place, `fixed` what the statement says."""

    text: str
    order: Sequence[str] | None
    fixed: Values
    truths: Sequence[int]

    def bound(self, values: Values) -> Any:
        if self.order is None:
            return {**self.fixed, **values}
        fixed = self.fixed
        return [values[name] if name in values else fixed[name] for name in self.order]


def places(many: int) -> list[BindParameter[Any]]:
    """For a list of so many values, of which there is a statement for each length: `listed` fills them."""
    return [bindparam(f"_{at}") for at in range(many)]


def listed(values: Iterable[Any]) -> dict[str, Any]:
    """A list of values by the names of `places`."""
    return {f"_{at}": value for at, value in enumerate(values)}


class Prepared:
    """One statement on any database. `names`: the columns that an INSERT or UPDATE is given."""

    def __init__(self, statement: Statement, names: Iterable[str] = ()) -> None:
        self._statement = statement
        self._names = list(names)
        self._ready: dict[str, _Ready] = {}

    def all(self, conn: Connection, values: Values = NONE) -> list[Found]:
        """The rows found, their columns in the order of the statement."""
        ready = self._of(conn)
        found: list[Found] = _run(conn, ready.text, ready.bound(values), _FOUND)
        return [_typed(row, ready.truths) for row in found] if ready.truths else found

    def named(self, conn: Connection, values: Values = NONE) -> list[Any]:
        """The same, each column also by its name."""
        return list(map(self._row._make, self.all(conn, values)))

    def first(self, conn: Connection, values: Values = NONE) -> Found | None:
        """The first row found."""
        found = self.all(conn, values)
        return found[0] if found else None

    def change(self, conn: Connection, values: Values = NONE) -> int:
        """How many rows it has written."""
        ready = self._of(conn)
        return int(_run(conn, ready.text, ready.bound(values), _WRITTEN))

    def each(self, conn: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Runs it for rows of values in the order of `names`, and with no other values."""
        ready, names = self._of(conn), self._names
        if ready.order is None:
            values: Sequence[Any] = [dict(zip(names, row, strict=True)) for row in rows]
        else:
            at = [names.index(name) for name in ready.order]
            values = [[row[place] for place in at] for row in rows]
        _run(conn, ready.text, values, _WRITTEN, many=True)

    @cached_property
    def _row(self) -> Any:
        return namedtuple("Row", map(str, self._statement.exported_columns.keys()))

    def _of(self, conn: Connection) -> _Ready:
        name = conn.dialect.name
        if name not in self._ready:
            self._ready[name] = _compiled(self._statement, self._names, conn.dialect)
        return self._ready[name]


_FOUND: Final[Callable[[Any], Any]] = methodcaller("fetchall")
_WRITTEN: Final[Callable[[Any], Any]] = attrgetter("rowcount")


def _run(
    conn: Connection, text: str, values: Any, answer: Callable[[Any], Any], *, many: bool = False
) -> Any:
    """What the cursor has to answer. SQLite finds a row only when it is asked for: that may fail, too."""
    try:
        cursor = _cursor(conn)
        for hear in conn.dispatch.before_cursor_execute:
            hear(conn, cursor, text, values, None, many)
        (cursor.executemany if many else cursor.execute)(text, values)
        return answer(cursor)
    except conn.dialect.loaded_dbapi.Error as error:
        raise _translated(conn, text, error) from error


def _cursor(conn: Connection) -> Any:
    """One for all that a connection of the driver is asked: psycopg takes long to make one."""
    kept = conn.connection.info
    if _CURSOR not in kept:
        kept[_CURSOR] = conn.connection.cursor()
    return kept[_CURSOR]


_CURSOR: Final = "cursor"


def _translated(conn: Connection, text: str, error: Any) -> BaseException:
    """As SQLAlchemy says it; a connection that was cut goes back to no pool."""
    driver = conn.dialect.loaded_dbapi.Error
    cut = conn.dialect.is_disconnect(error, conn.connection.driver_connection, None)
    told: BaseException = DBAPIError.instance(
        text, None, error, driver, connection_invalidated=cut, dialect=conn.dialect
    )
    if cut:
        conn.invalidate(error)
    return told


def _compiled(statement: Statement, names: Sequence[str], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect, column_keys=[*names] or None)
    if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
        raise TypeError(f"not the same for all values: {statement}")
    begins: Sequence[Any] = compiled.insert_prefetch
    fixed = {**compiled.params, **{column.key: column.default.arg for column in begins}}
    return _Ready(str(compiled), compiled.positiontup, fixed, _truths(statement, dialect))


def _truths(statement: Statement, dialect: Dialect) -> list[int]:
    """The columns that SQLite keeps as a number and that are true or false."""
    columns: Sequence[ColumnElement[Any]] = list(statement.exported_columns)
    truths = [at for at, column in enumerate(columns) if isinstance(column.type, Boolean)]
    return [] if dialect.supports_native_boolean else truths


def _typed(row: Found, truths: Iterable[int]) -> Found:
    values = list(row)
    for at in truths:
        values[at] = None if values[at] is None else bool(values[at])
    return tuple(values)
