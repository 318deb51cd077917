"""A figure is on track, at risk or off track by its whole interval, against the milestone of its period."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from core.definitions import Baseline, Indicator, Target
from core.files import fill
from core.logframe import Unit, baseline_of, breaks_method, first_day, last_day, milestone, status

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "indicators" / "logframe.yaml").read_text("utf-8")
)
ANSONGO = Unit(("ML0701", "ML07", "ML"), "1")


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in CASES[name]]


def made(country: Country, case: dict[str, Any]) -> Indicator:
    satisfaction = country.indicator("G1")
    assert satisfaction is not None
    return replace(
        satisfaction,
        targets=fill(tuple[Target, ...], case.get("targets", []), "a case"),
        baseline=fill(tuple[Baseline, ...], case.get("baseline", []), "a case"),
        milestone=case.get("rule", "fixed"),
    )


@pytest.mark.parametrize("case", cases("status"))
def test_the_status(case: dict[str, Any]) -> None:
    interval = tuple(case["interval"]) if case["interval"] else None
    assert status(interval, case["milestone"], case["direction"]) == case["expect"]


@pytest.mark.parametrize("case", cases("milestones"))
def test_the_milestone_of_a_period(country: Country, case: dict[str, Any]) -> None:
    indicator = made(country, case)
    unit = replace(ANSONGO, places=tuple(case.get("places", ANSONGO.places)))
    start = baseline_of(indicator, unit)
    found = {period: milestone(indicator, unit, period, start) for period in case["expect"]}
    assert found == pytest.approx(case["expect"], abs=5e-5)
    if "of_chiefs" in case:
        assert milestone(indicator, replace(unit, authority="2"), "2026-Q1", start) == case["of_chiefs"]


@pytest.mark.parametrize("case", cases("baselines"))
def test_the_baseline_of_a_unit(country: Country, case: dict[str, Any]) -> None:
    found = baseline_of(made(country, case), ANSONGO)
    assert (found and found.value) == case["expect"]
    assert breaks_method(found) is case["method_break"]


def test_a_series_and_a_group_have_targets_of_their_own(country: Country) -> None:
    told = [{"value": 0.5}, {"value": 0.6, "group": "sex:f"}, {"value": 900.0, "series": "median"}]
    indicator = made(country, {"targets": told})
    units = (ANSONGO, replace(ANSONGO, group="sex:f"), replace(ANSONGO, series="median"))
    assert [milestone(indicator, unit, "2026-Q1", None) for unit in units] == [0.5, 0.6, 900.0]
    assert milestone(indicator, replace(ANSONGO, group="sex:m"), "2026-Q1", None) is None


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2016-07", "2016-07-01", "2016-07-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-07-14", "2026-07-14", "2026-07-14"),
    ],
)
def test_the_days_of_a_date(when: str, first: str, last: str) -> None:
    assert (first_day(when).isoformat(), last_day(when).isoformat()) == (first, last)
