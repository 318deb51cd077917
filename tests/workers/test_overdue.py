"""A text that lay while every provider was down says how late it is, or leaves no more (`alerts.md` §7)."""

from datetime import timedelta

import pytest

from core.errors import SendFailed
from store import elapsed, steps
from tests.workers.bureau import MONITOR, REGIONAL, Bureau
from tests.workers.storm import Storm
from workers.escalate import climb

DOWN = SendFailed("down", retryable=True)
MINUTE, HOUR = 60, 3600


@pytest.fixture
def storm(bureau: Bureau) -> Storm:
    """A monitor and a coordinator; nothing leaves."""
    found = Storm(bureau)
    found.person(MONITOR, "monitor", "ML0701")
    found.person(REGIONAL, "regional", "ML07")
    elapsed.advance(bureau.house.database, bureau.watch.at)
    found.stuck = True
    return found


def left(storm: Storm, number: str = MONITOR) -> list[str]:
    storm.bureau.work()
    return storm.bureau.told(number)


@pytest.mark.parametrize(
    ("severity", "seconds", "late"),
    [(4, 110, ""), (4, 125, "retard 2 min"), (4, 5 * HOUR, "retard 300 min"), (3, 14 * MINUTE, "")],
)
def test_a_text_says_how_late_it_is_when_it_leaves(
    storm: Storm, severity: int, seconds: int, late: str
) -> None:
    storm.raises(severity)
    storm.passes(seconds)
    (text,) = left(storm)
    assert ("retard" in text) == bool(late)
    assert f"recu 14h05{' ' * bool(late)}{late}. OUI=recu VRAI FAUX AIDE" in text
    assert len(text) <= 160


def test_tried_again_it_counts_from_acceptance_still(storm: Storm) -> None:
    storm.raises()
    storm.bureau.failures[:] = [DOWN] * 50
    storm.passes(10 * MINUTE)
    assert left(storm) == []
    storm.bureau.failures.clear()
    storm.passes(10 * MINUTE)
    (text,) = left(storm)
    assert text.count("retard") == 1
    assert "retard 20 min" in text


def test_six_hours_old_it_is_no_news_and_waits_for_the_digest(storm: Storm) -> None:
    storm.raises()
    storm.passes(6 * HOUR + 1)
    climb(storm.bureau.house, storm.bureau.watch.at)
    assert (left(storm), left(storm, REGIONAL)) == ([], [])
    assert {row["state"] for row in storm.bureau.rows("SELECT state FROM outbox")} == {"expired"}
    assert storm.bureau.one("SELECT status FROM alerts")["status"] == "active"
    with storm.bureau.house.database.read() as conn:
        assert len(steps.unanswered(conn)) == 1


def test_so_it_is_with_a_group(storm: Storm) -> None:
    storm.raises()
    left(storm)
    storm.raises(3, code="12")
    storm.raises(3, code="15")
    storm.passes(5 * MINUTE)
    storm.bureau.sent.clear()
    storm.passes(6 * HOUR + 1)
    assert left(storm) == []
    assert storm.bureau.rows("SELECT * FROM grouped") == []


def test_a_rung_counts_from_its_own_text(storm: Storm) -> None:
    """The coordinator's text is late by its own waiting, whenever the alert was accepted."""
    storm.raises()
    storm.passes(30 * MINUTE)
    climb(storm.bureau.house, storm.bureau.watch.at)
    storm.passes(5 * MINUTE)
    (text,) = left(storm, REGIONAL)
    assert "SANS REPONSE 30 min retard 5 min. OUI=" in text


def test_no_leap_of_the_wall_clock_makes_it_late(storm: Storm) -> None:
    storm.raises()
    storm.bureau.watch.at += timedelta(hours=7)
    storm.bureau.counted = storm.bureau.watch.at
    elapsed.advance(storm.bureau.house.database, storm.bureau.watch.at)
    (text,) = left(storm)
    assert "retard" not in text
