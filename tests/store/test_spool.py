"""While the database is away messages lie sealed on disk, and come back whole, once, in their order."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import LasomiError, Misconfigured
from store import inbox, protected
from store.database import Database
from store.inbox import Entry
from store.keys import Keys
from store.spool import Spool
from store.vault import Vault

NUMBER = "+22376000001"


@pytest.fixture
def spool(data_dir: Path, vault: Vault) -> Spool:
    opened = Spool(data_dir / "spool", vault)
    opened.check()
    return opened


def entry(vault: Vault, at: datetime, external_id: str) -> Entry:
    return inbox.seal_entry(
        vault,
        channel="africastalking",
        kind="ussd",
        external_id=external_id,
        body={"urn": NUMBER, "text": external_id},
        received_at=at,
        sent_at=at - timedelta(minutes=1),
        session="s1",
        position=3,
        due_at=at + timedelta(seconds=5),
    )


@pytest.mark.parametrize("counted", [True, False])
def test_a_turn_of_a_call_that_was_forgotten_meanwhile_stays_forgotten(
    database: Database, spool: Spool, vault: Vault, at: datetime, *, counted: bool
) -> None:
    spool.write([entry(vault, at, "partial")], at)
    mark = protected.mark_of(vault, "s1", at - timedelta(minutes=1))
    with database.write() as conn:
        if counted:
            protected.contact(conn, place="ML07", week="2026-W29", mark=mark)
        else:
            protected.close(conn, mark)
    assert spool.flush(database) == 0
    with database.read() as conn:
        assert inbox.counts(conn) == {}
    assert spool.bytes() == 0


def test_what_was_spooled_is_accepted_whole_and_in_order(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    spool.write([entry(vault, at + timedelta(seconds=2), "second")], at)
    spool.write([entry(vault, at, "first"), entry(vault, at, "also")], at)
    assert spool.bytes() > 0
    assert spool.flush(database) == 3
    rows = inbox.lease(database, "w1", at + timedelta(minutes=1))
    assert [inbox.body(vault, row)["text"] for row in rows] == ["first", "also", "second"]
    assert (rows[0].received_at, rows[0].sent_at) == (at, at - timedelta(minutes=1))
    assert (rows[0].session, rows[0].position, rows[0].kind) == ("s1", 3, "ussd")
    assert (spool.bytes(), list(spool.folder.iterdir())) == (0, [])


def test_what_was_committed_and_spooled_is_one_row(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    one = entry(vault, at, "x")
    with database.write() as conn:
        inbox.accept(conn, one)
    spool.write([one], at)
    assert spool.flush(database) == 0
    assert spool.bytes() == 0


def test_a_file_cut_short_is_kept_aside_and_stops_nobody(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    spool.write([entry(vault, at, "torn")], at)
    (torn,) = spool.folder.glob("*.spool")
    torn.write_bytes(torn.read_bytes()[:40])
    spool.write([entry(vault, at + timedelta(seconds=1), "whole")], at)
    assert spool.flush(database) == 1
    assert [path.suffix for path in spool.folder.iterdir()] == [".corrupt"]
    assert spool.corrupt() == 1
    assert spool.bytes() == 40
    assert spool.flush(database) == 0


def test_a_file_moved_under_another_name_does_not_open(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    spool.write([entry(vault, at, "x")], at)
    (path,) = spool.folder.glob("*.spool")
    path.rename(spool.folder / "000-other.2026-07-14.spool")
    assert spool.flush(database) == 0
    assert spool.corrupt() == 1


def test_while_the_keys_are_away_the_files_stay(
    database: Database, spool: Spool, vault: Vault, keys: Keys, at: datetime
) -> None:
    spool.write([entry(vault, at, "x")], at)
    aside = keys.path.rename(keys.path.with_suffix(".aside"))
    with pytest.raises(LasomiError, match="keys"):
        spool.flush(database)
    aside.rename(keys.path)
    assert spool.flush(database) == 1


def test_no_number_lies_in_a_file_and_all_is_private(spool: Spool, vault: Vault, at: datetime) -> None:
    spool.write([entry(vault, at, "x")], at)
    (path,) = spool.folder.glob("*.spool")
    assert b"76000001" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_what_a_crash_left_half_written_is_removed(spool: Spool) -> None:
    (spool.folder / "000-x.2026-07-14.spool.part").write_bytes(b"half")
    spool.check()
    assert list(spool.folder.iterdir()) == []


def test_a_spool_that_cannot_be_written_stops_the_start(data_dir: Path, vault: Vault) -> None:
    (data_dir / "spool").write_text("a file where the folder should be")
    with pytest.raises(Misconfigured, match="spool"):
        Spool(data_dir / "spool", vault).check()


def test_a_failed_write_is_said_and_leaves_nothing(spool: Spool, vault: Vault, at: datetime) -> None:
    spool.folder.rmdir()
    with pytest.raises(LasomiError) as raised:
        spool.write([entry(vault, at, "x")], at)
    assert (raised.value.code, raised.value.retryable) == ("spool.failed", True)
