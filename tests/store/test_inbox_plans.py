"""What is asked of a call looks at the rows of that call, however many messages of others wait."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event

from store import inbox, leases
from store.database import Database


def plan(database: Database, act: Callable[[Connection], object]) -> str:
    """How the database goes about the first statement of an act."""
    asked: list[tuple[str, Any]] = []
    with database.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
        act(conn)
        statement, given = asked[0]
        values = tuple(given) if isinstance(given, list) else given
        if database.dialect == "postgresql":
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of an empty table it reads all
        explain = "EXPLAIN" if database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        return "\n".join(str(row[-1]) for row in conn.exec_driver_sql(f"{explain} {statement}", values))


def test_commands_are_found_among_the_newest_rows_only(database: Database, at: datetime) -> None:
    """Not among all that waits, which may be a long backlog: every lease asks."""
    found = plan(database, lambda conn: leases._COMMANDS.all(conn, {**leases._times(at), "most": 32}))
    assert re.search(r"seq ?>", found), found


@pytest.mark.parametrize("verb", ["supersede", "hasten"])
def test_a_call_is_found_by_its_mark_and_not_by_what_waits(
    database: Database, at: datetime, verb: str
) -> None:
    """By the index of the state, each screen of a call went through the whole backlog: with 3,000 rows
    waiting it took 2.3 times the processor."""

    def act(conn: Connection) -> object:
        return (
            inbox.supersede(conn, "call", below=3) if verb == "supersede" else inbox.hasten(conn, "call", at)
        )

    assert set(re.findall(r"\bix_\w+", plan(database, act))) == {"ix_inbox_session"}
