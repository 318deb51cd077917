"""Many hands: a provider that falls silent holds up its own messages only, and alerts have hands."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.errors import LasomiError, SendFailed
from core.messages import OutboundMessage, SendResult
from gateway.house import House
from store import outbox
from store.database import ms
from store.outbox import Outgoing
from store.tables import outbox as table
from tests.workers.bureau import CHANNEL, MONITOR, Bureau
from workers import unsent
from workers.failover import fail_over
from workers.lanes import ALERTS_ONLY, HANDS
from workers.post import Post


class Silent:
    """A provider that says nothing until the test lets it."""

    def __init__(self) -> None:
        self.heard, self.speaks = list[OutboundMessage](), threading.Event()

    def __call__(self, message: OutboundMessage) -> SendResult:
        self.heard.append(message)
        assert self.speaks.wait(20)
        return SendResult("accepted")


def put(bureau: Bureau, cause: str, channel: str = CHANNEL, **more: Any) -> None:
    values: dict[str, Any] = {"purpose": "answer", "priority": 1, "step": 0, "recipient": "r"} | more
    with bureau.house.database.write() as conn:
        outbox.add(
            *(conn, bureau.house.vault),
            cause=cause,
            urn=MONITOR,
            text="A2417",
            channel=channel,
            now=bureau.watch.at,
            expires_at=bureau.watch.at + timedelta(hours=1),
            **values,
        )


def until(post: Post, holds: Callable[[], bool], looks: int = 400) -> None:
    for _ in range(looks):
        post.once()
        if holds():
            return
    raise AssertionError("it never came to that")


def counts(bureau: Bureau) -> dict[tuple[str, str], int]:
    with bureau.house.database.read() as conn:
        return outbox.counts(conn)


def test_a_silent_channel_stops_no_other_and_no_alert(bureau: Bureau) -> None:
    silent, quick = Silent(), list[str]()

    def twilio(message: OutboundMessage) -> SendResult:
        quick.append(message.id)
        return SendResult("accepted")

    for number in range(2 * HANDS):
        put(bureau, f"answer:{number}")
    post = Post(bureau.house, {CHANNEL: silent, "twilio": twilio}, "w")
    until(post, lambda: len(silent.heard) == HANDS - ALERTS_ONLY)
    put(bureau, "answer:other", "twilio")
    put(bureau, "alert:1", purpose="alert", priority=0)
    until(post, lambda: len(quick) == 1 and silent.heard[-1].purpose == "alert")
    assert len(silent.heard) == HANDS - ALERTS_ONLY + 1
    silent.speaks.set()
    until(post, lambda: counts(bureau)[CHANNEL, "accepted"] == 2 * HANDS + 1)
    post.close()


def test_a_stop_waits_for_what_is_on_its_way(bureau: Bureau) -> None:
    silent = Silent()
    put(bureau, "answer:1")
    post = Post(bureau.house, {CHANNEL: silent}, "w")
    until(post, lambda: len(silent.heard) == 1)
    threading.Timer(0.1, silent.speaks.set).start()
    post.close()
    assert counts(bureau) == {(CHANNEL, "accepted"): 1}


def test_a_word_of_the_provider_outlives_a_store_that_is_away(bureau: Bureau, monkeypatch: Any) -> None:
    silent, real = Silent(), outbox.conclude
    failures = [LasomiError("store.busy", retryable=True)] * 2

    def conclude(*args: Any, **more: Any) -> str:
        if failures:
            raise failures.pop()
        return real(*args, **more)

    monkeypatch.setattr(outbox, "conclude", conclude)
    silent.speaks.set()
    put(bureau, "answer:1")
    post = Post(bureau.house, {CHANNEL: silent}, "w")
    until(post, lambda: counts(bureau) == {(CHANNEL, "accepted"): 1})
    assert (failures, len(silent.heard)) == ([], 1)
    post.close()


def test_a_provider_that_asks_for_patience_is_not_asked_by_others(bureau: Bureau) -> None:
    heard: list[str] = []

    def throttled(message: OutboundMessage) -> SendResult:
        heard.append(message.id)
        raise SendFailed("http_429", retryable=True, wait=60)

    put(bureau, "answer:1")
    post = Post(bureau.house, {CHANNEL: throttled}, "w")
    until(post, lambda: counts(bureau) == {(CHANNEL, "pending"): 1} and bool(heard))
    put(bureau, "alert:1", purpose="alert", priority=0)
    for _ in range(5):
        post.once()
    assert len(heard) == 1
    post.close()


def test_a_fault_of_ours_ends_the_round_and_tells_nobodys_words(bureau: Bureau) -> None:
    def broken(_message: OutboundMessage) -> SendResult:
        raise RuntimeError(MONITOR)

    put(bureau, "answer:1")
    post = Post(bureau.house, {CHANNEL: broken}, "w")
    with pytest.raises(LasomiError) as fault:
        until(post, lambda: False)
    assert (fault.value.retryable, str(fault.value)) == (False, "RuntimeError")
    post.close()
    assert counts(bureau) == {(CHANNEL, "unknown"): 1}


def test_a_message_that_breaks_before_it_leaves_is_put_off_and_ends_no_sender(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_house: House, _conn: Any, one: Outgoing, text: str, _now: datetime) -> str:
        return str(int(text)) if one.cause == "alert:odd" else text

    monkeypatch.setattr(unsent, "text", breaks)
    put(bureau, "alert:odd", purpose="alert", priority=0)
    put(bureau, "alert:torn", purpose="alert", priority=0)
    with bureau.house.database.write() as conn:
        conn.execute(update(table).where(table.c.cause == "alert:torn").values(sealed=b"torn"))
    put(bureau, "answer:1")
    post = Post(bureau.house, {CHANNEL: lambda _: SendResult("accepted")}, "w")
    until(post, lambda: counts(bureau) == {(CHANNEL, "pending"): 2, (CHANNEL, "accepted"): 1})
    with bureau.house.database.read() as conn:
        broken = conn.execute(
            select(table.c.attempts, table.c.due_at).where(table.c.state == "pending")
        ).all()
    assert all(row.attempts == 1 and row.due_at > ms(bureau.watch.at) for row in broken)
    bureau.watch.at += timedelta(minutes=1)
    assert fail_over(bureau.house, [CHANNEL, "twilio"]) == 1  # the torn one says nothing to anybody
    post.close()
