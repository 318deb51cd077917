"""What a message that is to leave says, who it is read by, and what is counted of it."""

from datetime import datetime, timedelta

import pytest

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage
from store import outbox
from store.database import Database
from store.keys import Keys
from store.leases import LeaseLost
from store.outbox import Outgoing, Terms
from store.vault import Vault
from tests.store.mailbag import Machine
from tests.store.sendbag import CHANNEL, NUMBER, TEXT, alarm, left, put, state, states


@pytest.fixture
def one(store: Database, vault: Vault, at: datetime) -> Outgoing:
    put(store, vault, at)
    (found,) = outbox.lease(store, "w1", at)
    return found


def test_the_seal_opens_to_what_was_put_in(one: Outgoing, vault: Vault) -> None:
    assert outbox.message(vault, one, "x1") == OutboundMessage(one.id, CHANNEL, NUMBER, TEXT, "alert", "x1")


def test_a_seal_whose_key_is_gone_opens_no_more(
    one: Outgoing, vault: Vault, keys: Keys, at: datetime
) -> None:
    keys.destroy_due(at + timedelta(hours=72))
    with pytest.raises(LasomiError) as raised:
        outbox.message(vault, one)
    assert raised.value.code == "key_gone"


def test_another_text_lies_under_the_key_of_the_first_day(
    one: Outgoing, store: Database, vault: Vault, at: datetime
) -> None:
    with store.write() as conn:
        outbox.rewrite(conn, vault, one, outbox.message(vault, one), "A2417 fini, tọ")
    outbox.release(store, "w1")
    (again,) = outbox.lease(store, "w1", at + timedelta(hours=23))
    assert again.key_day == one.key_day
    assert outbox.message(vault, again) == OutboundMessage(
        one.id, CHANNEL, NUMBER, "A2417 fini, tọ", "alert", ""
    )


def test_a_message_belongs_to_its_alert_and_leaves_after_those_that_press(
    store: Database, vault: Vault, at: datetime
) -> None:
    alert = alarm(store, at)
    put(store, vault, at, "reply:1", purpose="reply", priority=1)
    put(store, vault, at, "alert:1", alert_id=alert)
    first, second = outbox.lease(store, "w1", at)
    assert (first.alert_id, first.purpose, second.alert_id, second.purpose) == (alert, "alert", None, "reply")


def test_what_has_not_left_is_counted_by_channel_and_state(
    store: Database, vault: Vault, at: datetime
) -> None:
    put(store, vault, at)
    put(store, vault, at, "alert:2", channel="twilio")
    with store.read() as conn:
        assert outbox.waiting(conn) == 2
    (one,) = outbox.lease(store, "w1", at, Terms(limit=1))
    attempt = left(store, one, at)
    with store.read() as conn:
        assert outbox.waiting(conn) == 2
        assert outbox.counts(conn) == {(CHANNEL, "sending"): 1, ("twilio", "pending"): 1}
        assert outbox.state_of(conn, "0d" * 16) is None
    assert attempt


def test_who_lost_the_lease_lets_nothing_leave(one: Outgoing, store: Database, at: datetime) -> None:
    outbox.renew(store, "w1", [one.id], -1)
    assert outbox.release_expired(store) == 1
    (taken,) = outbox.lease(store, "w2", at)
    with pytest.raises(LeaseLost):
        outbox.begin(store, one, at)
    assert outbox.begin(store, taken, at)


def test_a_renewed_lease_lasts_as_long_as_was_said(
    one: Outgoing, store: Database, machine: Machine, at: datetime
) -> None:
    if store.dialect != "sqlite":
        pytest.skip("PostgreSQL counts leases by the server's clock")
    outbox.renew(store, "w1", [one.id], 60)
    outbox.renew(store, "w2", [one.id], 3600)
    machine.ms += 59_999
    assert outbox.release_expired(store) == 0
    machine.ms += 2
    assert outbox.release_expired(store) == 1


def test_who_lives_keeps_its_own_messages_and_takes_nobody_elses(
    one: Outgoing, store: Database, at: datetime
) -> None:
    outbox.renew(store, "w0", [one.id], -1)
    outbox.renew(store, "w2", [one.id], -1)
    outbox.renew(store, "w1", ["0e" * 16], -1)
    assert outbox.release_expired(store) == 0
    outbox.renew(store, "w1", [one.id], -1)
    assert outbox.release_expired(store) == 1


def test_a_sender_that_stops_gives_back_its_own_and_nobody_elses(
    store: Database, vault: Vault, at: datetime
) -> None:
    for cause in ("alert:1", "alert:2", "alert:3"):
        put(store, vault, at, cause)
    mine, gone = outbox.lease(store, "w1", at, Terms(limit=2))
    outbox.lease(store, "w2", at)
    left(store, gone, at)
    assert outbox.release(store, "w1") == 2
    assert states(store) == ["pending", "unknown", "pending"]
    assert [one.id for one in outbox.lease(store, "w3", at)] == [mine.id]


def test_of_an_attempt_in_doubt_the_provider_is_asked_once(
    one: Outgoing, store: Database, vault: Vault, at: datetime
) -> None:
    attempt = left(store, one, at)
    outbox.release(store, "w1")

    def unanswered(channel: str = CHANNEL, before: datetime = at) -> list[str]:
        with store.read() as conn:
            return [each for _, each, _ in outbox.unanswered(conn, [channel], before)]

    assert unanswered() == [attempt]
    assert unanswered("twilio") == unanswered(before=at - timedelta(seconds=1)) == []
    with store.write() as conn:
        outbox.asked(conn, attempt)
    assert unanswered() == []
    assert state(store, one.id) == "unknown"


def test_who_is_asked_of_one_attempt_is_still_asked_of_another(
    store: Database, vault: Vault, at: datetime
) -> None:
    put(store, vault, at)
    put(store, vault, at, "alert:2")
    first, second = (left(store, each, at) for each in outbox.lease(store, "w1", at))
    outbox.release(store, "w1")
    with store.write() as conn:
        outbox.asked(conn, first)
        doubtful = outbox.unanswered(conn, [CHANNEL], at + timedelta(hours=1))
    assert [(each, began) for _, each, began in doubtful] == [(second, at)]


def test_what_was_refused_before_it_left_may_be_tried_again(
    one: Outgoing, store: Database, vault: Vault, at: datetime
) -> None:
    refused = SendFailed("away", retryable=True)
    assert outbox.refuse(store, one, refused, at, vault=vault) == "pending"
    assert outbox.lease(store, "w1", at + timedelta(seconds=4)) == []
    (again,) = outbox.lease(store, "w1", at + timedelta(seconds=5))
    assert again.attempts == 1
    assert outbox.refuse(store, again, SendFailed("blocked", retryable=False), at, vault=vault) == "failed"
