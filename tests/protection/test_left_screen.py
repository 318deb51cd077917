"""A page that somebody walked away from leaves the screen: it asks again, and finds the door (P49)."""

import re
from pathlib import Path

import pytest

from store.logins import IDLE

TEMPLATES = Path(__file__).parent.parent.parent / "gateway" / "console" / "templates"
REFRESH = re.compile(r'{% if account %}<meta http-equiv="refresh" content="(\d+)">{% endif %}')
BY_ITSELF = {"alerts.html", "board.html"}
"""The board of alerts looks for news by itself, and says aloud when it hears none."""


def test_it_asks_again_once_the_session_is_over() -> None:
    found = REFRESH.search((TEMPLATES / "page.html").read_text("utf-8"))
    assert found is not None
    assert int(found[1]) > IDLE.total_seconds()
    assert int(found[1]) < IDLE.total_seconds() + 60


@pytest.mark.parametrize("page", sorted(each.name for each in TEMPLATES.glob("*.html")))
def test_no_page_leaves_that_out(page: str) -> None:
    text = (TEMPLATES / page).read_text("utf-8")
    if page not in BY_ITSELF | {"page.html"}:
        assert "{% block head %}" not in text or "{{ super() }}{% endblock %}" in text
