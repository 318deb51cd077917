"""Whatever is told, what is shown together was said by ten people, and nothing is coarser than that takes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import inf
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.coarsening import GRAINS, K_ROWS, Said, coarsened
from tests.examples import many

FIRST = date(2026, 7, 1)
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


@given(ROWS)
@settings(max_examples=many(200), deadline=None)
def test_what_is_shown_together_was_said_by_ten_people(rows: list[Said]) -> None:
    made = coarsened(rows)
    assert fewest(row for row in made if row) >= K_ROWS
    for row, told in zip(rows, made, strict=True):
        unit = [each for each in rows if (each.authority, each.region) == (row.authority, row.region)]
        assert (told is None) == (len({each.who for each in unit}) < K_ROWS)
        if told:
            assert (told.who, told.authority, told.region) == (row.who, row.authority, row.region)
            assert FIRST <= told.day <= row.day
            assert all(
                getattr(told, name) in {"", getattr(row, name)} for name in ("sex", "age", "displaced")
            )


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


def test_who_is_left_over_takes_the_smallest_group_along() -> None:
    rows = [*(said(n) for n in range(30)), *(said(30 + n, sex="m") for n in range(12)), said(99, sex="")]
    told = shown(rows)
    assert {row.sex for row in told[:30]} == {"f"}
    assert {row.sex for row in told[30:]} == {""}


def test_ten_ratings_of_nine_people_are_not_shown() -> None:
    assert shown([said(n % 9, FIRST + timedelta(days=n)) for n in range(20)]) == []
