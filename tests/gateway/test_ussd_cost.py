"""What a screen costs: nothing in Redis, and of the database at most one look at the row of its call."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from gateway.house import House
from gateway.queue import Bell, Doorbell
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, house, open_line

CALLER = "+22376000001"
LOOKS = ["1", "1*1", "1*1*0", "1*5", "1*9"]
"""A new caller chooses French and looks about: nothing of it is worth keeping."""
TYPED = ["1", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]
REPORT = ["*".join(TYPED[:count]) for count in range(len(TYPED) + 1)]
Said = tuple[str, Any]


class Stuck(Doorbell):
    """A Redis that nobody gets an answer from until it is let go."""

    def __init__(self) -> None:
        super().__init__("")
        self.let_go = threading.Event()
        self.rung = threading.Event()

    def ring(self, name: Bell) -> bool:
        self.rung.set()
        return self.let_go.wait(10)


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@contextmanager
def statements(one: House) -> Iterator[list[Said]]:
    """What is said to the database meanwhile, with its values; PRAGMA and SET, of a new connection, apart."""
    said: list[Said] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith(("PRAGMA", "SET", "BEGIN", "SELECT set_config")):
            said.append((statement, values))

    event.listen(one.database._engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(one.database._engine, "before_cursor_execute", note)


def counted(line: Line, text: str) -> list[Said]:
    with statements(line.house) as said:
        assert line.dial(CALLER, "S1", text).startswith("CON ")
    return said


def test_a_screen_of_a_known_call_asks_the_database_nothing(one: House) -> None:
    with open_line(one) as line:
        line.dial(CALLER, "S1")
        assert {text: len(counted(line, text)) for text in LOOKS} == dict.fromkeys(LOOKS, 0)


def test_in_another_process_it_looks_once_at_its_row(one: House) -> None:
    with open_line(one) as first:
        first.dial(CALLER, "S1")
    with open_line(one) as line:
        ((statement, values),) = counted(line, LOOKS[0])
        assert (statement.split()[0], "FROM sessions" in statement) == ("SELECT", True)
        assert counted(line, LOOKS[1]) == []
        if one.database.dialect == "sqlite":
            with one.database.read() as conn:
                plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert [row.detail for row in plan if row.detail.startswith("SCAN")] == []


def test_a_screen_waits_for_no_redis(one: House) -> None:
    bell = Stuck()
    with open_line(replace(one, queue=bell)) as line:
        assert line.dial(CALLER, "S1").startswith("CON ")
        screens = [line.dial(CALLER, "S1", text) for text in REPORT]
        assert [screen[:3] for screen in screens] == ["CON"] * (len(screens) - 1) + ["END"]
        assert line.run(asyncio.to_thread(bell.rung.wait, 5))
        assert line.dial("+22376000002", "S2").startswith("CON ")
        bell.let_go.set()
