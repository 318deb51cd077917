"""The measures, on numbers worked out by hand."""

import pytest

from ops.scoring.measures import (
    Bin,
    Share,
    calibration,
    calibration_error,
    confusions,
    curve,
    macro_f1,
)

TRUTH = ["a", "a", "b", "b", "c"]
SAID = ["a", "b", "b", "d", "c"]


def test_a_share_has_wilsons_interval() -> None:
    lower, upper = Share(8, 10).interval or (0.0, 0.0)
    assert Share(8, 10).value == 0.8
    assert (round(lower, 4), round(upper, 4)) == (0.4902, 0.9433)
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


def test_macro_f1_counts_every_true_class_alike() -> None:
    # a: 1 right of 2, said once: 2/3. b: 1 of 2, said twice: 1/2. c: 1. d is never true.
    assert macro_f1(TRUTH, SAID) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert macro_f1([], []) is None


def test_confusions_leave_out_what_is_right_and_name_the_most_frequent_first() -> None:
    assert confusions(TRUTH, SAID) == (("a", "b", 1), ("b", "d", 1))
    assert confusions(["x", "y", "y"], ["y", "x", "x"]) == (("y", "x", 2), ("x", "y", 1))


def test_calibration_error_is_the_weighted_gap() -> None:
    # (0.6, 0.7]: 0.7 and 0.65, one right: |0.5 - 0.675|. (0.9, 1]: 1.0 and 0.95, both right: 0.025.
    bins = calibration([0.7, 0.65, 1.0, 0.95], [True, False, True, True])
    assert [(each.lower, each.upper, each.count) for each in bins] == [(0.6, 0.7, 2), (0.9, 1.0, 2)]
    assert calibration_error(bins) == pytest.approx((2 * 0.175 + 2 * 0.025) / 4)


@pytest.mark.parametrize(
    ("confidence", "lower"), [(0.0, 0.0), (0.1, 0.0), (0.3, 0.2), (0.6, 0.5), (0.601, 0.6), (1.0, 0.9)]
)
def test_a_bin_holds_its_upper_bound(confidence: float, lower: float) -> None:
    assert [each.lower for each in calibration([confidence], [True])] == [lower]


def test_nothing_answered_is_no_error() -> None:
    assert calibration([], []) == ()
    assert calibration_error(()) is None
    assert calibration_error([Bin(0.5, 0.6, 3, 0.6, 0.6)]) == 0


def test_an_answer_to_no_question_costs_precision_and_earns_no_coverage() -> None:
    low, high = curve(
        [0.9, 0.8, 0.6, 0.4],
        right=[True, True, False, True],
        asked=[True, True, False, True],
        questions=5,
        thresholds=(0.4, 0.6),
    )
    assert (low.threshold, low.precision, low.coverage) == (0.4, Share(3, 4), Share(3, 5))
    assert (high.precision, high.coverage) == (Share(2, 3), Share(2, 5))
