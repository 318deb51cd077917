"""`lasomi doctor` names every part in one line, where all is well and where nothing is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ops.processes import command


def asked(home: Path, **settings: str) -> tuple[int, dict[str, Any]]:
    told = command(home, "doctor", "--json", **settings)
    return told.returncode, {check["name"]: check for check in json.loads(told.stdout)}


def test_a_machine_where_nothing_was_started_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    before = list(tmp_path.rglob("*"))
    code, found = asked(tmp_path)
    assert code == 1
    red = {name for name, check in found.items() if check["state"] == "down"}
    assert red == {"keys", "database", "spool", "heartbeat"}
    assert all(found[name]["remedy"] for name in red)
    assert list(tmp_path.rglob("*")) == before


def test_a_prepared_machine_is_red_for_its_heartbeat_only(tmp_path: Path) -> None:
    assert command(tmp_path, "release").returncode == 0
    code, found = asked(tmp_path)
    assert (code, {n for n, check in found.items() if check["state"] == "down"}) == (1, {"heartbeat"})
    assert "noeviction" not in found["redis"]["sentence"]


def test_what_works_worse_than_it_should_is_no_failure(tmp_path: Path) -> None:
    command(tmp_path, "release")
    data = tmp_path / ".local/share/lasomi"
    (data / "heartbeat").touch()
    code, found = asked(tmp_path, LASOMI_HEARTBEAT_URL="https://hc.example.org/x")
    assert (code, found["hotlines"]["state"]) == (0, "degraded")


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    command(tmp_path, "release")
    code, found = asked(tmp_path, LASOMI_DATABASE_URL=f"postgresql://awa:secret@/none?host={tmp_path}")
    assert (code, found["database"]["state"]) == (1, "down")
    assert "secret" not in json.dumps(found)


@pytest.mark.parametrize(("language", "word"), [("fr", "à réparer"), ("en", "")])
def test_each_part_is_one_line_for_people(tmp_path: Path, language: str, word: str) -> None:
    told = command(tmp_path, "doctor", LASOMI_UI_LANG=language)
    lines = told.stdout.splitlines()
    assert len(lines) == len(asked(tmp_path)[1])
    assert all(line.startswith(("ok ", " ! ", "!!!")) for line in lines)
    assert word in told.stderr
    assert told.stderr.count("\n") == 1
