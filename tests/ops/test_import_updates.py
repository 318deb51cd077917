"""`lasomi import updates`: what became of commitments goes in whole or not at all, and never twice."""

import json
from pathlib import Path

import pytest

from core.commitmentrows import COLUMNS
from core.errors import LasomiError
from core.updaterows import COLUMNS as OF_UPDATES
from ops.desk import Counter
from ops.import_updates import import_updates
from ops.importing import import_commitments
from store.tables import audit
from tests.ops.processes import command
from tests.ops.test_importing import ROW, desk, kept, table, workbook

__all__ = ["desk"]
UPDATE = {
    "code": "SC-1",
    "date": "2026-06-01",
    "state": "done",
    "progress": "1",
    "evidence_kind": "visit",
    "reported_by_role": "monitor",
    "verified_by_role": "regional",
}


@pytest.fixture
def begun(desk: Counter, tmp_path: Path) -> Counter:
    import_commitments(desk, table(tmp_path / "pv.csv", COLUMNS, [ROW]))
    return desk


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_update_is_added_and_nothing_replaced(begun: Counter, tmp_path: Path, form: str) -> None:
    write = table if form == "csv" else workbook
    done = import_updates(begun, write(tmp_path / f"suivi.{form}", OF_UPDATES, [UPDATE]))
    assert (done.updates, done.warnings) == (1, [])
    (found,) = kept(begun)
    assert [(str(each.day), each.state, each.progress) for each in found.promise.updates] == [
        ("2026-03-01", "under_way", 0.5),
        ("2026-06-01", "done", 1.0),
    ]
    assert found.promise.updates[-1].verified == found.promise.updates[-1].day
    with begun.database.read() as conn:
        noted = conn.execute(audit.select().where(audit.c.action == "commitment_said")).mappings().all()
    assert [(row["object"], row["reason"]) for row in noted] == [("SC-1", "import")]


def test_one_fault_keeps_everything_out(begun: Counter, tmp_path: Path) -> None:
    rows = [UPDATE, UPDATE | {"code": "SC-9"}, UPDATE | {"date": "2025-01-01"}]
    with pytest.raises(LasomiError) as refused:
        import_updates(begun, table(tmp_path / "suivi.csv", OF_UPDATES, rows))
    assert refused.value.sentence.splitlines() == [
        "suivi.csv: ligne 3, colonne code: «SC-9» est inconnu: corrigez-le",
        "suivi.csv: ligne 4, colonne date: l'engagement ne compte que depuis le 2026-03-01: corrigez le jour",
        "Rien n'est importé.",
    ]
    assert len(kept(begun)[0].promise.updates) == 1


def test_a_file_is_not_taken_twice(begun: Counter, tmp_path: Path) -> None:
    path = table(tmp_path / "suivi.csv", OF_UPDATES, [UPDATE])
    import_updates(begun, path)
    with pytest.raises(LasomiError, match="déjà été dit"):
        import_updates(begun, path)
    assert len(kept(begun)[0].promise.updates) == 2


def test_the_command_says_what_it_did_and_what_it_refuses(tmp_path: Path) -> None:
    assert command(tmp_path, "keys", "init").returncode == 0
    assert command(tmp_path, "release").returncode == 0
    command(tmp_path, "import", "commitments", str(table(tmp_path / "pv.csv", COLUMNS, [ROW])))
    path = table(tmp_path / "suivi.csv", OF_UPDATES, [UPDATE])
    done = command(tmp_path, "import", "updates", str(path), "--json")
    assert json.loads(done.stdout) == [{"updates": 1, "warnings": 0}]
    again = command(tmp_path, "import", "updates", str(path), LASOMI_UI_LANG="en")
    assert again.returncode == 1
    assert "suivi.csv: row 2, column date: this was said already" in again.stderr
