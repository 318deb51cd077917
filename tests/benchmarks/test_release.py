"""The version before: found by its history, and given only the settings that it knows."""

import sys
from pathlib import Path

import pytest

from benchmarks.chaos import release
from benchmarks.chaos.release import NoHistory, Release, before
from ops.supervisor import Program


def test_a_file_that_no_commit_has_brought_has_no_version_before() -> None:
    with pytest.raises(NoHistory):
        before("store/migrations/versions/no_such_file.py")


def test_a_tree_without_history_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.delenv("GIT_DIR", raising=False)
    with pytest.raises(NoHistory):
        before()


def test_its_programs_run_from_its_tree_without_settings_of_later(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text("import os; print(sorted(n for n in os.environ if n[:7] == 'LASOMI_'))")
    old = Release("abc", tmp_path, frozenset({"LASOMI_COUNTRY"}))
    ours = Program(
        "worker-1", (sys.executable, "-m", "told"), {"LASOMI_COUNTRY": "ml", "LASOMI_RATES": "x=1"}
    )
    theirs = old.program(ours)
    assert theirs.name == ours.name
    assert theirs.argv[-3:] == ours.argv
    assert "LASOMI_RATES" not in theirs.environment
    assert theirs.environment["PYTHONPATH"] == str(tmp_path)
    assert old.run("import told", ours.environment).strip() == "['LASOMI_COUNTRY']"
