"""The adversary finds what a naive table gives away, and nothing in ours."""

import random

import pytest

from benchmarks.disclosure import counted, cubes, rated
from benchmarks.finer import promised, settled
from core.country import load_country


def test_nothing_is_recovered() -> None:
    assert cubes(load_country("ml"), 12, seed=7) == 0


def test_an_adversary_who_finds_nothing_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With small cells hidden and no others, much follows."""

    def naive(entries, *_):  # type: ignore[no-untyped-def]
        return {each.key: each.reason for each in entries if each.reason and not each.silent}

    monkeypatch.setattr("gateway.feeds.grouped.suppress", naive)
    for module in ("counts", "villages", "heard"):
        monkeypatch.setattr(f"gateway.feeds.{module}.suppress", naive)
    country = load_country("ml")
    assert any(rated(country, random.Random(seed))[0] for seed in range(4))
    for attack in (counted, settled, promised):
        assert any(attack(country, random.Random(seed))[0] for seed in range(8))
