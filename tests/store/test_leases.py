"""A message is leased to one worker at a time, comes back when that one dies, and is never dropped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from store import inbox
from store.database import Database
from store.inbox import Entry, LeaseLost, Row
from store.tables import inbox as table
from store.vault import Vault
from tests.store.mailbag import NUMBER, Machine, entry, put, state


def test_rows_come_in_the_order_of_acceptance(store: Database, vault: Vault, at: datetime) -> None:
    put(store, *(entry(vault, at - timedelta(seconds=n), f"M{n}") for n in range(5)))
    leased = inbox.lease(store, "w1", at, limit=3) + inbox.lease(store, "w2", at)
    assert [inbox.body(vault, row)["text"][-2:] for row in leased] == ["M0", "M1", "M2", "M3", "M4"]
    assert [row.owner for row in leased] == ["w1"] * 3 + ["w2"] * 2


def test_what_the_console_asks_comes_before_what_waits(store: Database, vault: Vault, at: datetime) -> None:
    """P71: a switch works within ten seconds; `reliability.md` §5: an answer stops a ladder within five."""
    put(store, *(entry(vault, at, f"M{n}") for n in range(40)))
    asked = [asking(vault, at, n) for n in range(2)]
    put(store, *asked)
    assert [row.id for row in inbox.lease(store, "w1", at, limit=32)] == [each.id for each in asked]
    assert len(inbox.lease(store, "w2", at, limit=32)) == 32


def test_a_command_that_ends_workers_holds_nobody_up(store: Database, vault: Vault, at: datetime) -> None:
    (asked,) = put_asked(store, vault, at)
    for _ in range(2):
        (row,) = inbox.lease(store, "w1", at)
        inbox.fail(store, row, "KeyError")
    put(store, entry(vault, at, "M1"))
    assert [row.id == asked.id for row in inbox.lease(store, "w1", at)] == [False]
    assert [row.id for row in inbox.lease(store, "w1", at)] == [asked.id]


def put_asked(store: Database, vault: Vault, at: datetime) -> tuple[Entry]:
    asked = asking(vault, at, 0)
    put(store, asked)
    return (asked,)


def asking(vault: Vault, at: datetime, n: int) -> Entry:
    """What a button of the console asks."""
    return inbox.seal_entry(
        vault, channel="console", kind="command", external_id=f"c{n}", body={"verb": "OUI"}, received_at=at
    )


def test_two_workers_share_no_row(store: Database, other: Database, vault: Vault, at: datetime) -> None:
    put(store, *(entry(vault, at, f"M{n}") for n in range(64)))
    with ThreadPoolExecutor(4) as threads:
        work = [(one, f"w{n}") for n, one in enumerate([store, other] * 8)]
        batches = list(threads.map(lambda job: inbox.lease(job[0], job[1], at, limit=5), work))
    ids = [row.id for batch in batches for row in batch]
    assert len(ids) == len(set(ids))


def test_a_crash_between_effects_and_done_leaves_neither(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)

    def crashes() -> None:
        with store.write() as conn:
            inbox.finish(conn, row, "report")
            raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        crashes()
    assert state(store, row.id) == "leased"


def expire(store: Database, machine: Machine, row: Row) -> None:
    """Lets the lease of a row run out: by the machine's clock, or by asking for none at all."""
    machine.ms += 10_001
    if store.dialect == "postgresql":
        inbox.renew(store, row, seconds=-1)


def test_a_lease_runs_out_after_ten_seconds(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)
    assert inbox.release_expired(store) == 0
    expire(store, machine, row)
    assert inbox.release_expired(store) == 1
    (again,) = inbox.lease(store, "w2", at)
    assert (again.id, again.attempts, again.owner) == (row.id, 2, "w2")


def test_a_renewed_lease_lasts(store: Database, vault: Vault, at: datetime, machine: Machine) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)
    machine.ms += 9_000
    inbox.renew(store, row)
    machine.ms += 9_000
    assert inbox.release_expired(store) == 0


def test_another_boot_ends_every_lease(store: Database, vault: Vault, at: datetime, machine: Machine) -> None:
    if store.dialect != "sqlite":
        pytest.skip("PostgreSQL counts leases by the server's clock")
    put(store, entry(vault, at))
    inbox.lease(store, "w1", at)
    machine.boot, machine.ms = "second", 5
    assert inbox.release_expired(store) == 1


def test_the_wall_clock_steals_no_lease(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    inbox.lease(store, "w1", at)
    assert inbox.lease(store, "w2", at + timedelta(days=400)) == []
    assert inbox.release_expired(store) == 0


def test_who_lost_the_lease_cannot_finish(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    put(store, entry(vault, at))
    (slow,) = inbox.lease(store, "w1", at)
    expire(store, machine, slow)
    inbox.release_expired(store)
    (quick,) = inbox.lease(store, "w2", at)
    with pytest.raises(LeaseLost), store.write() as conn:
        inbox.finish(conn, slow, "report")
    with pytest.raises(LeaseLost):
        inbox.renew(store, slow)
    with store.write() as conn:
        inbox.finish(conn, quick, "report")
    with pytest.raises(LeaseLost), store.write() as conn:
        inbox.finish(conn, quick, "report")


def test_the_same_owner_is_fenced_by_its_attempts(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    put(store, entry(vault, at))
    (first,) = inbox.lease(store, "w1", at)
    expire(store, machine, first)
    inbox.release_expired(store)
    inbox.lease(store, "w1", at)
    with pytest.raises(LeaseLost), store.write() as conn:
        inbox.finish(conn, first, "report")


def test_five_failures_are_poison_and_kept(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    for attempt in range(1, 6):
        (row,) = inbox.lease(store, "w1", at)
        assert row.attempts == attempt
        assert inbox.fail(store, row, "stage raised") == ("poison" if attempt == 5 else "new")
    assert inbox.lease(store, "w1", at) == []
    assert inbox.body(vault, row)["urn"] == NUMBER
    with store.read() as conn:
        assert inbox.fate(conn, row.id) == inbox.Fate("poison", None, "stage raised")


def test_a_message_that_kills_its_worker_is_poison_too(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    put(store, entry(vault, at))
    for _ in range(5):
        (row,) = inbox.lease(store, "w1", at)
        expire(store, machine, row)
        inbox.release_expired(store)
    assert state(store, row.id) == "poison"


def test_a_failure_may_be_given_time(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    (row,) = inbox.lease(store, "w1", at)
    inbox.fail(store, row, "the keys are away", wait=timedelta(seconds=5))
    assert inbox.lease(store, "w1", at + timedelta(seconds=4)) == []
    assert len(inbox.lease(store, "w1", at + timedelta(seconds=5))) == 1


def test_a_suspect_is_leased_alone(store: Database, vault: Vault, at: datetime) -> None:
    put(store, *(entry(vault, at, f"M{n}") for n in range(4)))
    for _ in range(2):
        for row in inbox.lease(store, "w1", at):
            if row.seq == min_seq(store) + 1:
                inbox.fail(store, row, "raised")
            else:
                inbox.give_back(store, row)
    sizes = []
    while batch := inbox.lease(store, "w1", at):
        sizes.append([row.attempts for row in batch])
    assert sizes == [[1, 1, 1], [3]]


def test_of_suspects_one_worker_tries_one_at_a_time(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    """Whoever comes after them is served by the other workers."""
    put(store, *(entry(vault, at, f"M{n}") for n in range(2)))
    for _ in range(2):
        for row in inbox.lease(store, "w1", at):
            inbox.fail(store, row, "raised")
    (tried,) = inbox.lease(store, "w1", at)
    assert inbox.lease(store, "w2", at) == []
    put(store, entry(vault, at, "M3"))
    assert [row.attempts for row in inbox.lease(store, "w2", at)] == [1]
    expire(store, machine, tried)
    assert [row.attempts for row in inbox.lease(store, "w3", at)] == [3]


def test_a_suspect_waits_two_minutes_at_most(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at, "M0"))
    for _ in range(2):
        (row,) = inbox.lease(store, "w1", at)
        inbox.fail(store, row, "raised")
    put(store, entry(vault, at, "M1"))
    assert [row.attempts for row in inbox.lease(store, "w1", at + timedelta(minutes=2))] == [3]


def min_seq(store: Database) -> int:
    with store.read() as conn:
        return int(conn.execute(select(func.min(table.c.seq))).scalar_one())


def test_a_graceful_stop_does_not_count_as_an_attempt(store: Database, vault: Vault, at: datetime) -> None:
    put(store, entry(vault, at))
    inbox.give_back(store, inbox.lease(store, "w1", at)[0])
    assert inbox.lease(store, "w2", at)[0].attempts == 1


def test_what_ended_two_workers_lets_the_others_go_first(
    store: Database, vault: Vault, at: datetime, machine: Machine
) -> None:
    bad = entry(vault, at)
    put(store, bad)
    for worker in ("w1", "w2"):
        (row,) = inbox.lease(store, worker, at)
        expire(store, machine, row)
        inbox.release_expired(store, at)
    assert inbox.lease(store, "w3", at) == []
    (row,) = inbox.lease(store, "w3", at + timedelta(seconds=4))
    assert (row.id, row.attempts) == (bad.id, 3)
