"""Check 38: `lasomi panic` leaves no key in two seconds, whatever goes on, and the house says so (P72)."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.errors import LasomiError
from gateway.alarm import PHRASE
from gateway.ussd import UNAVAILABLE
from ops.panic import alarm
from store import audit, chain, keyslots, people, roster
from store.database import Database
from store.inbox import accept, seal_entry
from store.keys import FAMILIES, Keys, open_keys
from store.panic import begin_again, panic
from store.shred import shred
from store.vault import Vault
from tests.gateway.line import house, open_line, settings
from workers.drain import drain_once

NUMBER = "+22376000001"
LIMIT = 2.0


def secrets_of(keys: Keys) -> dict[str, bytes]:
    descriptor = os.open(keys.path, os.O_RDONLY)
    try:
        return dict(keyslots.read(descriptor) or {})
    finally:
        os.close(descriptor)


def kept(database: Database, vault: Vault, at: datetime) -> None:
    """A message, a member of staff and a line of the audit, as a day brings them."""
    with database.write() as conn:
        body = {"urn": NUMBER, "text": "22 ANSONGO"}
        entry = seal_entry(vault, channel="c", kind="sms", external_id="1", body=body, received_at=at)
        accept(conn, entry)
        about: dict[str, Any] = {"name": "Une", "roles": ("monitor",), "areas": ("ML0701",)}
        people.add_member(conn, vault, number=NUMBER, now=at, **about)
        audit.write(conn, vault, at=at, account="u1", role="monitor", action="verify", object="e1")


def decryptable(database: Database, vault: Vault) -> int:
    """How many sealed values of the database open with what the keys file holds."""
    opened = 0
    with database.read() as conn:
        for row in conn.execute(text("SELECT id, key_day, sealed FROM inbox")):
            opened += _opens(vault, "day", row.key_day, row.sealed, "inbox", row.id, "body")
        for row in conn.execute(text("SELECT id, key_epoch, sealed_number FROM staff")):
            opened += _opens(vault, "roster", row.key_epoch, row.sealed_number, "staff", row.id, "number")
    return opened


def _opens(vault: Vault, family: str, epoch: str, sealed: bytes, table: str, row: str, purpose: str) -> bool:
    try:
        return bool(vault.open(family, epoch, sealed, table=table, row=row, purpose=purpose))
    except LasomiError:
        return False


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody writes, and does not come to an end."""
    with ExitStack() as held:
        conn = held.enter_context(database.write())
        if conn.dialect.name == "postgresql":
            conn.execute(text("LOCK TABLE audit, inbox, staff IN ACCESS EXCLUSIVE MODE"))
        yield
        conn.rollback()


@contextmanager
def load(database: Database, vault: Vault, at: datetime) -> Iterator[None]:
    """Messages are accepted and keys are issued for as long as there are any."""
    over = threading.Event()

    def accepts(hand: int) -> None:
        n = 0
        while not over.is_set():
            try:
                body = {"urn": NUMBER, "text": "22 ANSONGO"}
                id_ = f"{hand} {n}"
                entry = seal_entry(vault, channel="c", kind="sms", external_id=id_, body=body, received_at=at)
                with database.write() as conn:
                    accept(conn, entry)
                vault.keys.issue(at + n % 5 * timedelta(days=1))
            except LasomiError:
                return
            n += 1

    hands = [threading.Thread(target=accepts, args=(hand,)) for hand in range(3)]
    for each in hands:
        each.start()
    try:
        time.sleep(0.3)
        yield
    finally:
        over.set()
        for each in hands:
            each.join()


@pytest.mark.parametrize("while_", ["at rest", "locked", "under load"])
def test_in_two_seconds_nothing_opens_any_more(
    database: Database, vault: Vault, keys: Keys, at: datetime, database_url: str, while_: str
) -> None:
    kept(database, vault, at)
    before = secrets_of(keys)
    assert decryptable(database, vault) == 2
    one = settings(database.data_dir, LASOMI_KEYS_FILE=str(keys.path), LASOMI_DATABASE_URL=database_url)
    going_on = {"locked": lambda: locked(database), "under load": lambda: load(database, vault, at)}
    with ExitStack() as around:
        if while_ in going_on:
            around.enter_context(going_on[while_]())
        began = time.monotonic()
        told = alarm(one, f"{PHRASE}\n", "awa")
        took = time.monotonic() - began
    assert took <= LIMIT
    assert told["destroyed"] >= len(FAMILIES)
    assert told["audited"] is (while_ != "locked") or while_ == "under load"
    raw = keys.path.read_bytes()
    assert [name for name, key in before.items() if key in raw or key.hex().encode() in raw] == []
    assert decryptable(database, Vault(open_keys(keys.path))) == 0
    assert decryptable(database, vault) == 0  # who had the file open has nothing either


def test_nothing_happens_without_the_phrase(keys: Keys, data_dir: Path) -> None:
    one = settings(data_dir, LASOMI_KEYS_FILE=str(keys.path))
    for typed in ("", "oui\n", "detruire\n"):
        with pytest.raises(LasomiError, match="detruire toutes les cles"):
            alarm(one, typed, "awa")
    assert len(secrets_of(keys)) > len(FAMILIES)


def test_accents_and_capitals_of_the_phrase_do_not_matter(keys: Keys, data_dir: Path) -> None:
    one = settings(data_dir, LASOMI_KEYS_FILE=str(keys.path))
    assert alarm(one, "Détruire toutes les clés !\n", "awa")["destroyed"] > len(FAMILIES)


def test_a_writer_that_hangs_holds_it_up_for_half_a_second_only(keys: Keys, at: datetime) -> None:
    with keys.path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        began = time.monotonic()
        panic(keys.path, at)
        assert time.monotonic() - began < 1.0
    assert keys.panicked


def test_keys_that_are_not_there_are_not_said_to_be_destroyed(tmp_path: Path, at: datetime) -> None:
    with pytest.raises(LasomiError, match="NOTHING is destroyed"):
        panic(tmp_path / "keys", at)


def test_no_clock_brings_keys_back(keys: Keys, at: datetime) -> None:
    panic(keys.path, at)
    again = open_keys(keys.path)
    assert (again.issue(at), again.destroy_due(at), again.panicked) == ([], [], True)
    for family in FAMILIES:
        with pytest.raises(LasomiError) as raised:
            again.key(family, "1")
        assert (raised.value.code, raised.value.retryable) == ("panic", True)


def test_the_doors_say_that_nothing_is_accepted(database: Database, keys: Keys, at: datetime) -> None:
    with open_line(house(database, keys, at)) as line:
        assert line.sms().status_code == 200
        assert line.dial(NUMBER, "s1").startswith("CON ")
        panic(keys.path, at)
        assert line.sms(text="autre chose").status_code == 503
        assert line.dial(NUMBER, "s1", "1") == UNAVAILABLE
        assert line.dial(NUMBER, "s2") == UNAVAILABLE
        assert line.get("/healthz").status_code == 200
        assert line.get("/readyz").status_code == 503
        assert len(line.rows("inbox")) == 1


def test_what_waited_waits_and_is_counted_as_unread(database: Database, keys: Keys, at: datetime) -> None:
    one = house(database, keys, at)
    kept(database, one.vault, at)
    panic(keys.path, at)
    with pytest.raises(LasomiError, match="every key was destroyed"):
        drain_once(one, "worker")
    assert shred(database, keys, at + timedelta(days=4)).unread == 1


def test_one_may_begin_again_and_nothing_of_before_opens(
    database: Database, vault: Vault, keys: Keys, at: datetime
) -> None:
    kept(database, vault, at)
    with pytest.raises(LasomiError, match="nothing is changed"):
        begin_again(keys.path, at)
    panic(keys.path, at)
    begin_again(keys.path, at)
    assert decryptable(database, vault) == 0
    assert keys.epoch("roster", at) == "2-2026-07-14"
    with database.write() as conn:
        assert people.member_by_number(conn, vault, NUMBER, at) is None
        audit.write(conn, vault, at=at, account="u1", role="monitor", action="verify", object="e2")
        walked = chain.walk(conn, keys)
    assert (walked.rows, walked.lost, walked.wrong) == (2, 1, None)
    panic(keys.path, at)
    begin_again(keys.path, at)
    assert keys.epoch("roster", at) == "3-2026-07-14"
    with database.read() as conn:
        assert roster.members(conn)
