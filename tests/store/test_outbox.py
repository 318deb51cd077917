"""A message leaves at most once for each attempt, comes back by receipts in any order, and ends the same."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import LasomiError, SendFailed
from core.messages import Receipt, ReceiptStatus, SendResult
from store import outbox
from store.database import Database, open_database
from store.inbox import LeaseLost
from store.keys import Keys
from store.outbox import Outgoing
from store.receipts import wait_before
from store.vault import Vault
from tests.examples import many

NUMBER = "+22376000003"
TEXT = "A2417 S4 11 ML0704 NON VERIFIE"
ALL: Sequence[ReceiptStatus] = ("accepted", "sent", "failed", "delivered")


def put(database: Database, vault: Vault, at: datetime, cause: str = "alert:1", **more: object) -> bool:
    values = {"recipient": "m1", "step": 0, "channel": "africastalking", "purpose": "alert"}
    values |= {"expires_at": at + timedelta(hours=24)} | more
    with database.write() as conn:
        return outbox.add(conn, vault, cause=cause, urn=NUMBER, text=TEXT, now=at, **values)  # type: ignore[arg-type]


def begun(database: Database, at: datetime) -> tuple[Outgoing, str]:
    (outgoing,) = outbox.lease(database, "w1", at)
    return outgoing, left(database, outgoing, at)


def left(database: Database, outgoing: Outgoing, at: datetime) -> str:
    attempt = outbox.begin(database, outgoing, at)
    assert attempt is not None
    return attempt


def state(database: Database, outgoing: Outgoing) -> str | None:
    with database.read() as conn:
        return outbox.state_of(conn, outgoing.id)


def told(database: Database, vault: Vault, at: datetime, status: ReceiptStatus, **more: object) -> bool:
    receipt = Receipt("africastalking", "r", "ATX1", status, **more)  # type: ignore[arg-type]
    with database.write() as conn:
        return outbox.apply_receipt(conn, vault, receipt, at)


def test_one_cause_recipient_and_step_has_one_message(database: Database, vault: Vault, at: datetime) -> None:
    assert [put(database, vault, at), put(database, vault, at), put(database, vault, at, step=1)] == [
        True,
        False,
        True,
    ]
    with database.read() as conn:
        assert outbox.waiting(conn) == 2


def test_the_number_and_the_text_lie_under_seal(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    put(database, vault, at)
    (outgoing,) = outbox.lease(database, "w1", at)
    message = outbox.message(vault, outgoing, "a1")
    assert (message.urn, message.text, message.attempt) == (NUMBER, TEXT, "a1")
    keys.destroy_due(at + timedelta(hours=72))
    with pytest.raises(LasomiError) as raised:
        outbox.message(vault, outgoing)
    assert raised.value.code == "key_gone"


def test_urgent_messages_leave_first(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at, "answer:1", priority=1)
    put(database, vault, at, "alert:1", priority=0)
    assert [one.cause for one in outbox.lease(database, "w1", at)] == ["alert:1", "answer:1"]


def test_a_leased_message_is_nobody_elses(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    (mine,) = outbox.lease(database, "w1", at)
    assert outbox.lease(database, "w2", at) == []
    outbox.begin(database, mine, at)
    with pytest.raises(LeaseLost):
        outbox.begin(database, mine, at)


def test_what_has_expired_does_not_leave(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    assert outbox.lease(database, "w1", at + timedelta(hours=24)) == []
    with database.read() as conn:
        assert outbox.counts(conn) == {("africastalking", "expired"): 1}


def test_an_accepted_message_is_done_with(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    assert state(database, outgoing) == "sending"
    said = SendResult("accepted", "ATX1")
    assert outbox.conclude(database, outgoing, attempt, said, at, vault=vault) == "accepted"
    assert outbox.lease(database, "w1", at + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("attempt", "jitter", "asked", "seconds"),
    [
        (1, 0.0, 0, 5),
        (2, 0.0, 0, 15),
        (3, 0.0, 0, 45),
        (4, 0.0, 0, 120),
        (5, 0.0, 0, 300),
        (90, 0.0, 0, 300),
        (1, 1.0, 0, 6),
        (1, -1.0, 0, 4),
        (5, 1.0, 0, 300),
        (1, 0.0, 86400, 300),
        (1, 9.0, 0, 6),
        (1, 0.0, 60, 60),
        (5, 0.0, 60, 300),
    ],
)
def test_patience_grows_to_five_minutes(attempt: int, jitter: float, asked: float, seconds: float) -> None:
    assert wait_before(attempt, jitter, asked) == timedelta(seconds=seconds)


def test_a_temporary_failure_is_tried_again(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    now = at
    for seconds in (5, 15, 45, 120, 300, 300):
        outgoing, attempt = begun(database, now)
        failed = SendFailed("busy", retryable=True)
        assert outbox.conclude(database, outgoing, attempt, failed, now, vault=vault) == "pending"
        assert outbox.lease(database, "w1", now + timedelta(seconds=seconds - 1)) == []
        now += timedelta(seconds=seconds)


def test_a_provider_that_asks_for_patience_gets_it(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    throttled = SendFailed("throttled", retryable=True, wait=40)
    outbox.conclude(database, outgoing, attempt, throttled, at, vault=vault, jitter=0.5)
    assert outbox.lease(database, "w1", at + timedelta(seconds=39)) == []
    assert outbox.lease(database, "w1", at + timedelta(seconds=40))


@pytest.mark.parametrize(
    "said", [SendFailed("bad number", retryable=False), SendResult("failed", code="403", opted_out=True)]
)
def test_a_permanent_code_is_never_tried_again(
    database: Database, vault: Vault, at: datetime, said: SendFailed | SendResult
) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    assert outbox.conclude(database, outgoing, attempt, said, at, vault=vault) == "failed"
    assert outbox.lease(database, "w1", at + timedelta(hours=2)) == []


def test_silence_after_the_request_is_not_resent(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    silence = SendFailed("timeout", retryable=True, ambiguous=True)
    assert outbox.conclude(database, outgoing, attempt, silence, at, vault=vault) == "unknown"
    assert outbox.lease(database, "w1", at + timedelta(hours=2)) == []
    with database.read() as conn:
        assert outbox.unanswered(conn, ["africastalking"], at - timedelta(seconds=1)) == []
        assert outbox.unanswered(conn, ["twilio"], at) == []
        ((doubtful, of, began),) = outbox.unanswered(conn, ["africastalking"], at)
    assert (doubtful.id, of, began) == (outgoing.id, attempt, at)
    with database.write() as conn:
        outbox.asked(conn, attempt)
    with database.read() as conn:
        assert outbox.unanswered(conn, ["africastalking"], at) == []


def test_a_crash_while_sending_is_not_resent(
    database_url: str, data_dir: Path, vault: Vault, at: datetime
) -> None:
    boots = ["one"]
    crashed = open_database(database_url, data_dir, boot=lambda: (boots[-1], 0))
    put(crashed, vault, at)
    put(crashed, vault, at, "alert:2")
    first, second = outbox.lease(crashed, "w1", at, seconds=-1 if crashed.dialect == "postgresql" else 10)
    outbox.begin(crashed, first, at)
    boots.append("two")
    assert outbox.release_expired(crashed) == 2
    assert [state(crashed, first), state(crashed, second)] == ["unknown", "pending"]
    assert [one.id for one in outbox.lease(crashed, "w2", at)] == [second.id]
    with pytest.raises(LeaseLost):
        outbox.begin(crashed, second, at)
    crashed.close()


def test_an_answer_after_the_lease_still_counts(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    (outgoing,) = outbox.lease(database, "w1", at, seconds=-1)
    attempt = left(database, outgoing, at)
    outbox.release_expired(database)
    assert state(database, outgoing) == "unknown"
    said = SendResult("accepted", "ATX1")
    assert outbox.conclude(database, outgoing, attempt, said, at, vault=vault) == "accepted"


def test_a_receipt_quicker_than_the_answer_waits_for_it(
    database: Database, vault: Vault, at: datetime
) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    assert told(database, vault, at, "delivered") is False
    said = SendResult("accepted", "ATX1")
    assert outbox.conclude(database, outgoing, attempt, said, at, vault=vault) == "delivered"


def test_a_temporary_receipt_makes_it_due_again(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    outbox.conclude(database, outgoing, attempt, SendResult("sent", "ATX1"), at, vault=vault)
    told(database, vault, at, "failed", reason="switched off", temporary=True)
    assert state(database, outgoing) == "pending"
    again, second = begun(database, at + timedelta(seconds=5))
    outbox.conclude(database, again, second, SendResult("accepted", "ATX2"), at, vault=vault)
    told(database, vault, at, "failed", reason="gone")
    assert state(database, outgoing) == "accepted"
    told(database, vault, at, "delivered")
    assert state(database, outgoing) == "delivered"


def test_nothing_takes_a_delivered_message_back(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at)
    outgoing, attempt = begun(database, at)
    outbox.conclude(database, outgoing, attempt, SendResult("accepted", "ATX1"), at, vault=vault)
    for status in ("delivered", "sent", "failed", "accepted", "delivered"):
        assert told(database, vault, at, status)
        assert state(database, outgoing) == "delivered"


def test_a_receipt_that_says_nothing_changes_nothing(database: Database, vault: Vault, at: datetime) -> None:
    with database.write() as conn:
        assert outbox.apply_receipt(conn, vault, Receipt("x", "r", "ATX1", None), at)


def ending(
    database: Database, vault: Vault, at: datetime, cause: str, receipts: Sequence[Receipt], answer: int
) -> str:
    """The state after these receipts, with the provider's own answer coming after so many of them."""
    put(database, vault, at, cause)
    outgoing, attempt = begun(database, at)
    for place, receipt in enumerate((*receipts, None)):
        if place == answer:
            said = SendResult("accepted", cause)
            outbox.conclude(database, outgoing, attempt, said, at, vault=vault)
        if receipt is not None:
            with database.write() as conn:
                outbox.apply_receipt(conn, vault, receipt, at)
    return state(database, outgoing) or ""


def test_permutations_of_receipts_end_alike(database: Database, vault: Vault, at: datetime) -> None:
    """All 5! orders of five receipts, one of them double: delivered."""
    for number, order in enumerate(itertools.permutations((*ALL, "sent"))):
        receipts = [Receipt("africastalking", "r", f"c{number}", status) for status in order]
        assert ending(database, vault, at, f"c{number}", receipts, number % 6) == "delivered"


@settings(max_examples=many(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.sampled_from(ALL), st.booleans()), min_size=1, max_size=6),
    seed=st.randoms(use_true_random=False),
)
def test_random_permutations_of_receipts_end_alike(
    database: Database, vault: Vault, at: datetime, said: list[tuple[ReceiptStatus, bool]], seed: object
) -> None:
    """Any receipts, in two orders, with the answer anywhere between them."""
    run = outbox_number(database)
    ends = []
    for half in (0, 1):
        cause = f"p{run}-{half}"
        receipts = [
            Receipt("africastalking", "r", cause, status, temporary=temporary) for status, temporary in said
        ]
        seed.shuffle(receipts)  # type: ignore[attr-defined]
        ends.append(ending(database, vault, at, cause, receipts, seed.randint(0, len(receipts))))  # type: ignore[attr-defined]
    assert ends[0] == ends[1]


def outbox_number(database: Database) -> int:
    with database.read() as conn:
        return sum(outbox.counts(conn).values())
