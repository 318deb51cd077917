"""A rumour is found false; what is said against it goes to relays by day, never to who had told it (E6)."""

from datetime import timedelta
from typing import Any

import pytest

from store import figures
from store.shred import shred
from tests.workers.bureau import MONITOR, OTHER_OPERATOR, RELAY, REPORTER, STRANGER, Bureau, moment
from tests.workers.closing import asks, incident_of
from workers.relayed import send_due

Who = dict[str, Any]
FANTA: Who = {"role": "regional", "areas": ["ML07"]}
MOUSSA: Who = {"role": "monitor", "areas": ["ML0701"]}
SIRA: Who = {"role": "regional", "areas": ["ML05"]}
TEXT = "Aucune attaque à Ansongo. Les gens sont chez eux, le marché est ouvert."


@pytest.fixture
def found_false(bureau: Bureau) -> Bureau:
    """Two phones told of an attack at 08:00; the monitor said FAUX at 15:10."""
    bureau.member(RELAY, "relay")
    bureau.member(OTHER_OPERATOR, "relay", "ML0504")
    bureau.member(MONITOR, "monitor")
    for number in (REPORTER, STRANGER):
        bureau.sms(number, "11 ANSONGO", "08:00")
        bureau.work()
    bureau.sms(MONITOR, f"FAUX {bureau.number()}", "15:10")
    bureau.work()
    bureau.sent.clear()
    return bureau


def say(bureau: Bureau, at: str | None = "17:40", text: str = TEXT, who: Who = FANTA) -> str:
    return asks(bureau, who, "COUNTER", at, incident=incident_of(bureau), text=text, why="danger")


def heard(bureau: Bureau) -> dict[str, list[str]]:
    send_due(bureau.house, bureau.watch.at)
    bureau.work()
    return {number: bureau.told(number) for number in {message.urn for message in bureau.sent}}


def test_e6_counts_from_the_verdict_to_the_first_counter_message(found_false: Bureau) -> None:
    assert say(found_false) == "COUNTER"
    assert say(found_false, "18:10", "Rien à Ansongo. Tout est calme.") == "COUNTER"
    with found_false.house.database.read() as conn:
        assert figures.durations(conn, "false_to_counter") == [150 * 60]
    kept = found_false.rows("SELECT why, said_by, hour FROM counter_messages ORDER BY hour")
    assert [(row["why"], row["said_by"]) for row in kept] == [("danger", "account")] * 2
    assert not [row for row in kept if row["hour"] % 3_600_000]
    noted = found_false.rows("SELECT role, reason FROM audit WHERE action = 'counter'")
    assert noted == [{"role": "regional", "reason": "danger"}] * 2


def test_relays_of_the_place_hear_it_and_nobody_else(found_false: Bureau) -> None:
    say(found_false)
    assert heard(found_false) == {RELAY: [f"Rumeur démentie: {TEXT}"]}
    assert found_false.rows("SELECT purpose FROM outbox WHERE cause LIKE 'counter:%'") == [
        {"purpose": "bulletin"}
    ]


@pytest.mark.parametrize(("clock", "heard_at_once"), [("06:59", 0), ("07:00", 1), ("20:59", 1), ("21:00", 0)])
def test_by_night_it_waits_for_the_morning(found_false: Bureau, clock: str, heard_at_once: int) -> None:
    found_false.watch.at = moment("06:00", "2026-07-15")
    say(found_false, clock)
    assert len(heard(found_false)) == heard_at_once
    found_false.watch.at = moment("07:00", "2026-07-16")
    found_false.passes()
    assert heard(found_false) == {RELAY: [f"Rumeur démentie: {TEXT}"]}


def test_two_texts_are_five_minutes_apart(found_false: Bureau) -> None:
    say(found_false)
    say(found_false, "17:41", "Rien à Ansongo. Tout est calme.")
    assert len(heard(found_false)[RELAY]) == 1
    found_false.watch.at += timedelta(minutes=4)
    found_false.passes()
    assert len(heard(found_false)[RELAY]) == 1
    found_false.watch.at += timedelta(minutes=2)
    found_false.passes()
    assert len(heard(found_false)[RELAY]) == 2
    assert found_false.rows("SELECT * FROM relayed") == []


def test_who_serves_no_more_hears_nothing(found_false: Bureau) -> None:
    found_false.watch.at = moment("22:00")
    say(found_false, "22:00")
    found_false.sms(RELAY, "STOP")
    found_false.work()
    found_false.watch.at = moment("08:00", "2026-07-15")
    assert heard(found_false) == {}
    assert found_false.rows("SELECT * FROM relayed") == []


@pytest.mark.parametrize(
    ("text", "who", "says"),
    [
        (TEXT, MOUSSA, "unknown"),
        (TEXT, SIRA, "unknown"),
        ("", FANTA, "empty"),
        ("Ansongo. " * 20, FANTA, "too_long"),
        ("Appelez le 76 00 00 02", FANTA, "names_somebody"),
        ("Les jihadistes ne sont pas venus", FANTA, "never_said"),
        ("11 ANSONGO", FANTA, "quotes_a_report"),
    ],
)
def test_what_may_not_be_said(found_false: Bureau, text: str, who: Who, says: str) -> None:
    assert say(found_false, text=text, who=who) == says
    assert found_false.rows("SELECT * FROM counter_messages") == []


def test_without_a_reason_nothing_leaves(found_false: Bureau) -> None:
    assert (
        asks(found_false, FANTA, "COUNTER", incident=incident_of(found_false), text=TEXT) == "reason_unsaid"
    )


def test_the_log_is_kept_field_by_field(found_false: Bureau) -> None:
    about = {"incident": incident_of(found_false)}
    assert asks(found_false, MOUSSA, "RUMOUR", **about, channel="market", risk="major") == "RUMOUR"
    assert asks(found_false, MOUSSA, "RUMOUR", **about, engagement="elders") == "RUMOUR"
    assert asks(found_false, MOUSSA, "RUMOUR", **about, outcome="worse") == "not_an_entry"
    assert asks(found_false, SIRA, "RUMOUR", **about, risk="minor") == "unknown"
    line = found_false.one("SELECT day, place, channel, risk, engagement, outcome FROM rumours")
    assert line == {
        "day": "2026-07-14",
        "place": "ML0701",
        "channel": "market",
        "risk": "major",
        "engagement": "elders",
        "outcome": None,
    }


def test_what_turned_out_true_is_no_rumour(found_false: Bureau) -> None:
    body = {"verb": "VRAI", "number": found_false.number(), "account": "a", "role": "regional"}
    found_false.accept("command", body | {"areas": ["ML07"], "reason": "witness"})
    found_false.work()
    assert found_false.one("SELECT false_at FROM rumours")["false_at"] is None
    assert say(found_false) == "unknown"


def test_no_minute_of_a_verdict_is_kept_after_three_days(found_false: Bureau) -> None:
    house = found_false.house
    shred(house.database, house.keys, found_false.watch.at + timedelta(hours=80))
    assert found_false.one("SELECT false_at FROM rumours")["false_at"] % 3_600_000 == 0
