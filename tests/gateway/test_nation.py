"""The country beside a week of regions: told where that gives no hidden cell away, else "at least" (P58)."""

from collections.abc import Mapping

import pytest

from gateway.feeds import counts, nation
from gateway.feeds.counts import CountCell
from tests.mali import mali

Week = Mapping[tuple[str, str], int]
"""Incidents by place and code, each told by somebody else."""


def cells(told: Week) -> list[CountCell]:
    """Of the places and of all above them."""
    sums: dict[tuple[str, str], int] = {}
    for (place, code), n in told.items():
        for unit in mali().gazetteer.ancestors(place):
            sums[unit, code] = sums.get((unit, code), 0) + n
    return [CountCell(*at, n, frozenset(f"{at}{each}" for each in range(n))) for at, n in sums.items()]


def thefts(told: Week) -> tuple[int | None, int]:
    found = cells(told)
    totals = nation.totals(mali(), counts.suppressed(found, mali()), found)
    return next((each.n, each.least) for each in totals if each.group == "2")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({("ML0701", "22"): 9, ("ML0603", "22"): 6}, (15, 15)),
        ({("ML0701", "22"): 9, ("ML0603", "22"): 2}, (None, 9)),
        ({("ML0701", "22"): 9, ("ML0603", "22"): 3, ("ML0504", "22"): 3}, (None, 9)),
        ({("ML0701", "22"): 9, ("ML0603", "22"): 4, ("ML0504", "22"): 4}, (17, 9)),
        ({("ML0701", "22"): 9, ("ML0603", "22"): 4, ("ML0504", "22"): 3}, (16, 9)),
    ],
)
def test_the_country_leaves_room_for_five(told: Week, wanted: tuple[int | None, int]) -> None:
    """Two that are hidden and are somebody share six: each is one to five."""
    assert thefts(told) == wanted


def test_a_published_cercle_bounds_what_its_region_hides() -> None:
    """Seven in one cercle, each thing told by few: its region's two categories are seven together."""
    told = {("ML0701", "21"): 4, ("ML0701", "22"): 3, ("ML0603", "22"): 4}
    assert thefts(told) == (None, 0)
