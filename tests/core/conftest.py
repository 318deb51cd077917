"""The real country, read once, and the tables that the tests of this room read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country
from core.places import Gazetteer
from tests.mali import mali

CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def labelled(key: str) -> Callable[[dict[str, Any]], str]:
    """Names a case by one of its columns."""
    return lambda case: str(case[key])


@pytest.fixture(scope="session")
def country() -> Country:
    return mali()


@pytest.fixture(scope="session")
def gazetteer(country: Country) -> Gazetteer:
    return country.gazetteer
