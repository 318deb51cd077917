"""For tests that read what the clock would have published: a period is, when it is first asked for."""

import json
from typing import Any

import pytest

from core.definitions import Indicator
from core.disclosure import is_open
from gateway.feeds import cube
from gateway.feeds.draft import draft
from gateway.feeds.publication import in_order
from gateway.house import House

as_written = cube.published
KNOWN: dict[tuple[str, str], Any] = {}
"""What a test has read so far: it stays as it was first read."""


@pytest.fixture(autouse=True)
def published_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The duty of the workers, done at the last moment and written nowhere: once for each cube."""
    KNOWN.clear()
    monkeypatch.setattr(cube, "published", _published)


def _published(house: House, indicator: Indicator, period: str, part: str) -> Any:
    if not is_open(period, "figures", house.clock()):
        return []
    key = indicator.id, period
    if key not in KNOWN:
        made = draft(house, indicator, period)
        assert not made.exposed
        KNOWN[key] = json.loads(json.dumps(in_order(made.parts)))
    found = KNOWN[key].get(part, [])
    return found if isinstance(found, dict) else list(found)
