"""The adversary finds what a naive table gives away, and nothing in ours."""

import random
import re

import pytest

from benchmarks.disclosed import days
from benchmarks.disclosure import counted, cubes, rated
from benchmarks.finer import promised, settled
from tests.mali import mali


def test_nothing_is_recovered() -> None:
    assert cubes(mali(), 12, seed=7) == 0


def test_an_adversary_who_finds_nothing_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With small cells hidden and no others, much follows."""

    def naive(entries, *_):  # type: ignore[no-untyped-def]
        return {each.key: each.reason for each in entries if each.reason and not each.silent}

    monkeypatch.setattr("gateway.feeds.grouped.suppress", naive)
    for module in ("counts", "villages", "heard"):
        monkeypatch.setattr(f"gateway.feeds.{module}.suppress", naive)
    country = mali()
    assert any(rated(country, random.Random(seed))[0] for seed in range(4))
    for attack in (counted, settled, promised):
        assert any(attack(country, random.Random(seed))[0] for seed in range(8))


def test_a_house_that_is_read_every_day_gives_nobody_away(capsys: pytest.CaptureFixture[str]) -> None:
    """Two of the thirty days: a week is published in them, and read at every address with both keys."""
    assert days(2, seed=7) == 0
    hidden = re.search(r"hidden rows (\d+)", capsys.readouterr().out)
    assert hidden is not None
    assert int(hidden[1]) > 100
