"""One folder, several processes: they start, write and flush at once, and each row is there once."""

import errno
import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import LasomiError
from store import inbox
from store import spool as spool_module
from store.database import Database, ms, open_database
from store.inbox import Entry
from store.keys import Keys, open_keys
from store.spool import Spool
from store.vault import Vault
from tests.store.mailbag import entry, rows


@pytest.fixture
def spool(data_dir: Path, vault: Vault) -> Spool:
    opened = Spool(data_dir / "spool", vault)
    opened.check()
    return opened


def files(spool: Spool) -> list[str]:
    return sorted(path.name for path in spool.folder.iterdir())


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """The results of works that begin together."""
    start = threading.Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begun, works))


def test_many_that_start_at_once_all_start(spool: Spool, vault: Vault) -> None:
    for _ in range(20):
        at_once([Spool(spool.folder, vault).check for _ in range(8)])
    assert files(spool) == []


def test_a_start_takes_nothing_from_those_who_write(spool: Spool, vault: Vault, at: datetime) -> None:
    def write() -> None:
        for n in range(20):
            spool.write([entry(vault, at, str(n))], at)

    def check() -> None:
        for _ in range(20):
            Spool(spool.folder, vault).check()

    at_once([write, write, check, check])
    assert len(files(spool)) == 40


def test_what_a_start_that_died_left_is_removed(spool: Spool) -> None:
    (spool.folder / "x.check").touch()
    spool.check()
    assert files(spool) == []


def test_written_by_two_and_flushed_by_three_at_once_each_row_is_there_once(
    database: Database, spool: Spool, keys: Keys, at: datetime
) -> None:
    """Every one of the five has its own keys, folder and connections, as processes have."""

    def write(name: str) -> Callable[[], int]:
        def work() -> int:
            vault = Vault(open_keys(keys.path))
            own = Spool(spool.folder, vault)
            for n in range(30):
                own.write([entry(vault, at, f"{name}{n}"), entry(vault, at, f"both{n}")], at)
            return 0

        return work

    def flush() -> int:
        own = open_database(database.url, database.data_dir)
        mine = Spool(spool.folder, Vault(open_keys(keys.path)))
        moved = sum(mine.flush(own) for _ in range(30))
        own.close()
        return moved

    moved = sum(at_once([write("a"), write("b"), flush, flush, flush])) + spool.flush(database)
    assert moved == rows(database) == 90
    assert files(spool) == []


def test_a_batch_that_the_database_refuses_holds_up_nobody_and_stays(
    database: Database, spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = entry(vault, at, "bad")
    spool.write([bad], at)
    spool.write([entry(vault, at + timedelta(seconds=1), "good")], at)
    accept = inbox.accept

    def refusing(conn: Any, one: Entry) -> bool:
        if one.id == bad.id:
            raise ValueError("a row that this version cannot write")
        return accept(conn, one)

    monkeypatch.setattr("store.spool.accept", refusing)
    assert (spool.flush(database), spool.stuck, spool.corrupt(), len(files(spool))) == (1, 1, 0, 1)
    monkeypatch.undo()
    assert (spool.flush(database), spool.stuck, files(spool)) == (1, 0, [])


def test_while_the_database_is_away_nothing_is_tried_in_vain(
    database: Database, spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> bool:
        raise LasomiError("store.away", retryable=True)

    spool.write([entry(vault, at)], at)
    monkeypatch.setattr("store.spool.accept", away)
    with pytest.raises(LasomiError, match="away"):
        spool.flush(database)
    assert len(files(spool)) == 1


def test_a_file_set_aside_tells_the_hour_and_no_more(
    database: Database, spool: Spool, vault: Vault, at: datetime
) -> None:
    spool.write([entry(vault, at + timedelta(seconds=7), "torn")], at)
    (torn,) = spool.folder.glob("*.spool")
    torn.write_bytes(b"torn")
    assert spool.flush(database) == 0
    (kept,) = spool.folder.iterdir()
    hour = ms(at.replace(minute=0))
    assert (kept.name.partition("-")[0], kept.suffix) == (f"{hour:015d}", ".corrupt")
    assert kept.stat().st_mtime_ns == hour * 1_000_000
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["x.spool", "x-y.spool", "1-y.z.spool", f"{'9' * 40}-y.z.spool", "-.spool"])
def test_a_file_that_is_none_of_ours_stops_nobody(
    database: Database, spool: Spool, vault: Vault, at: datetime, name: str
) -> None:
    (spool.folder / name).write_bytes(b"?")
    spool.write([entry(vault, at)], at)
    assert spool.flush(database) == 1
    assert spool.stuck + spool.corrupt() == 1


def test_what_a_newer_version_adds_is_left_out(
    database: Database, spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a rollback the files of the newer version are read."""
    written = spool_module._written
    monkeypatch.setattr(spool_module, "_written", lambda one: {**written(one), "new": 1})
    spool.write([entry(vault, at)], at)
    monkeypatch.undo()
    assert (spool.flush(database), rows(database)) == (1, 1)


@pytest.mark.parametrize("step", ["open", "write", "fsync", "rename"])
def test_a_full_disk_at_any_step_is_said_and_leaves_no_part(
    spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    one = entry(vault, at)
    spool.write([one], at)  # the keys are read; what follows is the spool's own
    targets = {"open": "_open_part", "write": "os.fdopen", "fsync": "os.fsync", "rename": "Path.rename"}
    monkeypatch.setattr(f"store.durable.{targets[step]}", full)
    with pytest.raises(LasomiError) as raised:
        spool.write([one], at)
    monkeypatch.undo()
    assert raised.value.code == "spool.failed"
    assert len(files(spool)) == 1


def test_file_and_folder_are_on_disk_when_write_returns(
    spool: Spool, vault: Vault, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """fsync of the file under its first name, then the new name, then fsync of the folder."""
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def renamed(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr("os.fsync", synced)
    monkeypatch.setattr("pathlib.Path.rename", renamed)
    spool.write([entry(vault, at)], at)
    assert steps == ["file", "rename", "folder"]
