"""The golden numbers of `alerts.md` §13, and what is missing."""

from itertools import accumulate

import pytest

from core.anomalies import Flag, c1, c2, c3, cusum, cusum_step, ears
from tests.mali import mali

RULES = mali().alerts.anomalies
DAYS = [2, 0, 1, 1, 0, 1, 0, 4, 2, 7]
RISING = [1, 0, 0, 1, 0, 2, 1, 0, 1, 1, 0, 6]


def value(flag: Flag | None) -> float:
    assert flag is not None
    return round(flag.value, 4)


def test_c1_and_c2_of_the_golden_series() -> None:
    assert value(c1(DAYS, RULES)) == 4.1404
    assert value(c2(DAYS, RULES)) == 8.3152
    assert {flag.method for flag in ears(DAYS, RULES)} >= {"C1", "C2"}


def test_c3_of_the_golden_series() -> None:
    scores = [value(c2(RISING[: len(RISING) - back], RULES)) for back in (2, 1, 0)]
    assert [round(score, 3) for score in scores] == [0.378, -0.726, 6.992]
    assert round(value(c3(RISING, RULES)), 3) == 5.992
    assert "C3" in {flag.method for flag in ears(RISING, RULES)}


def test_cusum_of_the_golden_series() -> None:
    weeks = (1, 0, 1, 2, 3, 3, 4)
    sums = list(accumulate(weeks, lambda s, x: cusum_step(s, int(x), 1.0, RULES), initial=0.0))[1:]
    assert sums == [0, 0, 0, 0.5, 2, 3.5, 6]
    assert [each >= RULES.cusum_alarm for each in sums] == [False] * 6 + [True]


def test_few_incidents_are_no_alarm_however_quiet_it_was() -> None:
    assert ears([0] * 9 + [2], RULES) == []
    assert [flag.method for flag in ears([0] * 9 + [3], RULES)] == ["C1", "C2", "C3"]


def test_a_day_that_is_missing_is_not_zero() -> None:
    assert c1([0, 0, 0, None, 0, 0, 0, 9], RULES) is None
    assert c1([0] * 7 + [None], RULES) is None
    assert c1([0] * 7 + [9], RULES) is not None
    assert c2([None, *([0] * 8), 9], RULES) is None


def test_c3_counts_nothing_for_a_day_without_its_baseline() -> None:
    days = [None, *([0] * 9), 3]
    assert value(c3(days, RULES)) == value(c2(days, RULES)) - 1


def test_a_short_series_says_nothing() -> None:
    assert ears([], RULES) == []
    assert ears([9] * 7, RULES) == []


@pytest.mark.parametrize("weeks", [7, 8])
def test_cusum_needs_eight_weeks(weeks: int) -> None:
    last = cusum([1] * weeks + [9], RULES)[-1]
    assert (last.mean is None) == (weeks < 8)
    assert last.alarm == (weeks == 8)


def test_weeks_in_alarm_are_no_baseline() -> None:
    found = cusum([1] * 12 + [9, 9], RULES)
    assert [week.mean for week in found[-2:]] == [1, 1]
    assert [week.sum for week in found[-2:]] == [7.5, 15]


def test_the_sum_begins_anew_once_somebody_acknowledged() -> None:
    found = cusum([1] * 12 + [9, 2], RULES, resets={13})
    assert found[-1].sum == 0.5
    assert not found[-1].alarm


def test_a_missing_week_leaves_the_sum_as_it_was() -> None:
    found = cusum([1] * 12 + [4, None, 1], RULES)
    assert [week.sum for week in found[-3:-1]] == [2.5, 2.5]
    assert found[-1].sum < 2.5
    assert not found[-2].alarm
