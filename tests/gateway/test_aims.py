"""Beside a figure: its target and whether it is reached, where it started, what does not compare."""

from typing import Any, Final

import pytest

from gateway.console import aims
from tests.gateway.rooms import say

PLAIN: Final[dict[str, Any]] = {
    "weighting": "none",
    "target": None,
    "target_status": None,
    "baseline": None,
    "baseline_of": None,
    "method_break": False,
}


def beside(**more: Any) -> str:
    return aims.beside(say(), {**PLAIN, **more}, "fr", "{:.0%}".format)


@pytest.mark.parametrize(
    ("status", "words"),
    [("on_track", "tenu"), ("at_risk", "incertain"), ("off_track", "pas tenu")],
)
def test_its_target_and_whether_it_is_reached(status: str, words: str) -> None:
    assert beside(target=0.6, target_status=status) == f"objectif 60% : {words}"


def test_a_target_that_cannot_be_measured_is_only_named() -> None:
    assert beside(target=0.6, target_status="not_measurable") == "objectif 60%"


def test_where_it_started_and_what_does_not_compare() -> None:
    shown = beside(baseline=0.4, baseline_of={"date": "2024-12-31"}, method_break=True)
    assert shown == "point de départ 40% (2024-12-31) ; mesuré autrement : ne se soustrait pas"


def test_nothing_where_there_is_nothing_to_say() -> None:
    assert beside() == ""
