"""A start on a bad disk: what a person must mend ends it for good, what passes may be tried again."""

import errno
import os
from pathlib import Path

import pytest

from core.errors import LasomiError, Misconfigured
from store import disk
from store.spool import Spool
from store.vault import Vault


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_a_disk_that_fails_may_be_well_at_the_next_start(number: int, tmp_path: Path) -> None:
    told = disk.fault(tmp_path, OSError(number, os.strerror(number)), "free some space")
    assert (told.code, told.retryable, isinstance(told, Misconfigured)) == ("disk", True, False)
    assert os.strerror(number) in told.sentence
    assert "free some space" in told.sentence


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOTDIR, errno.EPERM])
def test_a_folder_of_somebody_else_stays_one(number: int, tmp_path: Path) -> None:
    assert isinstance(disk.fault(tmp_path, OSError(number, os.strerror(number)), "x"), Misconfigured)


def test_the_spool_tells_them_apart(data_dir: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(data_dir / "spool", vault)

    def fails(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(LasomiError) as told:
        spool.check()
    assert not isinstance(told.value, Misconfigured)
