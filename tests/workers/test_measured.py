"""What E3, E4 and E9 count is kept when it happens, in seconds and in counters, and of nobody."""

from typing import Any

import pytest

from store import figures, people, profiles
from tests.workers.bureau import MONITOR, OTHER_OPERATOR, REGIONAL, RELAY, REPORTER, STRANGER, Bureau

WEEK = "2026-W29"
TURNS: dict[str, Any] = {"code": "22", "place": "ML0701", "occurred": "today", "basis": "eyewitness"}


def seconds(bureau: Bureau, step: str) -> list[float]:
    with bureau.house.database.read() as conn:
        return figures.durations(conn, step, period=WEEK)


def voices(bureau: Bureau, place: str = "ML07") -> list[int]:
    with bureau.house.database.read() as conn:
        return [figures.counted(conn, name, place, WEEK) for name in ("voices_f", "voices_m", "voices")]


def known(bureau: Bureau, number: str, sex: str) -> None:
    """A phone that has said once who holds it."""
    with bureau.house.database.write() as conn:
        people.remember(conn, bureau.house.vault, number, bureau.watch.at, language="fr")
        profiles.keep(conn, bureau.house.vault, number, bureau.watch.at, {"sex": sex})


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.work()
    return bureau


def test_what_becomes_corroborated_is_kept_as_reached(alarmed: Bureau) -> None:
    assert seconds(alarmed, "opened_to_corroborated") == []
    alarmed.sms(STRANGER, "11 ANSONGO", "14:25")
    alarmed.work()
    assert alarmed.one("SELECT state FROM incidents")["state"] == "corroborated"
    assert seconds(alarmed, "opened_to_corroborated") == [1200.0]
    alarmed.sms(MONITOR, f"VRAI {alarmed.number()}", "15:05")
    alarmed.work()
    assert seconds(alarmed, "opened_to_corroborated") == [1200.0], "once"


def test_false_closes_an_alert(alarmed: Bureau) -> None:
    alarmed.sms(MONITOR, f"FAUX {alarmed.number()}", "15:05")
    alarmed.work()
    assert seconds(alarmed, "alert_to_closure") == [3600.0]
    assert seconds(alarmed, "opened_to_corroborated") == []


def test_voices_are_counted_by_region_and_week(bureau: Bureau) -> None:
    known(bureau, REPORTER, "f")
    known(bureau, OTHER_OPERATOR, "m")
    for number, text, at in (
        (REPORTER, "22 ANSONGO", "10:00"),
        (REPORTER, "33 ANSONGO", "11:00"),
        (OTHER_OPERATOR, "22 ANSONGO", "12:00"),
        (STRANGER, "22 ANSONGO", "12:30"),
    ):
        bureau.sms(number, text, at)
        bureau.work()
    assert voices(bureau) == [2, 1, 2]


def test_a_call_counts_once_and_when_it_is_whole(bureau: Bureau) -> None:
    known(bureau, REPORTER, "f")
    bureau.turn(REPORTER, "S1", 3, at="10:00", answers=TURNS)
    bureau.watch.at = bureau.watch.at.replace(minute=2)
    bureau.work()
    assert voices(bureau) == [0, 0, 0]
    for position in (5, 5):
        bureau.turn(REPORTER, "S1", position, at="10:03", answers=TURNS, ends=True)
        bureau.work()
    assert voices(bureau) == [1, 0, 1]


def test_nothing_to_report_and_who_skipped_are_no_voices(bureau: Bureau) -> None:
    known(bureau, REPORTER, "skip")
    known(bureau, OTHER_OPERATOR, "f")
    bureau.sms(REPORTER, "22 ANSONGO", "10:00")
    bureau.sms(OTHER_OPERATOR, "00 ANSONGO", "10:05")
    bureau.work()
    assert voices(bureau) == [0, 0, 0]


def test_no_row_of_a_report_says_a_sex(bureau: Bureau) -> None:
    known(bureau, REPORTER, "f")
    bureau.sms(REPORTER, "22 ANSONGO", "10:00")
    bureau.work()
    assert "sex" not in bureau.one("SELECT * FROM reports")
