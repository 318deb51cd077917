"""Tables in order are one table in order: from the beginning, after a row, between two."""

from collections.abc import Mapping
from itertools import dropwhile
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.feeds.runs import Dressed, Runs

Line = tuple[str, str]
lines = st.tuples(st.sampled_from("abc"), st.sampled_from(("1", "2", "3")))
tables = st.lists(st.lists(lines, max_size=6), max_size=4)


def key(row: Mapping[str, Any]) -> Line:
    return row["indicator"], row["place"]


def kept(row: Mapping[str, Any]) -> bool:
    return bool(row["place"] != "2")


def runs(told: list[list[Line]]) -> Runs:
    def dress(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**row, "dressed": True}

    rows = ([{"indicator": name, "place": place} for name, place in sorted(table)] for table in told)
    return Runs([Dressed(each, dress) for each in rows], key, kept)


def wanted(told: list[list[Line]]) -> list[Line]:
    return sorted(line for table in told for line in table if line[1] != "2")


@given(tables)
def test_all_of_it(told: list[list[Line]]) -> None:
    found = list(runs(told))
    assert list(map(key, found)) == wanted(told)
    assert all(row["dressed"] for row in found)


@given(tables, lines)
def test_what_follows_a_row(told: list[list[Line]], seen: Line) -> None:
    expected = list(dropwhile(lambda line: line <= seen, wanted(told)))
    assert [key(row) for row in runs(told).after(list(seen))] == expected


@given(tables, lines, lines)
def test_what_lies_between(told: list[list[Line]], low: Line, high: Line) -> None:
    expected = [line for line in wanted(told) if low <= line < high]
    assert [key(row) for row in runs(told).between(low, high)] == expected
