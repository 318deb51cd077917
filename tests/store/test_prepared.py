"""A statement handed to the driver as it is: the same rows, errors and listeners as through SQLAlchemy."""

from typing import Any

import pytest
from sqlalchemy import bindparam, column, event, func, insert, select, table, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from core.errors import LasomiError
from store.database import Database
from store.prepared import Prepared, listed, places
from store.rows import insert_new
from store.tables import counters, inbox

ADD = Prepared(insert(counters), ("name", "place", "period", "n"))
OF = Prepared(select(counters.c.n, counters.c.place).where(counters.c.name == bindparam("of")).limit(2))
RAISE = Prepared(update(counters).where(counters.c.name == bindparam("of")), ("n",))
ROW = {"name": "x", "place": "ML", "period": "2026-W29", "n": 1}


def test_rows_are_written_changed_and_found(database: Database) -> None:
    with database.write() as conn:
        assert ADD.change(conn, ROW) == 1
        assert RAISE.change(conn, {"of": "x", "n": 7}) == 1
        assert RAISE.change(conn, {"of": "y", "n": 7}) == 0
        assert (OF.all(conn, {"of": "x"}), OF.first(conn, {"of": "y"})) == ([(7, "ML")], None)


def test_what_a_table_begins_with_is_written_and_a_truth_is_read(database: Database) -> None:
    row = {"id": "a" * 32, "channel": "c", "kind": "sms", "dedupe": b"d", "key_day": "2026-07-14"}
    asked = Prepared(select(inbox.c.state, inbox.c.attempts, inbox.c.late, inbox.c.sealed.is_(None)))
    with database.write() as conn:
        assert insert_new(conn, inbox, row | {"received_at": 1, "due_at": 1})
        assert not insert_new(conn, inbox, row | {"received_at": 2, "due_at": 2})
        *begun, late, empty = asked.first(conn) or ()
    assert begun == ["new", 0]
    assert late is False
    assert empty is True


def test_an_error_is_told_without_its_values(database: Database) -> None:
    def twice() -> None:
        with database.write() as conn:
            ADD.change(conn, ROW)
            ADD.change(conn, ROW)

    with pytest.raises(IntegrityError) as told:
        twice()
    assert told.value.params is None
    with database.read() as conn:
        assert OF.all(conn, {"of": "x"}) == []


def test_an_error_in_the_midst_of_the_rows_is_told_too(database: Database) -> None:
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL has all rows once it has answered")
    with database.write() as conn:
        for at, n in enumerate((1, -(2**63))):
            ADD.change(conn, ROW | {"place": str(at), "n": n})
        with pytest.raises(OperationalError, match="integer overflow"):
            Prepared(select(func.abs(counters.c.n))).all(conn)


def test_who_listens_on_an_engine_hears_it(database: Database) -> None:
    heard: list[tuple[str, Any]] = []
    event.listen(database._engine, "before_cursor_execute", lambda *said: heard.append((said[2], said[3])))
    with database.write() as conn:
        OF.all(conn, {"of": "x"})
    statement, values = heard[-1]
    assert statement.startswith("SELECT counters.n")
    assert "x" in (values.values() if isinstance(values, dict) else values)


def test_a_row_tells_its_columns_by_name(database: Database) -> None:
    with database.write() as conn:
        ADD.change(conn, ROW)
        assert [(row.place, row.n) for row in OF.named(conn, {"of": "x"})] == [("ML", 1)]


def test_a_list_has_a_statement_for_each_length(database: Database) -> None:
    with database.write() as conn:
        for name in "xyz":
            ADD.change(conn, ROW | {"name": name})
        for names in ("x", "xz"):
            among = Prepared(select(counters.c.name).where(counters.c.name.in_(places(len(names)))))
            assert {name for (name,) in among.all(conn, listed(names))} == set(names)


def test_what_is_asked_after_an_error_or_on_another_connection_has_its_own_answer(database: Database) -> None:
    with database.write() as conn:
        ADD.change(conn, ROW)
    with database.read() as conn, database.read() as other:
        with pytest.raises(ProgrammingError if database.dialect == "postgresql" else OperationalError):
            Prepared(select(table("nowhere", column("n")))).all(conn)
        assert OF.all(other, {"of": "x"}) == [(1, "ML")]
    with database.write() as conn:
        assert (RAISE.change(conn, {"of": "x", "n": 7}), OF.first(conn, {"of": "x"})) == (1, (7, "ML"))


def test_what_changes_with_its_values_is_refused(database: Database) -> None:
    listed = Prepared(select(counters.c.n).where(counters.c.name.in_(["x", "y"])))
    with database.read() as conn, pytest.raises(TypeError, match="not the same for all values"):
        listed.all(conn)


def test_a_connection_that_was_cut_is_away_and_replaced(database: Database) -> None:
    if database.dialect != "postgresql":
        pytest.skip("SQLite is a file")

    def cut() -> None:
        with database.write() as conn, database.write() as other:
            pid = conn.scalar(select(func.pg_backend_pid()))
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            OF.all(conn, {"of": "x"})

    with pytest.raises(LasomiError) as told:
        cut()
    assert (told.value.code, told.value.retryable) == ("store.away", True)
    with database.write() as conn:
        assert OF.all(conn, {"of": "x"}) == []
