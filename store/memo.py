"""What one transaction has read once and need not ask again: kept with its connection, and gone with it.

Only for what may be as old as its transaction (a fifth of a second and its last message; on PostgreSQL
another may change it meanwhile), and whose every writer forgets it here.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection

MEMO: Final = "memo"
"""The option of a connection under which `store.database` puts an empty one for each transaction."""
T = TypeVar("T")


def remembered(conn: Connection, name: str, read: Callable[[Connection], T]) -> T:
    """What `read` found the first time; on a connection without a memory it reads each time."""
    memo: dict[str, Any] | None = conn.get_execution_options().get(MEMO)
    if memo is None:
        return read(conn)
    if name not in memo:
        memo[name] = read(conn)
    return cast("T", memo[name])


def held(conn: Connection, name: str) -> Any:
    """What is remembered under a name; None for nothing."""
    return conn.get_execution_options().get(MEMO, {}).get(name)


def forget(conn: Connection, name: str) -> None:
    """The next who asks reads anew."""
    memo: dict[str, Any] = conn.get_execution_options().get(MEMO, {})
    memo.pop(name, None)
