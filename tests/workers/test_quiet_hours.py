"""By night no text leaves that can wait: digests and texts for relays wait for the morning (alerts §4)."""

import re
from datetime import timedelta

import pytest

from core.errors import SendFailed
from tests.workers.bureau import MONITOR, RELAY, REPORTER, STRANGER, Bureau, moment
from tests.workers.closing import asks, incident_of
from workers import digests
from workers.clock import tick
from workers.escalate import climb
from workers.relayed import send_due

FANTA = {"role": "regional", "areas": ["ML07"]}
NIGHT = ("21:00", "02:30", "06:59")
REFUSED = SendFailed("x", retryable=True)


def goes_to(bureau: Bureau, clock: str, day: str = "2026-07-14") -> None:
    bureau.watch.at = moment(clock, day)
    bureau.house.keys.issue(bureau.watch.at)
    bureau.passes()


def composed(bureau: Bureau, *texts: str) -> None:
    """A digest that has not been written yet."""
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    for text in texts:
        bureau.sms(RELAY, text)
    bureau.work()
    bureau.sent.clear()
    goes_to(bureau, "18:00")
    climb(bureau.house, bureau.watch.at)
    assert digests.compose(bureau.house, bureau.watch.at) == 1


@pytest.mark.parametrize("clock", NIGHT)
def test_a_digest_that_was_kept_up_is_not_written_by_night(bureau: Bureau, clock: str) -> None:
    composed(bureau, "22 ANSONGO")
    goes_to(bureau, clock, "2026-07-14" if clock > "12" else "2026-07-15")
    assert digests.write_due(bureau.house, bureau.watch.at) == 0
    goes_to(bureau, "07:00", "2026-07-15")
    assert digests.write_due(bureau.house, bureau.watch.at) == 1
    bureau.work()
    assert bureau.told(MONITOR)[0].startswith("JOUR")


def test_what_is_severe_in_it_waits_for_no_morning(bureau: Bureau) -> None:
    composed(bureau, "11 ANSONGO")
    goes_to(bureau, "23:00")
    assert digests.write_due(bureau.house, bureau.watch.at) == 1
    bureau.work()
    assert "SANS REPONSE" in bureau.told(MONITOR)[0]


def test_a_digest_whose_provider_fails_until_the_night_leaves_in_the_morning(bureau: Bureau) -> None:
    composed(bureau, "22 ANSONGO")
    goes_to(bureau, "20:58")
    assert digests.write_due(bureau.house, bureau.watch.at) == 1
    _fails_until_the_night(bureau)
    goes_to(bureau, "07:00", "2026-07-15")
    bureau.work()
    assert len(bureau.told(MONITOR)) == 1


def test_a_clock_that_was_turned_ahead_makes_no_digest(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.work()
    log = tick(bureau.house, bureau.watch.at)
    bureau.watch.at = moment("18:00")
    tick(bureau.house, bureau.watch.at, log)
    assert bureau.rows("SELECT * FROM digests") == []
    assert bureau.rows("SELECT * FROM rounds WHERE name = 'daily'") == []


@pytest.fixture
def found_false(bureau: Bureau) -> Bureau:
    bureau.member(RELAY, "relay", "ML0701")
    bureau.member(MONITOR, "monitor")
    bureau.sms(REPORTER, "11 ANSONGO", "14:06")
    bureau.work()
    bureau.sms(MONITOR, f"FAUX {bureau.number()}", "14:20")
    bureau.work()
    bureau.sent.clear()
    return bureau


def say(bureau: Bureau, at: str, text: str) -> str:
    return asks(bureau, FANTA, "COUNTER", at, incident=incident_of(bureau), text=text, why="danger")


def test_a_counter_message_that_meets_the_night_leaves_in_the_morning(found_false: Bureau) -> None:
    assert say(found_false, "20:58", "Le marché est ouvert.") == "COUNTER"
    send_due(found_false.house, found_false.watch.at)
    _fails_until_the_night(found_false)
    assert found_false.rows("SELECT state FROM outbox WHERE purpose = 'bulletin'") == [{"state": "pending"}]
    goes_to(found_false, "07:00", "2026-07-15")
    found_false.work()
    assert found_false.told(RELAY) == ["Rumeur démentie: Le marché est ouvert."]


def test_two_that_waited_are_five_minutes_apart(found_false: Bureau) -> None:
    for at, text in (("20:50", "Le marché est ouvert."), ("20:56", "La route est libre.")):
        assert say(found_false, at, text) == "COUNTER"
        found_false.failures[:] = [REFUSED] * 9
        send_due(found_false.house, found_false.watch.at)
        found_false.work()
    _fails_until_the_night(found_false)
    for clock, left in (("07:00", 1), ("07:04", 1), ("07:05", 2)):
        goes_to(found_false, clock, "2026-07-15")
        send_due(found_false.house, found_false.watch.at)
        found_false.work()
        assert len(found_false.told(RELAY)) == left


def test_a_digest_that_waits_hides_no_alert_of_the_night(bureau: Bureau) -> None:
    composed(bureau, "22 ANSONGO")
    goes_to(bureau, "20:58")
    digests.write_due(bureau.house, bureau.watch.at)
    _fails_until_the_night(bureau)
    bureau.sms(RELAY, "11 ANSONGO", "23:30")
    bureau.work()
    assert re.match(r"A\d{4} S4 11 ML0701 NON VERIFIE", bureau.told(MONITOR)[0])
    goes_to(bureau, "07:00", "2026-07-15")
    bureau.work()
    assert bureau.told(MONITOR)[1].startswith("JOUR")


def test_one_that_is_two_days_old_leaves_no_more(found_false: Bureau) -> None:
    say(found_false, "20:58", "Le marché est ouvert.")
    send_due(found_false.house, found_false.watch.at)
    _fails_until_the_night(found_false)
    goes_to(found_false, "21:30", "2026-07-16")
    goes_to(found_false, "07:00", "2026-07-17")
    found_false.work()
    assert found_false.told(RELAY) == []


def test_what_is_said_twice_is_heard_once(found_false: Bureau) -> None:
    assert say(found_false, "17:40", "Le marché est ouvert.") == "COUNTER"
    assert say(found_false, "17:41", " Le marché est ouvert. ") == "said_already"
    for _ in range(3):
        send_due(found_false.house, found_false.watch.at)
        found_false.work(after=timedelta(minutes=6))
    assert found_false.told(RELAY) == ["Rumeur démentie: Le marché est ouvert."]
    assert len(found_false.rows("SELECT * FROM counter_messages")) == 1


def _fails_until_the_night(bureau: Bureau) -> None:
    """The provider is down from before the quiet hours until after they have begun."""
    bureau.failures[:] = [REFUSED] * 20
    for minute in (58, 59):
        goes_to(bureau, f"20:{minute}")
        bureau.work()
    bureau.failures.clear()
    for clock in ("21:10", "23:00"):
        goes_to(bureau, clock)
        bureau.work()
        assert bureau.sent == []
