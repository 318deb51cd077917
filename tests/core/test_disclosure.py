"""What is hidden stays hidden: no number follows from those beside it, and everyone sees only their level."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.disclosure import (
    Entry,
    Sum,
    count_reason,
    finest_level,
    is_open,
    nested,
    public_reason,
    rating_reason,
    suppress,
)

CASES = Path(__file__).parent.parent / "cases" / "indicators"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def small(n: float, k: int = 10) -> str:
    return f"k<{k}" if n < k else ""


def entry(key: str, n: float) -> Entry:
    return Entry(key, n, small(n))


@pytest.mark.parametrize("case", cases("suppression.yaml"))
def test_the_golden_families(case: dict[str, Any]) -> None:
    shown = {key: entry(key, n) for key, n in {"total": case["total"], **case["parts"]}.items()}
    entries, sums = nested(shown, dict.fromkeys(case["parts"], "total"), 10)
    assert suppress(entries, sums) == case["hidden"]


def test_a_total_that_is_printed_nowhere_still_gives_its_parts_away() -> None:
    """The categories of a region and its cercles add up to the same incidents."""
    entries = [
        Entry("total", 15, silent=True),
        *(entry_of_five(key, n) for key, n in {"21": 6, "22": 9, "ML0701": 12, "ML0702": 3}.items()),
    ]
    sums = [Sum("total", ("21", "22")), Sum("total", ("ML0701", "ML0702"))]
    assert suppress(entries, sums) == {"ML0702": "k<5", "ML0701": "secondary"}


def entry_of_five(key: str, n: float) -> Entry:
    return Entry(key, n, small(n, 5))


def test_when_no_part_is_left_a_neighbour_protects() -> None:
    """One cercle, all of the region: what its category hides must not follow from the cercle."""
    entries = [
        Entry("total", 8, silent=True),
        entry_of_five("21", 5),
        entry_of_five("22", 3),
        Entry("ML0901", 8),
    ]
    sums = [Sum("total", ("21", "22")), Sum("total", ("ML0901",))]
    assert suppress(entries, sums) == {"22": "k<5", "21": "secondary"}


@st.composite
def regions(draw: st.DrawFn) -> tuple[list[Entry], list[Sum]]:
    """A country of regions of cercles of communes, with ratings that stop at any level."""
    counted: dict[str, float] = {}
    parents: dict[str, str] = {}

    def grow(key: str, depth: int) -> float:
        here: float = draw(st.integers(0, 12)) if depth == 3 else draw(st.sampled_from([0, 0, 3, 11]))
        for index in range(draw(st.integers(1, 4)) if depth < 3 else 0):
            parents[f"{key}{index}"] = key
            here += grow(f"{key}{index}", depth + 1)
        counted[key] = here
        return here

    grow("M", 0)
    return nested({key: entry(key, n) for key, n in counted.items() if n}, parents, 10)


@settings(deadline=None)
@given(regions())
def test_no_hidden_number_follows_from_the_others(table: tuple[list[Entry], list[Sum]]) -> None:
    entries, sums = table
    hidden = suppress(entries, sums)
    unknown = [each.key for each in entries if each.silent or each.key in hidden]
    rows = [[_sign(each, key) for key in unknown] for each in sums]
    for index, key in enumerate(unknown):
        if key in hidden:
            assert not _follows(rows, index, len(unknown)), key


def _sign(each: Sum, key: str) -> int:
    return (key in each.parts) - (key == each.total)


def _follows(rows: list[list[int]], index: int, width: int) -> bool:
    """Whether the unit vector of one unknown lies in the row space of the sums."""
    if not rows:
        return False
    unit = [int(column == index) for column in range(width)]
    return bool(np.linalg.matrix_rank(np.array([*rows, unit])) == np.linalg.matrix_rank(np.array(rows)))


@settings(deadline=None)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=8))
def test_a_single_hidden_child_never_remains(sizes: list[int]) -> None:
    shown = {f"ML{index:02d}": entry(f"ML{index:02d}", n) for index, n in enumerate(sizes)}
    whole = {"ML": entry("ML", sum(sizes)), **shown}
    hidden = suppress(*nested(whole, dict.fromkeys(shown, "ML"), 10))
    assert len([key for key in hidden if key != "ML"]) != 1
    assert all(hidden[key] == "k<10" for key, each in shown.items() if each.n < 10)


@pytest.mark.parametrize(
    ("n", "weight2", "localities", "reason"),
    [(10, 10, 3, ""), (9, 9, 3, "k<10"), (40, 40, 2, "k<10"), (50, 277.8, 5, "k<10"), (0, 0, 0, "no data")],
)
def test_why_a_rating_is_hidden(n: float, weight2: float, localities: int, reason: str) -> None:
    assert rating_reason(n, weight2, localities) == reason


@pytest.mark.parametrize(
    ("before", "n", "localities", "reason"),
    [
        ("", 30, 3, ""),
        ("", 29, 3, "raters<30"),
        ("", 30, 2, "raters<30"),
        ("k<10", 8, 3, "k<10"),
        ("secondary", 40, 3, "secondary"),
    ],
)
def test_why_publication_is_refused(before: str, n: float, localities: int, reason: str) -> None:
    assert public_reason(before, n, localities) == reason


def test_a_true_zero_shows_at_region_level_only() -> None:
    assert [count_reason(n, level=1) for n in (0, 4, 5)] == ["", "k<5", ""]
    assert [count_reason(n, level=2) for n in (0, 4, 5)] == ["k<5", "k<5", ""]


def test_who_sees_what() -> None:
    assert finest_level({"public"}) == 1
    assert finest_level({"figures", "public"}) == 3
    assert finest_level({"alerts"}) is None


@pytest.mark.parametrize(
    ("period", "scope", "now", "seen"),
    [
        ("2026-W29", "figures", datetime(2026, 7, 20, 23, 59, tzinfo=UTC), False),
        ("2026-W29", "figures", datetime(2026, 7, 21, 0, 0, tzinfo=UTC), True),
        ("2026-W29", "public", datetime(2026, 7, 22, 23, 59, tzinfo=UTC), False),
        ("2026-W29", "public", datetime(2026, 7, 23, 0, 0, tzinfo=UTC), True),
        ("2026-Q3", "public", datetime(2026, 9, 30, 23, 59, tzinfo=UTC), False),
        ("2026-Q3", "public", datetime(2026, 10, 1, 0, 0, tzinfo=UTC), True),
    ],
)
def test_a_period_opens_when_it_is_over(period: str, scope: str, now: datetime, seen: bool) -> None:
    assert is_open(period, scope, now) is seen
