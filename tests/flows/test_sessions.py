"""A few thousand of the generated calls of which `python -m benchmarks.sessions` plays 100,000."""

import random
from typing import get_args

import pytest

from benchmarks.sessions import NEVER, play
from core.answers import Kind
from core.country import Country
from flows.definition import load_flows
from tests.mali import mali as as_it_ships

KINDS: tuple[str, ...] = get_args(Kind)
MET = ("resumed", "protected", "erased", "confirmed", *(f"kind: {kind}" for kind in KINDS))


@pytest.fixture(scope="module")
def mali() -> Country:
    return as_it_ships()


@pytest.mark.parametrize(("seed", "limit"), [(1, 160), (2, 160), (3, 120)])
def test_no_call_finds_a_screen_that_cannot_be_drawn_or_that_differs(
    mali: Country, seed: int, limit: int
) -> None:
    played = play(load_flows(mali, limit=limit), mali.gazetteer.find, 1_000, random.Random(seed))
    assert not any(played.counts[name] for name in NEVER), played.first
    assert all(played.counts[met] > 5 for met in MET), played.counts
