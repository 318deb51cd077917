"""An alert leaves at least once, its delay measured; nothing goes to somebody who asked for silence."""

from datetime import timedelta

import pytest

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from store import outbox, people
from store.shred import shred
from tests.workers.bureau import CHANNEL, MONITOR, RELAY, Bureau, moment
from tests.workers.onehand import deliver_once
from workers.drain import drain_once


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """An alert is raised and not yet sent."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    assert drain_once(bureau.house, "worker") == 1
    return bureau


def states(bureau: Bureau) -> list[str]:
    return [row["state"] for row in bureau.rows("SELECT state FROM outbox ORDER BY seq")]


def test_the_delay_from_acceptance_to_the_first_attempt_is_kept(alarmed: Bureau) -> None:
    alarmed.work(after=timedelta(seconds=3))
    assert (states(alarmed), len(alarmed.told(MONITOR))) == (["accepted"], 1)
    assert alarmed.one("SELECT alert_seconds FROM alerts")["alert_seconds"] == 3
    delay = alarmed.one("SELECT * FROM durations")
    assert (delay["indicator"], delay["place"], delay["period"], delay["seconds"]) == (
        *("receipt_to_alert", "ML0701", "2026-W29", 3.0),
    )


def test_a_passing_failure_is_tried_again_and_the_delay_stays_that_of_the_first(alarmed: Bureau) -> None:
    alarmed.failures.append(SendFailed("http_503", retryable=True))
    alarmed.work()
    assert (states(alarmed), alarmed.sent) == (["pending"], [])
    alarmed.work(after=timedelta(seconds=7))
    assert states(alarmed) == ["accepted"]
    assert alarmed.one("SELECT seconds FROM durations")["seconds"] == 0


def test_a_lasting_failure_is_not_tried_again(alarmed: Bureau) -> None:
    alarmed.failures.append(SendFailed("403", retryable=False))
    alarmed.work()
    alarmed.work(after=timedelta(minutes=10))
    assert (states(alarmed), alarmed.sent) == (["failed"], [])


def test_the_attempt_is_on_disk_before_the_request_leaves(alarmed: Bureau) -> None:
    seen: list[str] = []

    def look(message: OutboundMessage) -> SendResult:
        seen.extend(row["state"] for row in alarmed.rows("SELECT state FROM attempts"))
        return alarmed.send(message)

    assert deliver_once(alarmed.house, {CHANNEL: look}, "worker") == 1
    assert seen == ["sending"]


def test_an_alert_without_an_answer_goes_once_more_by_the_next_channel(alarmed: Bureau) -> None:
    by_other: list[OutboundMessage] = []

    def other(message: OutboundMessage) -> SendResult:
        by_other.append(message)
        return SendResult("accepted", provider_id="SM1")

    def work(after: int) -> None:
        alarmed.watch.at += timedelta(seconds=after)
        while deliver_once(alarmed.house, {CHANNEL: alarmed.send, "twilio": other}, "worker"):
            continue

    alarmed.failures.append(SendFailed("no_answer", retryable=False, ambiguous=True))
    work(0)
    work(59)
    assert (states(alarmed), by_other) == (["unknown"], [])
    work(1)
    work(300)
    assert states(alarmed) == ["unknown", "accepted"]
    assert [message.channel for message in by_other] == ["twilio"]


def test_an_alert_that_was_never_answered_holds_nobody_up_when_its_key_is_gone(alarmed: Bureau) -> None:
    alarmed.failures.append(SendFailed("no_answer", retryable=False, ambiguous=True))
    alarmed.work()
    alarmed.work(after=timedelta(seconds=61))
    alarmed.watch.at += timedelta(hours=73)
    shred(alarmed.house.database, alarmed.house.keys, alarmed.watch.at)
    alarmed.house.keys.issue(alarmed.watch.at)
    before = len(alarmed.sent)
    alarmed.sms(RELAY, "11 ANSONGO")
    alarmed.work()
    assert len(alarmed.sent) == before + 1


def test_nothing_is_sent_to_somebody_who_asked_for_silence(alarmed: Bureau) -> None:
    with alarmed.house.database.write() as conn:
        people.opt_out(conn, alarmed.house.vault, MONITOR, alarmed.watch.at, cause="word", channel=CHANNEL)
    alarmed.work()
    assert (states(alarmed), alarmed.sent) == (["failed"], [])


def test_a_provider_that_knows_better_is_believed(alarmed: Bureau) -> None:
    def refuse(_message: OutboundMessage) -> SendResult:
        return SendResult("failed", code="406", opted_out=True)

    deliver_once(alarmed.house, {CHANNEL: refuse}, "worker")
    assert alarmed.one("SELECT state, cause FROM optouts") == {"state": "out", "cause": "406"}


def test_without_a_sender_the_message_waits(alarmed: Bureau) -> None:
    assert deliver_once(alarmed.house, {}, "worker") == 1
    assert states(alarmed) == ["pending"]


def test_what_has_expired_does_not_leave(alarmed: Bureau) -> None:
    alarmed.watch.at = moment("15:00", "2026-07-15")
    alarmed.work()
    assert (states(alarmed), alarmed.sent) == (["expired"], [])


def test_a_message_whose_key_is_gone_fails(alarmed: Bureau) -> None:
    alarmed.house.keys.destroy_due(alarmed.watch.at + timedelta(days=4))
    deliver_once(alarmed.house, {CHANNEL: alarmed.send}, "worker")
    assert (states(alarmed), alarmed.sent) == (["failed"], [])


def test_while_the_keys_are_away_the_attempt_is_left_to_its_lease(alarmed: Bureau) -> None:
    alarmed.house.keys.path.rename(alarmed.house.keys.path.with_name("hidden"))
    with pytest.raises(LasomiError):
        deliver_once(alarmed.house, {CHANNEL: alarmed.send}, "worker")
    assert alarmed.sent == []


def test_a_receipt_raises_the_message(alarmed: Bureau) -> None:
    alarmed.work()
    body = {
        "message_id": "ATXid_1",
        "status": "delivered",
        "code": "",
        "temporary": False,
        "opted_out": False,
    }
    row = alarmed.accept("receipt", body)
    alarmed.work()
    assert (states(alarmed), alarmed.outcome(row)) == (["delivered"], "receipt")
    with alarmed.house.database.read() as conn:
        assert outbox.waiting(conn) == 0
