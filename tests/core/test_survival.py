"""The median of a wait counts those who still wait, and says when it cannot be told."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.survival import Wait, curve, median

CASES = Path(__file__).parent.parent / "cases" / "indicators" / "survival.yaml"
FOUND = [pytest.param(case, id=case["label"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))]


def waits(case: dict[str, Any]) -> list[Wait]:
    return [Wait(float(days), came) for days, came in case["waits"]]


@pytest.mark.parametrize("case", FOUND)
def test_the_curve(case: dict[str, Any]) -> None:
    assert {step.day: round(step.share, 4) for step in curve(waits(case))} == case["curve"]


@pytest.mark.parametrize("case", FOUND)
def test_the_median_and_its_interval(case: dict[str, Any]) -> None:
    found = median(waits(case))
    assert [found.day, found.lower, found.upper] == case["median"]


def test_another_hand_draws_the_same_curve() -> None:
    """SciPy's estimate of the same waits, with its own interval on the same scale."""
    from scipy.stats import CensoredData, ecdf

    asked = [Wait(float(1 + day * 7 % 23), day % 3 > 0) for day in range(40)]
    kept = {came: [wait.days for wait in asked if wait.came is came] for came in (True, False)}
    shares = ecdf(CensoredData(uncensored=kept[True], right=kept[False])).sf
    ends = shares.confidence_interval(confidence_level=0.95, method="log-log")
    found = [(step.day, step.share, step.lower, step.upper) for step in curve(asked)]
    days = shares.quantiles.tolist()
    for day, share, lower, upper in found:
        at = days.index(day)
        told = (ends.low.probabilities[at], ends.high.probabilities[at])
        assert (share, lower, upper) == pytest.approx((shares.probabilities[at], *told), abs=1e-6)


def test_many_answers_close_the_interval() -> None:
    found = median(Wait(float(day), True) for day in range(1, 41))
    assert (found.day, found.lower, found.upper) == (20, 14, 26)


def test_every_share_lies_in_its_interval() -> None:
    for step in curve(Wait(float(day), day % 3 > 0) for day in range(1, 41)):
        assert 0 <= step.lower <= step.share <= step.upper <= 1
