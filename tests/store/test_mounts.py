"""What kind of disk a path lies on, by the kernel's list; a network's is no place for SQLite."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from core.errors import Misconfigured
from store import sqlite
from store.mounts import file_system


def test_the_file_system_of_a_path_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"2 1 0:9 / {tmp_path} rw - btrfs /dev/sdb1 rw\n"
        f"3 1 0:9 / {tmp_path}/a\\040stick rw shared:5 - vfat /dev/sdc1 rw\n"
    )
    kinds = [file_system(path, mounts) for path in (Path("/usr"), tmp_path, tmp_path / "a stick/k")]
    assert kinds == ["ext4", "btrfs", "vfat"]
    assert file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("ext4", False), ("", False)])
def test_sqlite_lies_on_a_disk_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, refused: bool
) -> None:
    monkeypatch.setattr(sqlite, "file_system", lambda _: kind)
    url = make_url(f"sqlite:///{tmp_path}/x.db")
    if not refused:
        sqlite.open_engine(url).dispose()
        return
    with pytest.raises(Misconfigured, match="PostgreSQL"):
        sqlite.open_engine(url)
    assert not (tmp_path / "x.db").exists()
