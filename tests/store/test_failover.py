"""Of one alert to one person a single channel is on its way at a time, and one that brought it is enough."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.errors import SendFailed
from core.messages import Receipt, SendResult
from store import failover, outbox
from store.database import Database
from store.outbox import Outgoing
from store.vault import Vault
from tests.store.sendbag import left, put, state

BUSY, NEVER = SendFailed("http_503", retryable=True), SendFailed("403", retryable=False)
SILENCE = SendFailed("no_answer", retryable=False, ambiguous=True)
TOOK = SendResult("accepted")


def leased(database: Database, at: datetime) -> Outgoing:
    (one,) = outbox.lease(database, "w", at)
    return one


def failed(database: Database, vault: Vault, at: datetime, how: SendFailed | SendResult) -> Outgoing:
    one = leased(database, at)
    outbox.conclude(database, one, left(database, one, at), how, at, vault=vault)
    return one


def stranded(database: Database, at: datetime) -> list[str]:
    with database.read() as conn:
        return [one.id for one in failover.stranded(conn, at)]


def follow(database: Database, vault: Vault, one: Outgoing, at: datetime, channel: str = "twilio") -> None:
    root, place = failover.place_of(one)
    assert put(database, vault, at, failover.cause_of(root, place + 1), channel=channel)


@pytest.mark.parametrize(
    ("how", "after", "waits"),
    [
        (NEVER, 0, False),
        (BUSY, 29, True),
        (BUSY, 30, False),
        (SILENCE, 59, True),
        (SILENCE, 60, False),
        (TOOK, 3600, True),
        (SendFailed("opted_out", retryable=False), 60, True),
        (SendFailed("key_gone", retryable=False), 60, True),
        (SendResult("failed", code="406", opted_out=True), 60, True),
    ],
)
def test_when_an_alert_needs_another_channel(
    database: Database, vault: Vault, at: datetime, how: SendFailed | SendResult, after: int, waits: bool
) -> None:
    put(database, vault, at)
    one = failed(database, vault, at, how)
    assert stranded(database, at + timedelta(seconds=after)) == ([] if waits else [one.id])


def test_no_answer_to_a_reporter_needs_one(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at, purpose="answer")
    failed(database, vault, at, NEVER)
    assert stranded(database, at + timedelta(minutes=5)) == []


def test_a_family_is_in_its_order(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    root = failed(database, vault, at, NEVER)
    follow(database, vault, root, at)
    second = failed(database, vault, at, NEVER)
    follow(database, vault, second, at, "email")
    third = leased(database, at)
    with database.read() as conn:
        found = [failover.family(conn, one) for one in (root, second, third)]
    assert found[0] == found[1] == found[2]
    assert [(kin.place, kin.channel, kin.state) for kin in found[0]] == [
        *((0, "africastalking", "failed"), (1, "twilio", "failed"), (2, "email", "pending")),
    ]


def test_what_another_channel_has_brought_does_not_leave(
    database: Database, vault: Vault, at: datetime
) -> None:
    put(database, vault, at)
    root = failed(database, vault, at, BUSY)
    follow(database, vault, root, at)
    failed(database, vault, at, TOOK)
    again = leased(database, at + timedelta(seconds=5))
    assert again.id == root.id
    assert outbox.begin(database, again, at) is None
    assert state(database, root.id) == "expired"


@pytest.mark.parametrize("how", [None, SILENCE])
def test_while_one_is_on_its_way_the_others_wait(
    database: Database, vault: Vault, at: datetime, how: SendFailed | None
) -> None:
    put(database, vault, at)
    root = failed(database, vault, at, BUSY)
    follow(database, vault, root, at)
    second = leased(database, at)
    attempt = left(database, second, at)
    if how:
        outbox.conclude(database, second, attempt, how, at, vault=vault)
    soon = at + timedelta(seconds=5)
    assert outbox.begin(database, leased(database, soon), soon) is None
    assert outbox.lease(database, "w", soon) == []
    if how:
        later = at + timedelta(seconds=61)
        assert outbox.begin(database, leased(database, later), later)


def test_a_refusal_leaves_no_doubt_behind(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    why = SendFailed("no_sender", retryable=True)
    assert outbox.refuse(database, leased(database, at), why, at, vault=vault) == "pending"
    assert outbox.release_expired(database) == 0
    later = at + timedelta(seconds=5)
    why = SendFailed("opted_out", retryable=False)
    assert outbox.refuse(database, leased(database, later), why, later, vault=vault) == "failed"


@pytest.mark.parametrize(("purpose", "ends"), [("alert", "pending"), ("answer", "failed")])
def test_what_a_provider_took_once_goes_again_for_alerts_only(
    database: Database, vault: Vault, at: datetime, purpose: str, ends: str
) -> None:
    """In either order of the receipt and the answer."""
    receipt = Receipt("africastalking", "r", "ID1", "failed", temporary=True)
    for early in (True, False):
        put(database, vault, at, f"{purpose}:{early}", purpose=purpose)
        one = leased(database, at)
        attempt = left(database, one, at)
        took, heard = SendResult("accepted", f"ID{early}"), replace(receipt, message_id=f"ID{early}")
        for is_receipt in (early, not early):
            if is_receipt:
                with database.write() as conn:
                    outbox.apply_receipt(conn, vault, heard, at)
            else:
                outbox.conclude(database, one, attempt, took, at, vault=vault)
        assert state(database, one.id) == ends
