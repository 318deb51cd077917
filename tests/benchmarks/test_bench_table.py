"""The tables of `docs/performance.md`: ratios within a round, what was missed marked, what is absent said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import table
from benchmarks.peers.ratios import ASKS, PAIR, SMS, Target, Verdict, cpu_ratio, judged, ratio
from benchmarks.peers.rounds import Figures, as_json, median


def side(*rates: float, cpu_us: float = 100.0) -> list[Figures]:
    return [Figures(rate, 2.0, 9.0, cpu_us, 20.0, 0, 1000) for rate in rates]


ROUNDS = {
    ASKS: {"lasomi": side(300, 100, 900), "ussd-menu-builder memory": side(100, 50, 900, cpu_us=250.0)},
    SMS: {"lasomi": side(500), "bare ASGI, grouped": side(1000)},
}


def told(**more: Any) -> dict[str, Any]:
    return {
        "date": "2026-11-22",
        "commit": "0123456789",
        "dirty": True,
        "whole": False,
        "machine": {"cores": 2, "memory_gb": 23.5, "system": "Linux", "kernel": "6.18", "busy": 0.4},
        "options": {"rounds": 3},
        "versions": {"python": "3.11.7", "node": "20.1"},
        "missing": {},
        "figures": [],
        "rounds": as_json(ROUNDS),
        **more,
    }


def test_a_ratio_is_the_median_of_those_within_each_round() -> None:
    """Not of the medians: 300 ÷ 100 = 3 would compare two different hours."""
    ours, theirs = ROUNDS[ASKS].values()
    assert ratio(ours, theirs) == 2.0
    assert cpu_ratio(ours, theirs) == 2.5


def test_sides_that_were_not_asked_as_often_are_not_compared() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratio(side(1, 2), side(1))


def test_the_median_keeps_every_error() -> None:
    rounds = [Figures(1, 1, 1, 1, 1, errors, 10) for errors in (0, 7, 0)]
    assert (median(rounds).errors, median(rounds).requests) == (7, 30)


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (Target(ASKS, "ussd-menu-builder memory", 1.5, prompt=True), Verdict(2.0, met=True)),
        (Target(ASKS, "ussd-menu-builder memory", 2.1), Verdict(2.0, met=False)),
        (Target(ASKS, "ussd-builder Redis", 2.0), None),
        (Target(ASKS, "ussd-menu-builder memory", 2.0, ours=PAIR), None),
    ],
)
def test_a_target_is_looked_up_in_its_case(target: Target, found: Verdict | None) -> None:
    assert judged(target, ROUNDS) == found


def test_twice_as_many_of_which_some_wait_longer_is_not_enough() -> None:
    late = [replace(one, p99_ms=9.1) for one in side(200)]
    rounds = {ASKS: {"lasomi": late, "other": side(100)}}
    assert judged(Target(ASKS, "other", 1.5), rounds) == Verdict(2.0, met=True)
    assert judged(Target(ASKS, "other", 1.5, prompt=True), rounds) == Verdict(2.0, met=False)


def test_ours_stands_beside_each_of_the_others() -> None:
    made = table.page(told())
    assert "| lasomi | 300 | 2.0 | 9.0 | 100 |  |  |" in made
    assert "| ussd-menu-builder memory | 100 | 2.0 | 9.0 | 250 | 2.00× | 2.50× |" in made


def test_what_misses_its_target_is_marked() -> None:
    made = table.page(told())
    assert f"| {ASKS}: lasomi ÷ ussd-menu-builder memory | 2.00× | ≥ 1.5×, p99 no later | met |" in made
    assert f"| {SMS}: lasomi ÷ bare ASGI, grouped | 0.50× | ≥ 0.6× | **missed** |" in made


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    made = table.page(told(missing={"rapidsms": "no registry"}))
    assert f"| {SMS}: lasomi ÷ rapidsms, no fsync | not measured | ≥ 12× |  |" in made
    assert "Not measured: rapidsms: no registry." in made


@pytest.mark.parametrize(
    ("bound", "shown"),
    [
        ({"least": 800.0}, "| ≥ 800 | **missed** |"),
        ({"most": 900.0}, "| ≤ 900 | met |"),
        ({}, "|  |  |"),
    ],
)
def test_a_figure_stands_beside_what_is_asked_of_it(bound: dict[str, float], shown: str) -> None:
    figure = {"name": "drained", "value": 799.5, "unit": "/s", "least": None, "most": None, **bound}
    assert f"| drained | 799.5 /s {shown}" in table.page(told(figures=[figure]))


def test_the_tables_are_put_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.written(page, "new")
    assert page.read_text("utf-8") == f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n"


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"performance\.md"):
        table.written(page, "new")
    assert page.read_text("utf-8") == "before\n"
