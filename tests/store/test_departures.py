"""Alerts leave first, hands are kept free for them, and money is saved on everything else before them."""

from datetime import datetime, timedelta

from sqlalchemy import update

from store import outbox, spending
from store.database import Database
from store.departures import Terms, held_back, waiting
from store.tables import outbox as table
from store.vault import Vault
from tests.store.mailbag import Machine
from tests.store.sendbag import CHANNEL, acknowledge, alarm, causes, left, put, state, states


def test_only_the_channel_that_was_asked_for(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at, "alert:1")
    put(database, vault, at, "alert:2", channel="twilio")
    put(database, vault, at, "alert:3", channel="pigeon")
    assert causes(outbox.lease(database, "w", at, Terms("twilio"))) == ["alert:2"]
    assert causes(outbox.lease(database, "w", at, Terms(but=(CHANNEL, "twilio")))) == ["alert:3"]
    assert causes(outbox.lease(database, "w", at)) == ["alert:1"]


def test_whether_anything_is_due_is_known_without_asking_each_channel(
    database: Database, vault: Vault, at: datetime
) -> None:
    assert not waiting(database, at)
    put(database, vault, at, "alert:1", channel="pigeon")
    assert waiting(database, at)
    assert not waiting(database, at - timedelta(seconds=1))
    outbox.lease(database, "w", at, Terms("pigeon"))
    assert waiting(database, at)
    with database.write() as conn:
        conn.execute(update(table).values(state="accepted"))
    assert not waiting(database, at)


def test_hands_are_kept_free_for_alerts(database: Database, vault: Vault, at: datetime) -> None:
    for number in range(4):
        put(database, vault, at, f"answer:{number}", purpose="answer", priority=1)
    put(database, vault, at, "alert:1")
    found = outbox.lease(database, "w", at, Terms(CHANNEL, limit=8, ordinary=2))
    assert causes(found) == ["alert:1", "answer:0", "answer:1"]
    assert outbox.lease(database, "w", at, Terms(CHANNEL, limit=5, ordinary=0)) == []
    put(database, vault, at, "alert:2")
    assert causes(outbox.lease(database, "w", at, Terms(CHANNEL, limit=5, ordinary=0))) == ["alert:2"]
    assert outbox.lease(database, "w", at, Terms(CHANNEL, limit=0)) == []


def test_what_leaves_at_once_is_bound_by_the_rate(database: Database, vault: Vault, at: datetime) -> None:
    for number in range(9):
        put(database, vault, at, f"answer:{number}", purpose="answer", priority=1)
    put(database, vault, at, "alert:1")
    found = outbox.lease(database, "w", at, Terms(CHANNEL, rate=20.0))
    assert causes(found) == ["alert:1", "answer:0"]


def test_above_the_budget_only_grave_alerts_leave(database: Database, vault: Vault, at: datetime) -> None:
    put(database, vault, at, "answer:1", purpose="answer", priority=1)
    put(database, vault, at, "alert:slight", alert_id=alarm(database, at, 2))
    put(database, vault, at, "alert:grave", alert_id=alarm(database, at, 3))
    put(database, vault, at, "group:1")
    terms = Terms(CHANNEL, budget=2)
    with database.write() as conn:
        assert held_back(conn, at, terms) == 0
        spending.spend(conn, CHANNEL, "2026-07-14", 2)
        assert held_back(conn, at, terms) == 2
    assert causes(outbox.lease(database, "w", at, terms)) == ["alert:grave", "group:1"]
    assert outbox.lease(database, "w", at, terms) == []
    tomorrow = at + timedelta(hours=12)
    assert causes(outbox.lease(database, "w", tomorrow, terms)) == ["alert:slight", "answer:1"]


def test_nobody_more_is_told_of_what_somebody_has_acknowledged(
    database: Database, vault: Vault, at: datetime
) -> None:
    alert = alarm(database, at)
    put(database, vault, at, "alert:first", alert_id=alert)
    put(database, vault, at, "alert:waits", alert_id=alert, step=1)
    (first, waits) = outbox.lease(database, "w", at)
    put(database, vault, at, "alert:due", alert_id=alert, step=2)
    acknowledge(database, alert, at)
    assert outbox.begin(database, waits, at) is None
    assert outbox.lease(database, "w", at) == []
    assert outbox.begin(database, first, at)
    assert states(database) == ["sending", "expired", "expired"]


def test_a_lease_lasts_for_as_long_as_its_sender_lives(
    store: Database, machine: Machine, vault: Vault, at: datetime
) -> None:
    put(store, vault, at)
    (one,) = outbox.lease(store, "w", at, seconds=10 if store.dialect == "sqlite" else -1)
    left(store, one, at)
    machine.ms += 9_000
    outbox.renew(store, "somebody else", [one.id])
    outbox.renew(store, "w", [one.id])
    machine.ms += 9_000
    assert (outbox.release_expired(store), state(store, one.id)) == (0, "sending")
    machine.boot = "after a power cut"
    assert outbox.release_expired(store) == (1 if store.dialect == "sqlite" else 0)


def test_a_graceful_stop_gives_everything_back(database: Database, vault: Vault, at: datetime) -> None:
    for cause in ("alert:1", "alert:2"):
        put(database, vault, at, cause)
    first, _ = outbox.lease(database, "w", at)
    left(database, first, at)
    assert outbox.release(database, "another") == 0
    assert outbox.release(database, "w") == 2
    assert states(database) == ["unknown", "pending"]
    assert causes(outbox.lease(database, "another", at)) == ["alert:2"]
