"""Somebody takes their own verdict back within ten minutes; everybody who heard of it hears the line anew."""

from datetime import timedelta

import pytest

from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, Bureau
from tests.workers.capbench import Bench


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """A relay of Ansongo has told of an attack; two monitors have been warned."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.work()
    return bureau


def press(bureau: Bureau, verb: str, at: str, account: str = "a1", **more: str) -> tuple[str, str]:
    """A button of the console, and what became of it."""
    about = {
        "verb": verb,
        "number": bureau.number(),
        "account": account,
        "role": "regional",
        "areas": ["ML07"],
    }
    row = bureau.accept("command", about | more, at=at)
    bureau.work()
    kept = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return kept["outcome"], kept["reason"] or ""


def states(bureau: Bureau) -> tuple[str, str, str]:
    incident, alert = bureau.one("SELECT * FROM incidents"), bureau.one("SELECT * FROM alerts")
    return incident["state"], alert["state"], alert["status"]


@pytest.mark.parametrize(("verb", "state"), [("VRAI", "verified"), ("FAUX", "false")])
def test_a_verdict_is_taken_back_by_who_gave_it(alarmed: Bureau, verb: str, state: str) -> None:
    assert press(alarmed, verb, "14:20") == ("command", verb)
    assert states(alarmed)[0] == state
    assert press(alarmed, "UNDO", "14:29") == ("command", "UNDO")
    assert states(alarmed) == ("unverified", "unverified", "acknowledged")
    kept = alarmed.one("SELECT verified_by, released_at FROM incidents")
    assert (kept["verified_by"], kept["released_at"]) == (None, None)
    assert [
        row["action"] for row in alarmed.rows("SELECT action FROM audit WHERE action = 'verdict_undone'")
    ] == ["verdict_undone"]
    assert alarmed.rows("SELECT * FROM judgements") == []


def test_what_it_measured_is_gone_and_that_somebody_took_the_alert_stays(alarmed: Bureau) -> None:
    press(alarmed, "FAUX", "14:20")
    press(alarmed, "UNDO", "14:25")
    press(alarmed, "VRAI", "14:26")
    press(alarmed, "UNDO", "14:27")
    kept = {row["indicator"] for row in alarmed.rows("SELECT indicator FROM durations")}
    assert "alert_to_acknowledgement" in kept
    assert not kept & {"alert_to_closure", "opened_to_reached"}
    assert alarmed.rows("SELECT * FROM rumours WHERE false_at IS NOT NULL") == []


def test_those_who_heard_of_a_cancelled_alert_hear_its_line_again(alarmed: Bureau) -> None:
    press(alarmed, "FAUX", "14:20")
    press(alarmed, "UNDO", "14:29")
    alarmed.work(after=timedelta(minutes=11))
    (*_, last) = alarmed.told(MONITOR)
    assert "NON VERIFIE" in last
    assert alarmed.number() in last


def test_in_cap_an_update_follows_the_cancel(alarmed: Bureau) -> None:
    bench = Bench(alarmed)
    press(alarmed, "FAUX", "14:20")
    press(alarmed, "UNDO", "14:25")
    told = [
        (each.type, each.line[0])
        for each in bench.chain()
        if each.audience == "circle" and each.type != "Ack"
    ]
    assert [type_ for type_, _ in told] == ["Alert", "Cancel", "Update"]


@pytest.mark.parametrize(
    ("account", "clock", "why"), [("a1", "14:31", "too_late"), ("a2", "14:25", "not_yours")]
)
def test_not_later_and_not_by_another(alarmed: Bureau, account: str, clock: str, why: str) -> None:
    press(alarmed, "VRAI", "14:20")
    assert press(alarmed, "UNDO", clock, account) == ("refused", why)
    assert states(alarmed)[0] == "verified"


def test_what_has_left_the_circle_is_not_taken_back(alarmed: Bureau) -> None:
    press(alarmed, "VRAI", "14:20")
    press(alarmed, "RELEASE", "14:21", reason="protect")
    assert press(alarmed, "UNDO", "14:22") == ("refused", "told_outside")
    assert states(alarmed)[0] == "verified"


def test_a_verdict_that_a_coordinator_turned_round_is_not_taken_back(alarmed: Bureau) -> None:
    press(alarmed, "VRAI", "14:20")
    press(alarmed, "FAUX", "14:22", "a2", reason="visit")
    assert press(alarmed, "UNDO", "14:23") == ("refused", "too_late")
    assert states(alarmed)[0] == "false"
