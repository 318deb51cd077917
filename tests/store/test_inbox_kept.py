"""What of an accepted message may still be read, and what no longer can."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from core.errors import LasomiError
from store import inbox
from store.database import Database, ms
from store.keys import Keys
from store.tables import inbox as table
from store.tables import quarantine
from store.vault import Vault
from tests.store.mailbag import NUMBER, entry, put, rows, state


def column(store: Database, name: str) -> list[Any]:
    with store.read() as conn:
        return list(conn.scalars(select(table.c[name]).order_by(table.c.seq)))


def test_of_who_is_forgotten_the_mark_alone_is_kept(store: Database, vault: Vault, at: datetime) -> None:
    forgotten = entry(vault, at)
    with store.write() as conn:
        assert inbox.accept_erased(conn, forgotten)
    assert column(store, "sealed") == [None]
    assert column(store, "outcome") == ["erased"]
    assert inbox.lease(store, "w1", at) == []
    assert put(store, entry(vault, at)) == [False]


def test_what_nobody_could_open_in_time_is_counted_by_the_hour(store: Database, at: datetime) -> None:
    for _ in range(2):
        with store.write() as conn:
            inbox.unread(conn, "0a" * 16, "twilio", "2026-07-14", at.replace(minute=41))
    assert rows(store) == 1
    assert column(store, "received_at") == column(store, "due_at") == [ms(at.replace(minute=0))]
    assert (column(store, "attempts"), column(store, "late")) == ([0], [True])
    assert (column(store, "channel"), column(store, "kind")) == (["twilio"], ["letter"])
    with store.read() as conn:
        assert inbox.counts(conn) == {"shredded_unread": 1}


def test_an_accepted_message_can_be_opened_again(store: Database, vault: Vault, at: datetime) -> None:
    one = entry(vault, at)
    put(store, one)
    with store.read() as conn:
        assert inbox.reopened(conn, vault, one.id) == {"urn": NUMBER, "text": "22 ANSONGO A1"}
        assert inbox.reopened(conn, vault, "0b" * 16) == {}


def test_a_blank_one_cannot_and_its_copy_in_quarantine_is_blank_too(
    store: Database, vault: Vault, at: datetime
) -> None:
    one, neighbour = entry(vault, at), entry(vault, at, "A2")
    put(store, one, neighbour)
    kept = {"channel": "twilio", "reason": "charset", "fields": "", "key_day": "2026-07-14", "hour": ms(at)}
    with store.write() as conn:
        for each in (one, neighbour):
            conn.execute(insert(quarantine).values(id=each.id, sealed=b"bytes", **kept))
        inbox.blank(conn, one.id)
    with store.read() as conn:
        assert inbox.reopened(conn, vault, one.id) == {}
        assert inbox.reopened(conn, vault, neighbour.id)
        copies = dict(conn.execute(select(quarantine.c.id, quarantine.c.sealed)).all())
    assert copies == {one.id: None, neighbour.id: b"bytes"}


def test_nor_can_one_whose_key_is_gone(store: Database, vault: Vault, keys: Keys, at: datetime) -> None:
    one = entry(vault, at)
    put(store, one)
    keys.destroy_due(at + timedelta(hours=72))
    with store.read() as conn:
        assert inbox.reopened(conn, vault, one.id) == {}


def test_keys_that_are_away_are_no_reason_to_call_a_message_blank(
    store: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    one = entry(vault, at)
    put(store, one)
    keys.path.unlink()
    with store.read() as conn, pytest.raises(LasomiError) as raised:
        inbox.reopened(conn, vault, one.id)
    assert raised.value.code == "keys_away"


def test_what_waits_is_what_is_due_or_in_hand(store: Database, vault: Vault, at: datetime) -> None:
    early = at - timedelta(minutes=5)
    put(
        store,
        entry(vault, early),
        entry(vault, at, "A2"),
        entry(vault, at, "A3", due_at=at + timedelta(seconds=1)),
    )
    with store.read() as conn:
        assert inbox.waiting(conn, at) == (2, early)
    (row,) = inbox.lease(store, "w1", at, limit=1)
    with store.read() as conn:
        assert inbox.waiting(conn, at) == (2, early)
    with store.write() as conn:
        inbox.finish(conn, row, "report")
    with store.read() as conn:
        assert inbox.waiting(conn, at) == (1, at)
        assert inbox.waiting(conn, at + timedelta(seconds=1)) == (2, at)
        assert inbox.waiting(conn, at - timedelta(seconds=1)) == (0, None)
        assert inbox.counts(conn) == {"done": 1, "new": 2}


def test_a_longer_turn_of_a_call_stands_for_the_shorter(store: Database, vault: Vault, at: datetime) -> None:
    turns = [
        entry(vault, at, f"{call}{n}", kind="ussd", session=call, position=n)
        for call in ("one", "two")
        for n in (1, 2, 3)
    ]
    put(store, *turns)
    with store.write() as conn:
        assert inbox.supersede(conn, "one", 3) == 2
    assert [state(store, turn.id) for turn in turns] == ["done", "done", "new", "new", "new", "new"]
    assert column(store, "outcome")[:3] == ["superseded", "superseded", None]


@pytest.mark.parametrize(
    ("position", "of", "outrun"),
    [(1, 0, True), (2, 0, False), (2, 1, True), (3, 0, False)],
    ids=["a shorter one", "the longest", "one as long that came later", "one that is longer still"],
)
def test_a_call_is_told_by_its_longest_turn(
    store: Database, vault: Vault, at: datetime, position: int, of: int, outrun: bool
) -> None:
    turns = [("U1", "ussd", 2), ("S1", "sms", 9)]
    put(store, *(entry(vault, at, mark, kind=kind, session="one", position=n) for mark, kind, n in turns))
    first = column(store, "seq")[0]
    with store.read() as conn:
        assert inbox.outrun(conn, "one", position, first + of) is outrun
        assert not inbox.outrun(conn, "two", position, first + of)


def test_the_end_of_a_call_makes_due_what_it_told(store: Database, vault: Vault, at: datetime) -> None:
    waits = at + timedelta(seconds=90)
    mine, done, other = (
        entry(vault, at, f"U{n}", kind="ussd", session=call, position=1, due_at=waits)
        for n, call in enumerate(("one", "one", "two"))
    )
    put(store, mine, done, other)
    with store.write() as conn:
        conn.execute(table.update().where(table.c.id == done.id).values(state="done"))
        assert inbox.hasten(conn, "one", at) == 1
        assert inbox.hasten(conn, "one", at) == 0
    assert column(store, "due_at") == [ms(at), ms(waits), ms(waits)]


def test_of_a_call_that_was_taken_back_nothing_remains(store: Database, vault: Vault, at: datetime) -> None:
    put(store, *(entry(vault, at, f"U{n}", session=call) for n, call in enumerate(("one", "one", "two"))))
    with store.write() as conn:
        assert inbox.forget_session(conn, "one") == 2
    assert rows(store) == 1


def test_what_became_of_a_row_that_is_not_there(store: Database) -> None:
    with store.read() as conn:
        assert inbox.fate(conn, "0c" * 16) is None
