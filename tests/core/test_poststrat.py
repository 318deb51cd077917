"""Answers weigh as the census says; small strata are merged, and weights far from the others trimmed."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.poststrat import Answers, Area, Stratum, merged, weigh, weights

CASES = Path(__file__).parent.parent / "cases" / "indicators" / "weights.yaml"


def cases() -> list[Any]:
    return [pytest.param(case, id=case["label"]) for case in yaml.safe_load(CASES.read_text("utf-8"))]


def area(code: str, told: dict[str, list[int]]) -> Area:
    women, men, unsaid = (Answers(*told.get(name, (0, 0))) for name in ("f", "m", "unsaid"))
    whole = Answers(women.n + men.n + unsaid.n, women.y + men.y + unsaid.y)
    people = dict(zip(("f", "m"), told["people"], strict=True))
    return Area(code, people, whole, {"f": women, "m": men})  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases())
def test_the_weights_of_a_unit(case: dict[str, Any]) -> None:
    found = weigh(area(code, told) for code, told in case["areas"].items())
    if case["weights"] is None:
        assert found is None
        return
    assert found is not None
    assert found.weights == pytest.approx(case["weights"], abs=5e-5)
    shown = found.figure()
    for name, value in case.get("expect", {}).items():
        assert getattr(shown, name) == value
    if "leans_on" in case:
        assert found.leans_on == {tuple(each) for each in case["leans_on"]}


STRATA = st.lists(
    st.builds(Stratum, st.floats(1, 1e6), st.builds(Answers, st.integers(5, 500), st.just(0.0))),
    min_size=2,
    max_size=12,
)


@given(STRATA)
def test_weights_sum_to_the_answers(strata: list[Stratum]) -> None:
    found = weights(strata)
    n = sum(each.told.n for each in strata)
    assert sum(w * each.told.n for w, each in zip(found, strata, strict=True)) == pytest.approx(n)
    assert max(found) / min(found) <= 25 * (1 + 1e-9)


AREAS = st.lists(
    st.tuples(st.sampled_from(["ML01", "ML02", "ML03"]), st.integers(0, 12), st.integers(0, 12)),
    min_size=1,
    max_size=10,
)


@given(AREAS)
def test_merging_loses_nobody_and_leaves_none_small(told: list[tuple[str, int, int]]) -> None:
    areas = [
        area(f"{region}{n:02d}", {"f": [women, 0], "m": [men, 0], "people": [10, 10]})
        for n, (region, women, men) in enumerate(told)
    ]
    blocks = merged(areas)
    assert sorted(each.code for block in blocks for each in block) == sorted(each.code for each in areas)
    assert len(blocks) == 1 or all(sum(each.told.n for each in block) >= 5 for block in blocks)
