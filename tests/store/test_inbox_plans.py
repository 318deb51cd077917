"""What is asked of a call looks at the rows of that call, however many messages of others wait."""

import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from store import inbox
from store.database import Database


@pytest.mark.parametrize("verb", ["supersede", "hasten"])
def test_a_call_is_found_by_its_mark_and_not_by_what_waits(
    database: Database, at: datetime, verb: str
) -> None:
    """By the index of the state, each screen of a call went through the whole backlog: with 3,000 rows
    waiting it took 2.3 times the processor."""
    asked: list[tuple[str, Any]] = []
    with database.write() as conn:
        event.listen(conn, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
        inbox.supersede(conn, "call", below=3) if verb == "supersede" else inbox.hasten(conn, "call", at)
        statement, values = asked[0]
        if database.dialect == "postgresql":
            conn.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of an empty table it reads all
        explain = "EXPLAIN" if database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = "\n".join(str(row[-1]) for row in conn.exec_driver_sql(f"{explain} {statement}", values))
    assert set(re.findall(r"\bix_\w+", plan)) == {"ix_inbox_session"}
