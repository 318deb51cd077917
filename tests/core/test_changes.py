"""A difference is a change only when chance, and the number of comparisons, allow it."""

import pytest

from core.changes import Change, Sample, change, changed, discoveries, newcombe, pooled_p, pooled_z


def test_the_golden_difference() -> None:
    """30 of 50 less 20 of 50."""
    first, second = Sample(0.6, 50), Sample(0.4, 50)
    assert [round(end, 4) for end in newcombe(first, second)] == [0.0046, 0.3752]
    assert round(pooled_z(second, first), 4) == 2.0
    assert round(pooled_p(first, second), 4) == 0.0455


def test_the_golden_discoveries() -> None:
    assert discoveries([0.001, 0.008, 0.039, 0.041, 0.042, 0.060, 0.074, 0.205]) == 7


def test_nothing_is_discovered_in_nothing() -> None:
    assert discoveries([]) == 0


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [
        (Sample(0.4, 50), Sample(0.6, 50), True),
        (Sample(0.4, 29), Sample(0.9, 50), False),
        (Sample(0.5, 50), Sample(0.55, 50), False),
        (Sample(1.0, 50), Sample(1.0, 50), False),
    ],
    ids=["clear", "too few before", "within chance", "all and all"],
)
def test_one_comparison(before: Sample, after: Sample, alone: bool) -> None:
    assert change(before, after).alone is alone


def test_many_comparisons_cost() -> None:
    """The same difference counts alone, and not among twenty that are nothing."""
    small = change(Sample(0.4, 50), Sample(0.6, 50))
    nothing = Change(0.0, -0.1, 0.1, 0.9, True)
    assert changed({"a": small}) == ["a"]
    assert changed({"a": small} | {str(n): nothing for n in range(20)}) == []
