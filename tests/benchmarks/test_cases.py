"""The judge of ladders sees what went wrong: too late, too many, not stopped."""

from typing import Any

import pytest

from benchmarks.chaos.cases import CASES, SOON, Case, Who, matrix
from benchmarks.chaos.climbs import Climb
from benchmarks.chaos.ladders import judge_told, silent_after

NUMBERS: dict[Who, str] = {"monitor": "+22350000001", "regional": "+22350000002", "national": "+22350000003"}
BY_NAME = {case.name: case for case in CASES}


def climb(case: Case, severity: int = 4, acked: float | None = None) -> Climb:
    climb = Climb(case, severity, "ML0701", 60.0, "", "", dict(NUMBERS), number="2417", raised=1000.0)
    climb.acked = acked
    return climb


def send(who: Who, after: float) -> dict[str, Any]:
    return {"at": 1000.0 + after, "to": NUMBERS[who], "text": "A2417 S4", "taken": True}


def test_the_matrix_has_twenty_four_and_each_is_of_a_kind_of_its_own() -> None:
    cases = matrix(24)
    assert len({(case.name, severity) for case, severity in cases}) == len(cases) == 24


def test_moments_are_counted_in_rungs() -> None:
    four, three = climb(CASES[0]), climb(CASES[0], 3)
    assert [four.seconds(at) for at in (0, 0.5, 1, 1.5, 2)] == [0, 15, 30, 45, 60]
    assert [three.seconds(at) for at in (0, 0.5, 1, 1.5)] == [0, 60, 120, 180]


def test_a_severity_below_the_gravest_ends_with_the_region() -> None:
    assert set(BY_NAME["nobody answers"].hears(3)) == {"monitor", "regional"}


@pytest.mark.parametrize(
    ("case", "sends", "wrong"),
    [
        ("nobody answers", [("monitor", 1), ("regional", 31), ("national", 62)], []),
        ("nobody answers", [("monitor", 1), ("regional", 31)], ["the national was never told"]),
        ("two answer", [("monitor", 1), ("regional", 31), ("national", 60)], ["the national was told"]),
        ("the monitor's phone fails", [("monitor", 1), ("regional", 9), ("national", 60)], []),
        (
            "the monitor's phone fails",
            [("monitor", 1), ("regional", 31), ("national", 60)],
            ["the regional was told after 31 s"],
        ),
    ],
)
def test_who_is_told_and_who_is_not(case: str, sends: list[tuple[Who, float]], wrong: list[str]) -> None:
    off: list[float] = []
    assert judge_told(climb(BY_NAME[case]), [send(*each) for each in sends], off) == wrong
    assert len(off) == len([each for each in sends if BY_NAME[case].told.get(each[0], SOON) != SOON])


def test_how_far_off_a_step_was_is_measured() -> None:
    off: list[float] = []
    judge_told(climb(BY_NAME["nobody answers"]), [send("monitor", 2), send("regional", 44)], off)
    assert off == [2, 14]


def test_a_phone_that_rings_after_the_answer_is_heard() -> None:
    answered = climb(BY_NAME["two answer"], acked=1040.0)
    stopped: list[float] = []
    assert silent_after(answered, [send("regional", 44)], stopped) == []
    assert silent_after(answered, [send("national", 60)], stopped) == ["a phone rang 20 s after the answer"]
    assert stopped == [4, 20]
