"""A machine is stolen: the backup and the lasting keys make another of it, by commands alone."""

import json
import stat
from pathlib import Path
from typing import Any

from store import keyslots
from tests.ops.processes import command


def lived(home: Path) -> None:
    home.mkdir()
    assert command(home, "release").returncode == 0
    member = ("member", "add", "76 00 00 03", "Awa", "--role", "monitor", "--area", "ML0701")
    assert command(home, *member).returncode == 0


def ring(path: Path) -> Any:
    with path.open("rb") as file:
        return keyslots.read(file.fileno())


def test_a_backup_and_the_lasting_keys_make_another_machine(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    lived(old)
    told = command(old, "backup", str(tmp_path / "b"), "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)[0]["rows"] >= 1
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    new.mkdir()
    copied = new / "keys"
    assert command(old, "keys", "copy", str(copied)).returncode == 0
    assert not [name for name in ring(copied) if name.startswith(("day/", "text/", "report/"))]
    settings = {"LASOMI_KEYS_FILE": str(copied)}
    brought = command(new, "restore", str(tmp_path / "b"), "--json", **settings)
    assert brought.returncode == 0, brought.stderr
    assert command(new, "release", **settings).returncode == 0
    assert "Awa" in command(new, "member", "list", **settings).stdout
    again = command(new, "restore", str(tmp_path / "b"), **settings)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_what_stops_a_copy_is_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "old"
    lived(old)
    (tmp_path / "b").write_text("mine")
    for arguments in (
        ("backup", str(tmp_path / "b")),
        ("backup", str(tmp_path / "nowhere" / "b")),
        ("keys", "copy", str(tmp_path / "b")),
        ("restore", str(tmp_path / "b")),
        ("restore", str(tmp_path / "none")),
    ):
        told = command(old, *arguments)
        assert told.returncode == 1
        assert told.stderr.count("\n") == 1, told.stderr
        assert str(tmp_path) in told.stderr or "Lasomi" in told.stderr
    assert (tmp_path / "b").read_text() == "mine"
