"""What the guide of monitors shows is what their phones show, and what it lets them write is understood."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.alerts import Alert, alert_text, read_command
from core.country import load_country

GUIDE = (Path(__file__).parents[2] / "docs" / "moniteurs.md").read_text("utf-8")
TYPED = re.findall(r"^\| `((?:OUI|VRAI|FAUX|NOTE|RAS|AIDE)[^`]*)` \|", GUIDE, re.MULTILINE)
AT = datetime(2026, 7, 14, 14, 37, tzinfo=UTC)


def test_the_alert_it_shows_is_the_alert_that_is_sent() -> None:
    shown = Alert(
        id="a",
        number="2417",
        rule="incident",
        incident="i",
        code="11",
        severity=4,
        area="ML0701",
        state="corroborated",
        sources=3,
        raised_at=AT,
        accepted_at=AT,
        expires_at=AT,
        seen="VU",
        when="en cours",
    )
    assert alert_text(shown) in GUIDE


@pytest.mark.parametrize("text", [*TYPED, "VRAI 2417 1234"])
def test_every_answer_it_teaches_is_a_command(text: str) -> None:
    command = read_command(text)
    assert command
    assert command.verb == text.split(maxsplit=1)[0]


def test_it_teaches_every_answer() -> None:
    assert len(TYPED) == 6


def test_the_times_are_those_of_the_country() -> None:
    ladder = load_country("ml").alerts.ladder
    assert [step.after_seconds for step in (*ladder[4], *ladder[3])] == [1800, 3600, 7200]
    assert "30 minutes au niveau régional, après une heure au niveau national" in GUIDE
    assert "gravité 3 après deux heures" in GUIDE
