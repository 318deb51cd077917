"""Every fault of a file of updates is named by row and column, all at once (`indicators.md` §8.1)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.updaterows import Checked, Known, check

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "tracker" / "updates.yaml").read_text("utf-8")
)
SAID = {("SCG-01", "2026-03-01", "under_way", 0.25, "monitor")}
KNOWN = Known({"SCG-01": "2026-01-01"}, SAID, date(2026, 7, 14))


def read(*changes: dict[str, Any]) -> Checked:
    rows = [{name: str(value) for name, value in (TABLE["right"] | change).items()} for change in changes]
    return check(enumerate(rows, 2), KNOWN)


@pytest.mark.parametrize(("change", "column", "word"), TABLE["faults"], ids=str)
def test_a_fault(change: dict[str, Any], column: str, word: str) -> None:
    assert [(each.row, each.column, each.word) for each in read(change).faults] == [(2, column, word)]


@pytest.mark.parametrize(("change", "column", "word"), TABLE["warnings"], ids=str)
def test_a_warning(change: dict[str, Any], column: str, word: str) -> None:
    checked = read(change)
    assert not checked.faults
    assert [(each.column, each.word) for each in checked.warnings] == [(column, word)]


def test_all_of_them_at_once() -> None:
    checked = read({"code": "X"}, {}, {}, {"date": "hier", "progress": "2"})
    assert [(each.row, each.column, each.word) for each in checked.faults] == [
        (2, "code", "unknown"),
        (4, "date", "said_already"),
        (5, "date", "not_a_day"),
        (5, "progress", "not_a_step"),
    ]
