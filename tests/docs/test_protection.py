"""The table of `docs/protection.md`: every rule P1 to P81 stands there, with tests that are there."""

import re
from pathlib import Path

import pytest

from tests.docs.test_asvs import exists

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "protection.md").read_text("utf-8")
ROWS = re.findall(r"^\| (P\d+b?) \| (.+) \| (.+) \| (.+) \|$", PAGE, re.M)
RULES = [*(f"P{number}" for number in range(1, 82)), "P6b"]


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_has_one_row_and_a_test(rule: str) -> None:
    rows = [row for row in ROWS if row[0] == rule]
    assert len(rows) == 1
    tests = re.findall(r"`(tests/[^`]+)`", rows[0][3])
    assert tests
    assert [test for test in tests if not exists(test)] == []


def test_no_row_is_of_no_rule() -> None:
    assert [row[0] for row in ROWS if row[0] not in RULES] == []


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_where_it_is_kept_is_there(row: tuple[str, str, str, str]) -> None:
    places = [each for each in re.findall(r"`([^`]+)`", row[2]) if "/" in each and "*" not in each]
    assert [place for place in places if not (ROOT / place).exists()] == []
