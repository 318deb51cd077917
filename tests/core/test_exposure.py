"""The exact audit: what can be worked out, how far the rest can be shifted, when a cube may change."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure import Entry, Sum, exposures, nested, suppress
from core.exposure import Shifts, Table, _span, _together, _within, exposed
from core.revision import Told, is_first_monday, may_replace
from tests.examples import many


def table(unknown: str, *sums: str, **truth: float) -> Table:
    """`t=a+b` names a total and its parts."""
    bound = [Sum(total, tuple(parts.split("+"))) for total, parts in (each.split("=") for each in sums)]
    return Table(truth, bound, unknown.split())


def determined(seen: Table, key: str) -> bool:
    """Whether a number lies in the row space of all sums: a test of rank, and the auditor's own is none."""
    names = sorted(seen.unknown)
    rows = [[float(name in each.parts) - float(name == each.total) for name in names] for each in seen.sums]
    asked = [float(name == key) for name in names]
    return bool(np.linalg.matrix_rank([*rows, asked]) == np.linalg.matrix_rank(rows))


def test_one_unknown_of_a_sum_is_known() -> None:
    found = table("a", "t=a+b", t=12, a=3, b=9)
    assert determined(found, "a")
    assert found.width("a", 10) == 0


def test_two_unknowns_share_what_is_left() -> None:
    found = table("a b", "t=a+b+c", t=50, a=3, b=2, c=45)
    assert not determined(found, "a")
    assert found.width("a", 10) == pytest.approx(5)
    assert exposed(found, ["a", "b"], 10) == ["a", "b"]
    assert exposed(found, ["a", "b"], 5) == []


def test_a_chain_of_sums_gives_a_number_away() -> None:
    """a + b and b + c are known, and so is a + c: no sum alone tells, together they do."""
    found = table("a b c", "x=a+b", "y=b+c", "z=a+c", x=7, y=9, z=8, a=3, b=4, c=5)
    assert [determined(found, key) for key in "abc"] == [True, True, True]
    assert exposed(found, "abc", 1) == ["a", "b", "c"]


def test_a_total_that_nobody_knows_bounds_nothing() -> None:
    found = table("t a", "t=a+b", t=5, a=2, b=3)
    assert found.width("a", 10) == float("inf")


@settings(deadline=None, max_examples=many(60))
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([1.0, -1.0])), min_size=1, max_size=5))
def test_of_one_sum_the_same_is_known_without_programming(told: list[tuple[int, float]]) -> None:
    row = {f"n{at}": sign for at, (_, sign) in enumerate(told)}
    truth = {f"n{at}": float(n) for at, (n, _) in enumerate(told)}
    plain = Shifts()
    _within(row, truth, plain)
    for key in row:
        programmed = Shifts()
        _span(key, sorted(row), [row], truth, programmed)
        assert plain.width(key) == pytest.approx(programmed.width(key))


def test_nobody_stands_behind_a_zero() -> None:
    assert exposed(table("a b", "t=a+b", t=0, a=0, b=0), ["a", "b"], 5) == []


@pytest.mark.parametrize("k", [5, 10])
def test_more_is_hidden_until_every_hidden_number_can_be_shifted_by_k(k: int) -> None:
    shown = {
        key: Entry(key, n, f"k<{k}" if n < k else "") for key, n in {"M": 50, "a": 2, "b": 1, "c": 47}.items()
    }
    entries, sums = nested(shown, dict.fromkeys("abc", "M"), k)
    plain, wide = suppress(entries, sums), suppress(entries, sums, k)
    assert exposures(entries, sums, plain, k) == ["a", "b"]
    assert exposures(entries, sums, wide, k) == []
    assert wide == {**plain, "c": "secondary"}


@st.composite
def crossed(draw: st.DrawFn) -> tuple[list[Entry], list[Sum]]:
    """Places by groups, with both margins, as a cube by sex or age is."""
    rows, columns = draw(st.integers(2, 4)), draw(st.integers(2, 3))
    cells = {(i, j): draw(st.integers(0, 25)) for i in range(rows) for j in range(columns)}
    whole = {f"{i}": sum(cells[i, j] for j in range(columns)) for i in range(rows)}
    whole |= {f"/{j}": sum(cells[i, j] for i in range(rows)) for j in range(columns)}
    whole |= {"": sum(cells.values())} | {f"{i}/{j}": n for (i, j), n in cells.items()}
    sums = [Sum(f"{i}", tuple(f"{i}/{j}" for j in range(columns))) for i in range(rows)]
    sums += [Sum(f"/{j}", tuple(f"{i}/{j}" for i in range(rows))) for j in range(columns)]
    sums += [Sum("", tuple(map(str, range(rows)))), Sum("", tuple(f"/{j}" for j in range(columns)))]
    return [Entry(key, n, "k<10" if 0 < n < 10 else "") for key, n in whole.items()], sums


@settings(deadline=None, max_examples=many(40))
@given(crossed())
def test_no_cell_of_crossed_margins_can_be_told(told: tuple[list[Entry], list[Sum]]) -> None:
    entries, sums = told
    hidden = suppress(entries, sums, 10)
    truth = {entry.key: entry.n for entry in entries}
    seen = Table(truth, sums, set(hidden))
    assert exposures(entries, sums, hidden, 10) == []
    assert not [key for key in hidden if truth[key] and determined(seen, key)]


def test_a_version_that_isolates_somebody_replaces_nothing() -> None:
    old = {"a": Told(40, 0.4), "b": Told(None, "k<10")}
    assert may_replace(old, old, 10)
    assert may_replace(old, {**old, "a": Told(50, 0.5)}, 10)
    assert not may_replace(old, {**old, "a": Told(41, 0.4)}, 10)
    assert not may_replace(old, {**old, "a": Told(40, 0.5)}, 10)
    assert not may_replace(old, {**old, "b": Told(10, 0.5)}, 10)
    assert not may_replace(old, {**old, "c": Told(90, 0.5)}, 10)


def test_first_mondays() -> None:
    assert [day for day in range(1, 32) if is_first_monday(date(2026, 8, day))] == [3]


@settings(deadline=None, max_examples=many(40))
@given(crossed(), st.data())
def test_many_looked_at_together_are_told_as_each_alone(
    told: tuple[list[Entry], list[Sum]], data: st.DataObject
) -> None:
    """What chance shows to be safe is safe, and what it does not show is looked at one by one."""
    entries, sums = told
    keys = [entry.key for entry in entries]
    unknown = data.draw(st.sets(st.sampled_from(keys), min_size=1))
    seen = Table({entry.key: entry.n for entry in entries}, sums, unknown)
    shifts = Shifts()
    _together(seen, sorted(unknown), 10, shifts)
    for key in sorted(unknown):
        assert shifts.width(key) <= seen.width(key, float("inf")) + 1e-6
    assert exposed(seen, sorted(unknown), 10, shifts) == exposed(seen, sorted(unknown), 10)


def test_what_no_sum_binds_cannot_be_told_however_much_of_it_there_is() -> None:
    many = {f"c{n}": float(n) for n in range(40)}
    assert exposed(Table(many, [], set(many)), many, 10) == []
    assert exposed(Table(many, [Sum("c1", ("c2", "c3"))], {"c7", *list(many)[9:]}), list(many)[9:], 10) == []


def test_what_could_be_shifted_once_still_can_when_more_is_hidden() -> None:
    shifts = Shifts()
    sums = {"t": 60, "a": 30, "b": 20, "c": 10}
    assert table("a b", "t=a+b+c", **sums).width("a", 99, shifts) == pytest.approx(50)
    assert table("a b c", "t=a+b+c", **sums).width("a", 99, shifts) == pytest.approx(60)
    assert shifts.width("b") == pytest.approx(60)


@st.composite
def small_tables(draw: st.DrawFn) -> tuple[Table, dict[str, range]]:
    """Two rows and two or three columns whose margins are known, some cells hidden, and of some hidden ones
    that somebody is in them; with what counting all tables says of each.
    """
    columns = draw(st.integers(2, 3))
    cells = {f"{i}{j}": draw(st.integers(0, 2)) for i in range(2) for j in range(columns)}
    hidden = draw(st.sets(st.sampled_from(sorted(cells)), min_size=2))
    least = {key: 1.0 for key in hidden if cells[key] and draw(st.booleans())}
    lines = [[f"{i}{j}" for j in range(columns)] for i in range(2)]
    lines += [[f"{i}{j}" for i in range(2)] for j in range(columns)]
    sums = [Sum(f"t{at}", tuple(line)) for at, line in enumerate(lines)]
    truth = {**cells, **{each.total: sum(cells[key] for key in each.parts) for each in sums}}
    return Table(truth, sums, hidden, least), counted(cells, hidden, least, sums)


def counted(
    cells: dict[str, int], hidden: set[str], least: dict[str, float], sums: list[Sum]
) -> dict[str, range]:
    """The least and the most of each hidden cell, by writing down every table that agrees."""
    names = sorted(hidden)
    most = {
        key: min(sum(cells[one] for one in each.parts) for each in sums if key in each.parts) for key in names
    }
    found: dict[str, set[int]] = {name: set() for name in names}
    for said in product(*(range(int(least.get(name, 0)), most[name] + 1) for name in names)):
        told = {**cells, **dict(zip(names, said, strict=True))}
        if all(sum(told[key] - cells[key] for key in each.parts) == 0 for each in sums):
            for name in names:
                found[name].add(told[name])
    return {name: range(min(values), max(values)) for name, values in found.items()}


@settings(deadline=None, max_examples=many(30))
@given(small_tables())
def test_what_programming_says_counting_says(told: tuple[Table, dict[str, range]]) -> None:
    """Tables of rows and columns have whole numbers at their ends."""
    seen, wanted = told
    for key, between in wanted.items():
        assert seen.width(key, float("inf")) == pytest.approx(len(between))


def test_whoever_is_hidden_is_somebody() -> None:
    """Of ten, three hidden ones that are not nobody: each is eight at most."""
    sums = [Sum("t", ("a", "b", "c"))]
    truth = {"t": 10, "a": 4, "b": 3, "c": 3}
    assert exposed(Table(truth, sums, "abc"), "abc", 10) == []
    somebody = Table(truth, sums, "abc", dict.fromkeys("abc", 1.0))
    assert somebody.width("a", 10) == pytest.approx(7)
    assert exposed(somebody, "abc", 8) == ["a", "b", "c"]


def test_what_a_reader_knows_of_the_hidden_hides_more() -> None:
    """Five hidden ones of one each are all that nine may be: what they are follows from their number."""
    sizes = {"M": 60, "a": 3, "b": 1, "c": 1, "d": 2, "e": 2, "f": 51}
    entries, sums = nested(
        {key: Entry(key, n, "k<5" if n < 5 else "", least=1.0) for key, n in sizes.items()},
        dict.fromkeys("abcdef", "M"),
        5,
    )
    blind = [Entry(each.key, each.n, each.reason, each.silent) for each in entries]
    few = dict.fromkeys("abcde", "k<5")
    assert suppress(blind, sums, 5) == few
    assert exposures(entries, sums, few, 5) == ["a", "b", "c", "d", "e"]
    wide = suppress(entries, sums, 5)
    assert wide == {**few, "f": "secondary"}
    assert exposures(entries, sums, wide, 5) == []
