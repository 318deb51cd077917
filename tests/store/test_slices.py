"""Slices of a period: every cause lies in one of them, and none is larger than it may be."""

import pytest
from sqlalchemy import literal, select, union_all
from sqlalchemy.sql import Select

from store.cells import observe
from store.database import Database
from store.scratch import laid_out
from store.slices import Slice, sliced
from store.tables import observations

WEEK = "2026-W29"


def told(*ids: str) -> Select[tuple[str]]:
    """These ids, as a table gives them."""
    each = union_all(*(select(literal(id_).label("id")) for id_ in ids)).subquery("told")
    return select(each.c.id)


def test_every_cause_is_in_one_slice(database: Database) -> None:
    """Also one that is only observed, and in whatever order a database keeps capitals and ciphers."""
    expected, seen = ["b", "B", "3", "", "ab", "é"], ["a", "B", "Z", "zz", "3"]
    with database.write() as conn, laid_out(conn):
        for cause in seen:
            observe(conn, indicator="other", places=("ML",), period=WEEK, numerator=1, cause=cause)
        slices = [*sliced(conn, WEEK, told(*expected), 2)]
        theirs = [conn.scalars(each.causes()).all() for each in slices]
        at = observations.c.cause
        observed = [conn.scalars(select(at).where(*each.of(at))).all() for each in slices]
    both = [{*one, *other} for one, other in zip(theirs, observed, strict=True)]
    assert [len(each) for each in both] == [2, 2, 2, 2, 1]
    assert sorted(cause for each in theirs for cause in each) == sorted(expected)
    assert sorted(cause for each in observed for cause in each) == sorted(seen)


@pytest.mark.parametrize("ids", [("a",), ("a", "b")])
def test_few_are_one_slice(database: Database, ids: tuple[str, ...]) -> None:
    with database.write() as conn, laid_out(conn):
        assert [*sliced(conn, WEEK, told(*ids), 3)] == [Slice()]
