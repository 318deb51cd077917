"""In a process that is asked all the time, a look at the keys file stands for a moment, and no longer."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import LasomiError
from store.keys import Keys, create_keys

LATER = timedelta(days=30)


@pytest.fixture
def both(tmp_path: Path, at: datetime) -> tuple[Keys, Keys]:
    """Two processes with one file: who is asked, and who destroys."""
    return create_keys(tmp_path / "keys", at), Keys(tmp_path / "keys")


def test_everybody_looks_each_time_unless_told(both: tuple[Keys, Keys], at: datetime) -> None:
    asked, destroyer = both
    asked.key("day", "2026-07-14")
    destroyer.destroy_due(at + LATER)
    with pytest.raises(LasomiError, match="no key of day"):
        asked.key("day", "2026-07-14")


def test_a_look_stands_for_as_long_as_was_said(both: tuple[Keys, Keys], at: datetime) -> None:
    asked, destroyer = both
    asked.rests = 3600.0
    before = asked.key("day", "2026-07-14")
    destroyer.destroy_due(at + LATER)
    assert asked.key("day", "2026-07-14") == before


def test_what_a_process_has_done_itself_it_sees_at_once(both: tuple[Keys, Keys], at: datetime) -> None:
    asked, _ = both
    asked.rests = 3600.0
    asked.key("day", "2026-07-14")
    asked.destroy_due(at + LATER)
    with pytest.raises(LasomiError, match="no key of day"):
        asked.key("day", "2026-07-14")


def test_a_file_that_is_gone_is_not_remembered(both: tuple[Keys, Keys], at: datetime) -> None:
    """Nothing stands of a look that found no file: it is looked for each time."""
    asked, _ = both
    asked.rests = 3600.0
    content = asked.path.read_bytes()
    asked.path.unlink()
    with pytest.raises(LasomiError, match="put the device"):
        asked.key("day", "2026-07-14")
    asked.path.write_bytes(content)
    asked.path.chmod(0o600)
    assert asked.key("day", "2026-07-14")
