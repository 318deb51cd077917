"""Commitments as of a day: what is said later never changes what was asked before (`indicators.md` §8)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core import tracker
from core.commitments import PROGRESS, STATES
from core.tracker import Promise, Update
from tests.examples import many

HISTORY: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "tracker" / "as_of.yaml").read_text("utf-8")
)
MADE = Promise(
    "C1",
    2.0,
    HISTORY["since"],
    HISTORY["due"],
    HISTORY["until"],
    tuple(Update(day, state, float(progress), sure) for day, state, progress, sure in HISTORY["updates"]),
)
FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 700).map(lambda day: FIRST + timedelta(days=day))
UPDATES = st.builds(Update, DAYS, st.sampled_from(STATES), st.sampled_from(PROGRESS), st.none() | DAYS)
HISTORIES = st.lists(UPDATES, max_size=8).map(lambda said: tuple(sorted(said, key=lambda each: each.day)))
PROMISES = st.builds(
    Promise, st.just("C"), st.sampled_from((1.0, 2.5)), DAYS, st.none() | DAYS, st.none(), HISTORIES
)


def standing(promise: Promise, on: date) -> dict[str, Any]:
    last = promise.last(on)
    done = tracker.implementation([promise], on)
    return {
        "in_force": promise.is_in_force(on),
        "T1": done.value,
        "unknown": done.unknown,
        "T2": tracker.on_time([promise], on).value,
        "T3": tracker.verification([promise], on).value,
        "T4": tracker.staleness([promise], on).value,
        "state": last.state if last else None,
        "overdue": promise.is_overdue(on),
    }


@pytest.mark.parametrize("on", HISTORY["days"], ids=str)
def test_the_history_as_of(on: date) -> None:
    found = standing(MADE, on)
    for name, value in HISTORY["days"][on].items():
        assert found[name] == (pytest.approx(value, abs=1e-4) if isinstance(value, float) else value), name


@settings(max_examples=many(300), deadline=None)
@given(PROMISES, DAYS, HISTORIES)
def test_what_comes_later_changes_no_earlier_answer(
    promise: Promise, on: date, later: tuple[Update, ...]
) -> None:
    new = tuple(each for each in later if each.day > on)
    kept = tuple(each for each in promise.updates if each.day <= on)
    sure = tuple(
        Update(each.day, each.state, each.progress, each.verified or on + timedelta(days=1)) for each in kept
    )
    before = Promise("C", promise.weight, promise.since, promise.due, None, kept)
    after = Promise("C", promise.weight, promise.since, promise.due, None, (*sure, *new))
    assert standing(before, on) == standing(after, on)


@settings(max_examples=many(200), deadline=None)
@given(st.lists(PROMISES, max_size=6), DAYS)
def test_every_share_lies_between_0_and_1(promises: list[Promise], on: date) -> None:
    for measure in (tracker.implementation, tracker.on_time, tracker.verification, tracker.staleness):
        part = measure(promises, on)
        assert part.value is None or 0 <= part.value <= 1
        assert part.unknown is None or 0 <= part.unknown <= 1
    whole, parts = (
        tracker.implementation(promises, on),
        [tracker.implementation([each], on) for each in promises],
    )
    assert whole.part == pytest.approx(sum(each.part for each in parts))


def test_what_is_given_up_still_weighs() -> None:
    """A rate does not rise because what was hard is dropped."""
    dropped = Promise("C", 1.0, FIRST, updates=(Update(FIRST, "abandoned", 0.25, FIRST),))
    assert tracker.implementation([dropped], FIRST).value == 0.25
    assert tracker.staleness([dropped], FIRST + timedelta(days=400)).whole == 0


def test_the_divergence_needs_both_sides() -> None:
    unknown = Promise("C", 1.0, FIRST, updates=(Update(FIRST, "unknown", 0.0),))
    done = Promise("C", 1.0, FIRST, updates=(Update(FIRST, "done", 1.0),))
    assert tracker.divergence(done, FIRST, 0.35) == 0.65
    assert tracker.divergence(done, FIRST, None) is None
    assert tracker.divergence(unknown, FIRST, 0.35) is None
    assert tracker.divergence(done, FIRST - timedelta(days=1), 0.35) is None
