"""A message that was never answered is asked about where a provider lists what we sent, and believed then."""

from datetime import datetime, timedelta

import pytest

from core.errors import SendFailed
from core.messages import OutboundMessage, SendResult
from tests.workers.bureau import CHANNEL, MONITOR, RELAY, Bureau
from tests.workers.onehand import deliver_once
from workers.doubts import ask
from workers.drain import drain_once


@pytest.fixture
def doubtful(bureau: Bureau) -> Bureau:
    """An alert left and nothing was heard of it."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.sms(RELAY, "11 ANSONGO")
    drain_once(bureau.house, "worker")
    bureau.failures.append(SendFailed("no_answer", retryable=False, ambiguous=True))
    deliver_once(bureau.house, {CHANNEL: bureau.send}, "worker")
    return bureau


def state(bureau: Bureau) -> str:
    return str(bureau.one("SELECT state FROM outbox")["state"])


def test_what_the_provider_knows_is_settled_and_not_sent_again(doubtful: Bureau) -> None:
    asked: list[tuple[str, datetime]] = []
    began = doubtful.watch.at

    def knows(message: OutboundMessage, since: datetime) -> SendResult | None:
        asked.append((message.urn, since))
        return SendResult("sent", "SM1")

    doubtful.watch.at += timedelta(seconds=14)
    assert (ask(doubtful.house, {CHANNEL: knows}), asked) == (0, [])
    doubtful.watch.at += timedelta(seconds=1)
    assert ask(doubtful.house, {CHANNEL: knows}) == 1
    assert (state(doubtful), asked) == ("sent", [(MONITOR, began)])
    doubtful.work(after=timedelta(minutes=5))
    assert doubtful.sent == []


def test_one_that_knows_nothing_is_asked_for_a_minute(doubtful: Bureau) -> None:
    asked: list[str] = []

    def nothing(message: OutboundMessage, _since: datetime) -> SendResult | None:
        asked.append(message.id)
        return None

    for _ in range(8):
        doubtful.watch.at += timedelta(seconds=20)
        assert ask(doubtful.house, {CHANNEL: nothing}) == 0
    assert (len(asked), state(doubtful)) == (3, "unknown")


def test_one_that_does_not_say_is_asked_again(doubtful: Bureau) -> None:
    def silent(_message: OutboundMessage, _since: datetime) -> SendResult | None:
        raise SendFailed("http_500", retryable=True)

    doubtful.watch.at += timedelta(seconds=90)
    assert ask(doubtful.house, {CHANNEL: silent}) == 0
    assert ask(doubtful.house, {CHANNEL: lambda *_: SendResult("delivered", "SM1")}) == 1
    assert state(doubtful) == "delivered"


def test_other_channels_are_not_asked(doubtful: Bureau) -> None:
    doubtful.watch.at += timedelta(seconds=90)
    assert ask(doubtful.house, {"twilio": lambda *_: SendResult("delivered", "SM1")}) == 0
