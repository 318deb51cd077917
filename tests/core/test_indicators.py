"""A share is shown with the interval its size allows, and not at all below ten phones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.indicators import Figure, effective, figure, jeffreys, percentile, regime, wilson

CASES = Path(__file__).parent.parent / "cases" / "indicators"
METHODS = {"wilson": wilson, "jeffreys": jeffreys}


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


@pytest.mark.parametrize("case", cases("intervals.yaml"))
def test_the_golden_intervals(case: dict[str, Any]) -> None:
    lower, upper = METHODS[case["method"]](case["y"], case["n"])
    assert [round(lower, 4), round(upper, 4)] == case["interval"]


@pytest.mark.parametrize("case", cases("figures.yaml"))
def test_a_cell_becomes_a_figure(case: dict[str, Any]) -> None:
    shown = figure(**case["cell"])
    assert {name: getattr(shown, name) for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", cases("percentiles.yaml"))
def test_delays_are_interpolated(case: dict[str, Any]) -> None:
    found = percentile(case["values"], case["q"])
    assert found == case["expect"] or found == pytest.approx(case["expect"])


def test_weights_cost_size() -> None:
    """Seven women at 2.5 each and sixteen men at 0.625: fifty phones that count as thirty-two."""
    weights = [2.5] * 10 + [0.625] * 40
    size = effective(sum(weights), sum(weight * weight for weight in weights))
    assert round(size, 1) == 32.0
    shown = figure(2.5 * 7 + 0.625 * 16, 50.0, weight2=sum(weight * weight for weight in weights), n=50)
    assert (shown.value, shown.lower, shown.upper, shown.deff) == (0.55, 0.3817, 0.7076, 1.5625)


def test_a_rounding_error_changes_no_regime() -> None:
    assert regime(30, 30 - 1e-12) == "normal"
    assert regime(10, 10 - 1e-12) == "indicative"


def test_a_hidden_figure_has_no_design_effect() -> None:
    assert Figure("suppressed", "k<10").deff is None
