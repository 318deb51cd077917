"""A message is accepted once however often it comes, kept byte for byte, and counted until it is done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from core.errors import LasomiError
from store import inbox
from store.database import Database
from store.inbox import LeaseLost
from store.vault import Vault
from tests.store.mailbag import NUMBER, entry, put, rows


def test_the_same_message_ten_times_is_one_row(store: Database, vault: Vault, at: datetime) -> None:
    accepted = [put(store, entry(vault, at + timedelta(minutes=n)))[0] for n in range(10)]
    assert accepted == [True] + [False] * 9
    assert rows(store) == 1


def test_duplicates_from_two_gateways_at_once_are_one_row_each(
    store: Database, other: Database, vault: Vault, at: datetime
) -> None:
    """Every message comes 1 to 10 times, on both gateways."""
    wanted = [(n, n % 10 + 1) for n in range(60)]
    copies = [
        (store if copy % 2 else other, entry(vault, at, f"M{n}"))
        for n, many in wanted
        for copy in range(many)
    ]
    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(lambda copy: put(*copy)[0], copies))
    assert sum(accepted) == rows(store) == 60


def test_the_same_id_on_another_channel_is_another_message(
    store: Database, vault: Vault, at: datetime
) -> None:
    assert put(store, entry(vault, at), entry(vault, at, channel="twilio")) == [True, True]


def test_what_was_written_is_read_byte_for_byte(store: Database, vault: Vault, at: datetime) -> None:
    body = {"urn": NUMBER, "text": "sɔnya \u202b رسالة ߒߞߏ 🐄 \n\t é e\u0301", "n": 3, "empty": None}
    put(
        store,
        inbox.seal_entry(vault, channel="twilio", kind="sms", external_id="x", body=body, received_at=at),
    )
    (row,) = inbox.lease(store, "w1", at)
    assert inbox.body(vault, row) == body


def test_a_row_that_is_not_due_waits(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at, due_at=at + timedelta(seconds=90)))
    assert inbox.lease(store, "w1", at + timedelta(seconds=89)) == []
    assert len(inbox.lease(store, "w1", at + timedelta(seconds=90))) == 1


def test_a_clock_that_was_put_back_an_hour_makes_no_message_wait(
    store: Database, vault: Vault, at: datetime
) -> None:
    put(store, entry(vault, at), entry(vault, at, "M2", due_at=at + timedelta(seconds=60)))
    assert len(inbox.lease(store, "w1", at - timedelta(hours=1))) == 2


def test_more_than_a_day_between_sending_and_receiving_is_late(
    store: Database, vault: Vault, at: datetime
) -> None:
    late = entry(vault, at, "L", sent_at=at - timedelta(hours=24, seconds=1))
    assert late.late
    assert not entry(vault, at, "T", sent_at=at - timedelta(hours=24)).late


def test_finishing_says_what_became_of_it(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)
    with store.write() as conn:
        inbox.finish(conn, row, "report", "ok")
    with store.read() as conn:
        assert inbox.fate(conn, row.id) == inbox.Fate("done", "report", "ok")
        assert inbox.counts(conn) == {"done": 1}


def test_a_later_turn_of_a_call_replaces_the_waiting_ones(
    store: Database, vault: Vault, at: datetime
) -> None:
    waits = at + timedelta(seconds=90)
    turns = [
        entry(vault, at, f"T{n}", kind="ussd", session="s1", position=n, due_at=waits) for n in (5, 6, 7)
    ]
    put(store, *turns, entry(vault, at, "U", kind="ussd", session="s2", position=1, due_at=waits))
    with store.write() as conn:
        assert inbox.supersede(conn, "s1", below=7) == 2
        assert inbox.hasten(conn, "s1", at) == 1
    (row,) = inbox.lease(store, "w1", at)
    assert (row.session, row.position) == ("s1", 7)


def test_a_forgotten_call_leaves_no_row(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at, "T1", session="s1", position=1), entry(vault, at, "T2"))
    (leased, _) = inbox.lease(store, "w1", at)
    with store.write() as conn:
        assert inbox.forget_session(conn, "s1") == 1
    with pytest.raises(LeaseLost), store.write() as conn:
        inbox.finish(conn, leased, "report")
    assert rows(store) == 1


def test_what_waits_is_counted(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at, "a"), entry(vault, at + timedelta(seconds=5), "b"))
    put(store, entry(vault, at, "later", due_at=at + timedelta(hours=1)))
    with store.read() as conn:
        assert inbox.waiting(conn, at + timedelta(seconds=5)) == (2, at)


def test_a_blanked_body_is_gone(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)
    with store.write() as conn:
        inbox.blank(conn, row.id)
    inbox.give_back(store, row)
    (row,) = inbox.lease(store, "w1", at)
    with pytest.raises(LasomiError, match="blank"):
        inbox.body(vault, row)
