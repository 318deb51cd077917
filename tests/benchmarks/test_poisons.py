"""A poison is what it says, and only for the word that names it."""

from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.chaos.poisons import POISONS, poisoned


def stage(read: Any, *_: Any) -> int:
    return len(read)


def words(*texts: str) -> list[Any]:
    return [SimpleNamespace(text=text) for text in texts]


def test_other_words_pass() -> None:
    assert poisoned(stage)(words("vol", "betail")) == 2


def test_a_word_that_raises() -> None:
    with pytest.raises(RuntimeError):
        poisoned(stage)(words("vol", "TOKORAISE"))


def test_every_way_of_failing_has_its_word() -> None:
    assert {"tokoraise", "tokohang", "tokoregex", "tokocrash", "tokodevour"} == POISONS.keys()
