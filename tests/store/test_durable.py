"""A file is whole and on disk under its name, or not there; what a crash left is told from what is open."""

import errno
import fcntl
import os
from pathlib import Path
from typing import Any

import pytest

from store import durable


def test_what_is_written_is_whole_and_private(tmp_path: Path) -> None:
    durable.write(tmp_path / "a", b"all of it")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a", b"all of it")]
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("store.durable.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        durable.write(tmp_path / "a", b"all of it")
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_removed_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    (tmp_path / "left.part").write_bytes(b"half")
    held = os.open(tmp_path / "held.part", os.O_WRONLY | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    durable.sweep(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["held.part"]
    os.close(held)
    durable.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
