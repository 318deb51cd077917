"""The gap of women and men, and the score of four shares: only where the numbers bear them."""

import pytest

from core.changes import Sample
from core.derived import community_score, gender_gap

FOUR = {"G1": Sample(0.6, 40), "G2": Sample(0.5, 30), "G3": Sample(0.4, 31), "G6": Sample(0.7, 99)}


def test_the_gap_is_women_less_men() -> None:
    gap = gender_gap(Sample(0.6, 50), Sample(0.4, 50))
    assert (round(gap.difference, 4), round(gap.lower, 4), round(gap.upper, 4)) == (0.2, 0.0046, 0.3752)
    assert gap.alone
    assert not gender_gap(Sample(0.7, 10), Sample(0.4, 40)).alone


def test_the_score_is_the_mean_of_its_four() -> None:
    assert community_score(FOUR) == 0.55
    assert community_score(FOUR | {"G9": Sample(0.0, 500)}) == 0.55


@pytest.mark.parametrize("missing", sorted(FOUR))
def test_no_score_without_all_four(missing: str) -> None:
    assert community_score({each: share for each, share in FOUR.items() if each != missing}) is None
    assert community_score(FOUR | {missing: Sample(0.5, 29.9)}) is None
