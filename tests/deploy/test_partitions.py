"""Figures in partitions are the same figures: who reads or writes them does not know."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, select

from benchmarks.figures import opened
from gateway.house import House
from ops.rebuild import rebuilt
from store.cells import cells, observe, take_back
from store.tables import cells as cell_table
from store.tables import members, observations
from tests.deploy.places import DEPLOY

SCRIPT = (DEPLOY / "postgresql" / "partitions.sql").read_bytes()
DIVIDED = (cell_table, members, observations)


def divide(address: str) -> None:
    """As the document has it run."""
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute(SCRIPT)


@pytest.fixture
def house(empty_postgres: str, tmp_path: Path) -> Iterator[House]:
    """With a history of two years, and its figures."""
    with opened(tmp_path, 300, url=empty_postgres) as (made, _):
        rebuilt(made, None, figures=True, dry_run=False, jobs=1)
        yield made


def rows(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """All that is counted, whatever number its row has."""
    found = {}
    with house.database.read() as conn:
        for table in DIVIDED:
            columns = [column for column in table.c if column.name != "seq"]
            found[table.name] = sorted(tuple(map(str, row)) for row in conn.execute(select(*columns)))
    return found


def holding(address: str, table: str) -> set[str]:
    """The partitions of a table in which there is anything."""
    with psycopg.connect(address) as conn:
        asked = f"SELECT DISTINCT tableoid::regclass::text FROM {table}"
        return {str(name) for (name,) in conn.execute(asked.encode()).fetchall()}


def test_every_figure_is_where_it_was_in_the_quarter_that_it_is_of(house: House, empty_postgres: str) -> None:
    before = rows(house)
    divide(empty_postgres)
    divide(empty_postgres)
    assert rows(house) == before
    for table in DIVIDED:
        parts = holding(empty_postgres, table.name)
        assert f"{table.name}_2026q2" in parts
        assert len(parts) >= 8
        assert f"{table.name}_other" not in parts


def test_they_belong_to_whom_the_tables_belonged(house: House, empty_postgres: str) -> None:
    with psycopg.connect(empty_postgres) as conn:
        conn.execute("CREATE ROLE figures_owner; GRANT CREATE ON SCHEMA public TO figures_owner")
        for table in DIVIDED:
            conn.execute(f"ALTER TABLE {table.name} OWNER TO figures_owner".encode())
    divide(empty_postgres)
    with psycopg.connect(empty_postgres) as conn:
        like = "relname ~ '^(ix_)?(cells|cell_members|observations)'"
        asked = f"SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE {like}"
        assert conn.execute(asked.encode()).fetchall() == [("figures_owner",)]


def test_a_rebuild_finds_nothing_amiss_and_makes_all_of_it_anew(house: House, empty_postgres: str) -> None:
    before = rows(house)
    divide(empty_postgres)
    *differing, _ = rebuilt(house, None, figures=True, dry_run=True, jobs=1)
    assert not differing
    with house.database.write() as conn:
        house.database.take_time(conn)
        for table in DIVIDED:
            conn.execute(delete(table))
    rebuilt(house, None, figures=True, dry_run=False, jobs=1)
    assert rows(house) == before


@pytest.mark.parametrize("period", ["2026-W31", "2026-Q3", "2026-Q3w", "2026-08", "2026-08-14"])
def test_what_is_told_is_counted_and_taken_back(house: House, empty_postgres: str, period: str) -> None:
    divide(empty_postgres)
    before = rows(house)

    def counted() -> list[float]:
        with house.database.read() as conn:
            return [cell.numerator for cell in cells(conn, indicator="new", period=period, places=["ML07"])]

    for cause in ("one", "two"):
        with house.database.write() as conn:
            observe(
                conn, indicator="new", places=["ML07"], period=period, cause=cause, numerator=1, member="x"
            )
    assert counted() == [2.0]
    assert holding(empty_postgres, "cells") >= {"cells_other" if len(period) == 10 else "cells_2026q3"}
    with house.database.write() as conn:
        assert take_back(conn, "one") == 1
    assert counted() == [1.0]
    with house.database.write() as conn:
        take_back(conn, "two")
    assert rows(house) == before
