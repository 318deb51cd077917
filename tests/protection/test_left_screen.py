"""A page that somebody left leaves the screen when the session is over, and says so before (P49; WCAG 2.2.1).

What a browser makes of it: `tests/browser/test_leaving.py`.
"""

import re
from pathlib import Path
from typing import Final

import pytest

from store.logins import IDLE

CONSOLE: Final = Path(__file__).parent.parent.parent / "gateway" / "console"
STYLE: Final = (CONSOLE / "static" / "console.css").read_text("utf-8")
LEAVE: Final = (CONSOLE / "static" / "leave.js").read_text("utf-8")
TEMPLATES: Final = sorted((CONSOLE / "templates").glob("*.html"))
OVER: Final = IDLE.total_seconds()
TIME_TO_PRESS: Final = 20
"""Seconds that 2.2.1 wants between the warning and the end."""


def seconds(rule: str, text: str = STYLE) -> int:
    found = re.search(rule, text)
    assert found is not None, rule
    return int(found[1])


def test_it_is_hidden_once_the_session_is_over() -> None:
    gone = seconds(r"header, main, footer\) \{ animation: gone 1s (\d+)s forwards")
    assert OVER < gone < OVER + 60
    assert gone == seconds(r"\.over \{ animation: seen 1s (\d+)s forwards")
    assert gone == seconds(r"LEAVES = (\d+);", LEAVE)


def test_it_says_so_in_time_to_stay() -> None:
    warned = seconds(r"\.ends \{ animation: seen \d+s (\d+)s")
    assert OVER - warned >= 2 * 60 > TIME_TO_PRESS


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_no_page_goes_on_by_itself(page: Path) -> None:
    assert "http-equiv" not in page.read_text("utf-8")
    assert page.name == "page.html" or "<body" not in page.read_text("utf-8")
