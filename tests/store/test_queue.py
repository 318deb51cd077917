"""A backlog is read from its old end: nothing sorts it, and what ended workers is found unread."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from store import inbox
from store.database import Database
from store.vault import Vault
from tests.store.mailbag import entry, put

Asked = list[tuple[str, Any]]


@contextmanager
def heard(store: Database) -> Iterator[Asked]:
    asked: Asked = []

    def hear(_conn: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT inbox.seq"):
            asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def plan(store: Database, statement: str, values: Any) -> str:
    with store.read() as conn:
        found = conn.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, tuple(values))
        return " | ".join(str(row[3]) for row in found)


def test_the_queue_is_read_in_its_order(store: Database, vault: Vault, at: datetime) -> None:
    if store.dialect != "sqlite":
        pytest.skip("its planner needs a large table and statistics to show its choice")
    put(store, entry(vault, at))
    with heard(store) as asked:
        assert len(inbox.lease(store, "w1", at)) == 1
    fresh, tired = (
        [plan(store, *one) for one in asked if said in one[0]] for said in ("attempts <", "attempts >= 2")
    )
    assert fresh
    assert all("ix_inbox_waiting" in one and "TEMP B-TREE" not in one for one in fresh)
    assert tired
    assert all("ix_inbox_tired" in one for one in tired)
