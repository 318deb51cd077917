"""The adversary finds what a naive table gives away, and nothing in ours."""

import random
import re

import pytest

from benchmarks.disclosed import days
from benchmarks.disclosure import counted, cubes, rated
from benchmarks.finer import promised, settled
from tests.gateway.rooms import moment
from tests.mali import mali

MONDAY = moment("2026-10-05T12:00")
"""The first of a month, with a quarter just closed."""
LIVED = 2


def naive(entries, *_):  # type: ignore[no-untyped-def]
    """Hides small cells and no others."""
    return {each.key: each.reason for each in entries if each.reason and not each.silent}


def test_nothing_is_recovered() -> None:
    assert cubes(mali(), 12, seed=7) == 0


def test_an_adversary_who_finds_nothing_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With small cells hidden and no others, much follows."""
    monkeypatch.setattr("gateway.feeds.grouped.suppress", naive)
    for module in ("counts", "villages", "heard"):
        monkeypatch.setattr(f"gateway.feeds.{module}.suppress", naive)
    country = mali()
    assert any(rated(country, random.Random(seed))[0] for seed in range(4))
    for attack in (counted, settled, promised):
        assert any(attack(country, random.Random(seed))[0] for seed in range(8))


def test_a_house_that_is_read_every_day_gives_nobody_away(capsys: pytest.CaptureFixture[str]) -> None:
    """One of the thirty days: a quarter and weeks are published on it, and read at every address."""
    assert days(1, seed=7, first=MONDAY, lived=LIVED) == 0
    told = capsys.readouterr().out
    for name, least in (("hidden rows", 100), ("rows of events", 1)):
        found = re.search(rf"{name} (\d+)", told)
        assert found is not None, told
        assert int(found[1]) >= least


def test_a_naive_house_gives_people_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same day of a house that hides what is small and nothing else, and looks no further."""
    for module in ("grouped", "counts", "heard", "shares", "answered", "villages"):
        monkeypatch.setattr(f"gateway.feeds.{module}.suppress", naive)
        monkeypatch.setattr(f"gateway.feeds.{module}.exposures", lambda *_: [])
    assert days(1, seed=7, first=MONDAY, lived=LIVED) > 0
