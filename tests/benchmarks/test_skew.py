"""The row of the skewed clocks tells a theft from a lease that ran out, and its programs can wait."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from benchmarks.chaos import faketime
from benchmarks.chaos.rows.skew import AWAKE, handed_over, watch
from store import inbox
from store.database import Database, open_database
from store.inbox import Row
from store.tables import inbox as table
from store.vault import Vault
from tests.store.mailbag import Machine, entry, put


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def store(data_dir: Path, machine: Machine) -> Iterator[Database]:
    """What the row is made for: SQLite, on the clock of that machine."""
    opened = open_database(f"sqlite:///{data_dir}/lasomi.db", data_dir, boot=machine)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def row(store: Database, vault: Vault, at: datetime) -> Row:
    """A message in the hands of process 1."""
    put(store, entry(vault, at))
    watch(store)
    (leased,) = inbox.lease(store, "1-a", at)
    return leased


def taken(store: Database, at: datetime, fallen: set[int] | None = None) -> dict[str, float | None]:
    """What the row counts once process 2 has it; zeros left out."""
    assert len(inbox.lease(store, "2-b", at)) == 1
    found = handed_over(store, 1_000_000, fallen or set())
    return {name: value for name, value in found.items() if value}


def test_a_lease_that_ended_before_its_time_is_stolen(
    store: Database, row: Row, machine: Machine, at: datetime
) -> None:
    machine.ms += 3_000
    with store.write() as conn:
        conn.execute(update(table).values(state="new", lease_owner=None, lease_until=None))
    assert taken(store, at) == {"stolen": 1, "lease_s_least": 3.0}


def test_a_renewed_lease_can_be_stolen_too(store: Database, row: Row, machine: Machine, at: datetime) -> None:
    machine.ms += 9_000
    inbox.renew(store, row)
    machine.ms += 9_000
    with store.write() as conn:
        conn.execute(update(table).values(state="new", lease_owner=None, lease_until=None))
    assert taken(store, at) == {"stolen": 1, "lease_s_least": 9.0}


@pytest.mark.parametrize(("fallen", "how"), [(set(), "ran_out"), ({1}, "left_behind"), ({2}, "ran_out")])
def test_a_lease_that_ran_out_is_not_stolen(
    store: Database, row: Row, machine: Machine, at: datetime, fallen: set[int], how: str
) -> None:
    machine.ms += 10_010
    inbox.release_expired(store)
    assert taken(store, at, fallen) == {how: 1, "lease_s_least": 10.01}


def test_what_its_holder_gave_back_is_not_stolen(store: Database, row: Row, at: datetime) -> None:
    inbox.give_back(store, row)
    assert taken(store, at) == {}


def test_what_failed_is_not_stolen(store: Database, row: Row, machine: Machine, at: datetime) -> None:
    inbox.fail(store, row, "stage raised")
    assert taken(store, at)["failed"] == 1


def test_a_lease_by_another_clock_is_seen(store: Database, row: Row, machine: Machine, at: datetime) -> None:
    machine.ms += 3_600_000
    inbox.release_expired(store)
    assert len(inbox.lease(store, "2-b", at)) == 1
    machine.ms -= 3_600_000
    assert handed_over(store, 1_000_000, set())["other_clock"] == 1


@pytest.mark.skipif(bool(faketime.why_not()), reason="no clock can be moved here")
def test_a_program_whose_clock_is_off_can_wait() -> None:
    naps = ("timeit", "-n", "1", "-r", "1", "__import__('time').sleep(0.01)")
    argv = faketime.off_by("+1h", (sys.executable, "-c", AWAKE, *naps))
    ended = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
