"""What the soak calls growth, on lives that are made up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.chaos.growth import Growth, Sample, bend, more_files, slope

HOUR = 3600.0


def life(megabytes_an_hour: float, files_more: int = 0, looks: int = 100) -> list[Sample]:
    steps = range(looks)
    return [
        Sample(n * HOUR / looks, 80.0 + megabytes_an_hour * n / looks, 20 + files_more * n // looks)
        for n in steps
    ]


@given(st.floats(-50, 50))
def test_the_slope_is_what_it_grows_in_an_hour(grows: float) -> None:
    found = slope(life(grows))
    assert found is not None
    assert found == pytest.approx(grows, abs=1e-6)


def test_a_short_life_has_no_slope() -> None:
    assert slope(life(1.0, looks=9)) is None
    assert more_files(life(1.0, looks=9)) is None


@pytest.mark.parametrize(("more", "expected"), [(0, 0), (50, 40)])
def test_descriptors_of_the_last_fifth_against_the_first(more: int, expected: int) -> None:
    assert more_files(life(0.0, more)) == pytest.approx(expected, abs=1)


@given(st.lists(st.integers(1, 1000), min_size=3, max_size=20))
def test_a_line_does_not_bend(steps: list[int]) -> None:
    seconds = [float(sum(steps[:n])) for n in range(len(steps) + 1)]
    assert bend([(at, 1000 + int(at) * 7) for at in seconds]) == pytest.approx(1.0)


def test_a_stretch_that_grows_twice_as_fast_is_seen() -> None:
    stored = [(0.0, 0), (10.0, 100), (20.0, 200), (30.0, 600)]
    assert all(later > sooner for (sooner, _), (later, _) in pairwise(stored))
    assert bend(stored) == pytest.approx(2.0)


def test_the_longest_life_of_a_program_counts_and_its_warming_up_does_not() -> None:
    short, long = life(1.0, looks=20), life(2.0)
    growth = Growth(lives={("worker-1", 1): short[:5], ("worker-1", 2): long, ("worker-2", 3): long[:3]})
    kept = growth.longest("worker-1", after=600.0)
    assert kept == [one for one in long if one.at >= 600.0]
    assert growth.longest("nobody", 0.0) == []
