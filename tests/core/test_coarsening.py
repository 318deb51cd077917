"""Whatever is told, what is shown together was said by ten people, and stands in all rows or none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.coarsening import GRAINS, K_ROWS, Said, coarsened
from tests.examples import many

FIRST = date(2026, 7, 1)
BARE: dict[str, Any] = {"sex": "", "age": "", "displaced": "", "day": FIRST}
"""As if nothing had been said of who speaks, and when."""
ROWS = st.lists(
    st.builds(
        Said,
        who=st.integers(0, 60).map(str),
        authority=st.sampled_from([1, 4]),
        region=st.sampled_from(["ML01", "ML07"]),
        sex=st.sampled_from(["", "f", "m"]),
        age=st.sampled_from(["", "15-24", "55+"]),
        displaced=st.sampled_from(["", "yes", "no"]),
        day=st.integers(0, 91).map(lambda days: FIRST + timedelta(days=days)),
        form=st.sampled_from(["now", "now", "now", "before"]),
    ),
    max_size=120,
)


def said(who: int, day: date = FIRST, **told: Any) -> Said:
    about: dict[str, Any] = {"authority": 1, "region": "ML07", "sex": "f", "age": "15-24", "displaced": "no"}
    about |= told
    return Said(str(who), day=day, **about)


def shown(rows: Sequence[Said]) -> list[Said]:
    return [row for row in coarsened(rows) if row is not None]


def fewest(rows: Iterable[Said]) -> float:
    """The people behind what fewest people say together."""
    people: dict[object, set[str]] = defaultdict(set)
    for row in rows:
        people[row.shown].add(row.who)
    return min(map(len, people.values()), default=inf)


ABOUT = ("sex", "age", "displaced")


@given(ROWS)
@settings(max_examples=many(200), deadline=None)
def test_what_is_shown_together_was_said_by_ten_people(rows: list[Said]) -> None:
    made = coarsened(rows)
    assert fewest(row for row in made if row) >= K_ROWS
    for row, told in zip(rows, made, strict=True):
        if told:
            assert (told.who, told.authority, told.region) == (row.who, row.authority, row.region)
            assert told.form == row.form
            assert FIRST <= told.day <= row.day
            assert all(getattr(told, name) in {"", getattr(row, name)} for name in ABOUT)


@given(ROWS)
@settings(max_examples=many(200), deadline=None)
def test_what_stands_stands_in_all_rows_of_an_authority_and_region(rows: list[Said]) -> None:
    """So that what is published of a group is what its rows add up to, and leaves no few."""
    units: dict[object, list[tuple[Said, Said | None]]] = defaultdict(list)
    for row, told in zip(rows, coarsened(rows), strict=True):
        units[row.authority, row.region].append((row, told))
    for unit in units.values():
        shown_ = [(row, told) for row, told in unit if told]
        assert len(shown_) in {0, len(unit)}
        assert bool(shown_) == (fewest(replace(row, **BARE) for row, _ in unit) >= K_ROWS)
        for name in ABOUT:
            left = {getattr(row, name) for row, told in shown_ if not getattr(told, name)}
            assert left <= {""} or not any(getattr(told, name) for _, told in shown_)


def test_the_time_is_as_fine_as_ten_people_allow() -> None:
    spread = {"day": 0, "week": 1, "month": 5, "quarter": 11}
    for grain, step in spread.items():
        days = [FIRST + timedelta(days=5 + step * (n % 6)) for n in range(K_ROWS)]
        assert {row.grain for row in shown([said(n, day) for n, day in enumerate(days)])} == {grain}, grain
    assert list(spread) == list(GRAINS)


def test_a_week_begins_no_earlier_than_its_quarter() -> None:
    days = [date(2026, 7, 1 + n % 5) for n in range(K_ROWS)]
    assert {(row.grain, row.day) for row in shown([said(n, day) for n, day in enumerate(days)])} == {
        ("week", FIRST)
    }


def test_what_is_left_out_and_in_which_order() -> None:
    one_displaced = [said(n, displaced="yes" if n == 0 else "no") for n in range(K_ROWS)]
    assert {row.displaced for row in shown(one_displaced)} == {""}
    assert {(row.sex, row.age) for row in shown(one_displaced)} == {("f", "15-24")}
    one_old = [said(n, age="55+" if n == 0 else "15-24") for n in range(K_ROWS)]
    assert {(row.sex, row.age, row.displaced) for row in shown(one_old)} == {("f", "", "")}
    one_man = [said(n, sex="m" if n == 0 else "f") for n in range(K_ROWS)]
    assert {(row.sex, row.age, row.displaced) for row in shown(one_man)} == {("", "", "")}


def test_one_who_did_not_say_leaves_the_sex_out_for_all() -> None:
    rows = [*(said(n) for n in range(30)), *(said(30 + n, sex="m") for n in range(12)), said(99, sex="")]
    assert {row.sex for row in shown(rows)} == {""}
    assert {row.sex for row in shown(rows[:-1])} == {"f", "m"}


def test_who_is_left_over_takes_the_smallest_time_along() -> None:
    """And keeps what was said: else the group as it is published would leave these few."""
    days = [FIRST] * 30 + [FIRST + timedelta(days=40)] * 12 + [FIRST + timedelta(days=80)]
    told = shown([said(n, day) for n, day in enumerate(days)])
    assert {(row.grain, row.sex) for row in told[:30]} == {("day", "f")}
    assert {(row.grain, row.sex, row.day) for row in told[30:]} == {("quarter", "f", FIRST)}


def test_who_was_asked_otherwise_is_one_of_ten_or_nobody_is_shown() -> None:
    rows = [said(n, form="old" if n < 9 else "new") for n in range(40)]
    assert shown(rows) == []
    told = shown([*rows, said(99, form="old", sex="m")])
    assert Counter((row.form, row.sex) for row in told) == {("old", ""): 10, ("new", ""): 31}


def test_ten_ratings_of_nine_people_are_not_shown() -> None:
    assert shown([said(n % 9, FIRST + timedelta(days=n)) for n in range(20)]) == []
