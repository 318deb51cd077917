"""`lasomi import`: files of people go in whole or not at all, each fault by row and column."""

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.commitmentrows import COLUMNS
from core.country import COUNTRIES
from core.errors import LasomiError
from core.placefiles import PLACES
from gateway.settings import Settings
from ops.desk import Counter
from ops.import_contacts import import_contacts
from ops.import_places import import_places
from ops.importing import import_commitments
from store import progress, roster
from store.database import Database
from store.keys import Keys
from store.tables import audit as audit_rows
from store.vault import Vault
from tests.conftest import AT
from tests.core.packs import small_pack
from tests.ops.processes import command

ROW = {
    "code": "SC-1",
    "framework": "local_scorecard",
    "text_fr": "Réparer la pompe",
    "addressee_type": "local_authority",
    "addressee_unit": "ML070102",
    "due": "2026-12-31",
    "date": "2026-03-01",
    "state": "under_way",
    "progress": "0.5",
    "reported_by_role": "monitor",
    "verified_by_role": "regional",
}
TEMPLATES = COUNTRIES / "ml" / "commitments"
PERSON = {"number": "+22376000002", "name": "Awa", "roles": "relay", "areas": "ML0701"}


@pytest.fixture
def desk(database: Database, keys: Keys, data_dir: Path) -> Counter:
    return Counter(Settings(data_dir=data_dir), lambda: AT, database, keys, Vault(keys))


def table(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, sep: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.DictWriter(file, columns, delimiter=sep, restval="")
        lines.writeheader()
        lines.writerows(rows)
    return path


def workbook(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (dict(zip(columns, columns, strict=True)), *rows):
        sheet.append([row.get(name) for name in columns])
    book.save(path)
    return path


def kept(desk: Counter) -> list[progress.Tracked]:
    with desk.database.read() as conn:
        return progress.tracked(conn, internal=True)


@pytest.mark.parametrize("sep", [",", ";"])
def test_a_table_goes_in(desk: Counter, tmp_path: Path, sep: str) -> None:
    path = table(
        tmp_path / "pv.csv", COLUMNS, [ROW, ROW | {"code": "SC-2", "state": "", "progress": ""}], sep=sep
    )
    done = import_commitments(desk, path)
    assert (done.commitments, done.updates) == (2, 1)
    assert [line for line in done.warnings if "text_bm" in line] == [
        f"pv.csv: ligne {row}, colonne text_bm: est vide: la question sera posée en français"
        for row in (2, 3)
    ]
    first, second = kept(desk)
    assert (first.commitment.text["fr"], first.commitment.since) == ("Réparer la pompe", "2026-03-01")
    assert second.commitment.since == "2026-07-14"
    (update,) = first.promise.updates
    assert (update.progress, update.verified) == (0.5, update.day)
    with desk.database.read() as conn:
        noted = conn.execute(audit_rows.select().order_by(audit_rows.c.seq)).mappings().all()
    assert [(row["action"], row["object"]) for row in noted] == [
        ("commitment_imported", "SC-1"),
        ("commitment_imported", "SC-2"),
    ]


def test_a_workbook_says_the_same(desk: Counter, tmp_path: Path) -> None:
    typed = ROW | {"due": datetime(2026, 12, 31), "date": date(2026, 3, 1), "progress": 0.5, "weight": 2.0}  # noqa: DTZ001
    import_commitments(desk, workbook(tmp_path / "pv.xlsx", COLUMNS, [typed, {}]))
    (found,) = kept(desk)
    assert (found.commitment.due, found.commitment.weight) == ("2026-12-31", 2.0)
    assert found.promise.updates[0].progress == 0.5


def test_one_fault_keeps_everything_out(desk: Counter, tmp_path: Path) -> None:
    rows = [ROW, ROW | {"code": "SC-2", "due": "demain"}, ROW | {"addressee_unit": "ML99", "weight": "0"}]
    with pytest.raises(LasomiError) as refused:
        import_commitments(desk, table(tmp_path / "pv.csv", COLUMNS, rows))
    assert refused.value.sentence.splitlines() == [
        "pv.csv: ligne 3, colonne due: «demain» n'est pas une date: écrivez 2026-12-31",
        "pv.csv: ligne 4, colonne code: «SC-1» est donné deux fois: un code n'est qu'à une ligne",
        "pv.csv: ligne 4, colonne addressee_unit: «ML99» est inconnu: corrigez-le",
        "pv.csv: ligne 4, colonne weight: «0» n'est pas un poids: un nombre plus grand que 0",
        "Rien n'est importé.",
    ]
    assert kept(desk) == []


def test_a_file_is_not_taken_twice(desk: Counter, tmp_path: Path) -> None:
    path = table(tmp_path / "pv.csv", COLUMNS, [ROW])
    import_commitments(desk, path)
    with pytest.raises(LasomiError, match="déjà connu"):
        import_commitments(desk, path)
    assert len(kept(desk)) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", "code,framework\n".encode("utf-16"), "not_utf8"),
        ("b.csv", b"code,framework\nx,y\n", "columns_missing"),
        ("c.csv", (",".join((*COLUMNS, "name")) + "\n").encode(), "columns_unknown"),
        ("d.csv", (",".join((*COLUMNS, "code")) + "\n").encode(), "columns_unknown"),
        ("e.csv", (",".join(COLUMNS) + '\n"never closed').encode(), "not_csv"),
        ("f.xlsx", b"PK no workbook", "not_xlsx"),
        ("g.csv", b"", "columns_missing"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_such_table(desk: Counter, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LasomiError) as refused:
        import_commitments(desk, tmp_path / name)
    assert refused.value.code == code
    assert name in refused.value.sentence


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.glob("*.csv")))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_template_is_taken_and_holds_nothing(desk: Counter, tmp_path: Path, template: str) -> None:
    shutil.copy(TEMPLATES / template, tmp_path)
    assert import_commitments(desk, tmp_path / template).commitments == 0


def test_people_go_onto_the_roster(desk: Counter, tmp_path: Path) -> None:
    people = [
        PERSON,
        PERSON | {"number": "76 00 00 03", "roles": "monitor verifier", "areas": "ML0701 ML0702"},
    ]
    assert import_contacts(desk, table(tmp_path / "r.csv", tuple(PERSON), people)) == 2
    with desk.database.read() as conn:
        found = roster.members(conn)
        assert {each.areas for each in found} == {("ML0701",), ("ML0701", "ML0702")}
        assert {roster.number_of(conn, desk.vault, each.id) for each in found} == {
            "+22376000002",
            "+22376000003",
        }


def test_no_fault_shows_a_number_or_a_name(desk: Counter, tmp_path: Path) -> None:
    import_contacts(desk, table(tmp_path / "r.csv", tuple(PERSON), [PERSON]))
    odd = {"number": "76", "name": "", "roles": "king", "areas": "ML99"}
    rows = [PERSON | {"number": "+22376000009"}, odd, PERSON | {"number": "76000009"}, PERSON]
    with pytest.raises(LasomiError) as refused:
        import_contacts(desk, table(tmp_path / "s.csv", tuple(PERSON), rows))
    told = refused.value.sentence
    assert [line.split(": ")[1] for line in told.splitlines()[:-1]] == [
        "ligne 3, colonne number",
        "ligne 3, colonne name",
        "ligne 3, colonne roles",
        "ligne 3, colonne areas",
        "ligne 4, colonne number",
        "ligne 5, colonne number",
    ]
    assert "7600" not in told
    assert "Awa" not in told
    with desk.database.read() as conn:
        assert len(roster.members(conn)) == 1


def place(**told: str) -> dict[str, str]:
    row = {"code": "x:1", "edition": "local", "name": "Puits Neuf", "level": "5", "parent": "ML070102"}
    return row | {"lat": "16.0", "lon": "0.0", "precision": "point", "source": "mairie"} | told


def test_places_go_into_the_table_of_the_country(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    before = (pack / "places.csv").read_text("utf-8").splitlines()
    bara = next(dict(zip(PLACES, row, strict=True)) for row in csv.reader(before) if row[0] == "ML070102")
    path = table(tmp_path / "p.csv", PLACES, [place(), bara | {"other_names": "Barra"}])
    done = import_places(path, "ml", tmp_path)
    assert (done.added, done.changed) == (1, 1)
    after = (pack / "places.csv").read_text("utf-8").splitlines()
    assert len(after) == len(before) + 1
    assert [line for line in before if line not in after] == [
        line for line in before if "ML070102" in line[:8]
    ]
    assert import_places(path, "ml", tmp_path).changed == 0


def test_a_wrong_place_leaves_the_table_as_it_was(tmp_path: Path) -> None:
    pack = small_pack(tmp_path)
    before = (pack / "places.csv").read_bytes()
    wrong = [
        place(),
        place(code="x:2", lon="50"),
        place(code="x:3", parent="ML07"),
        place(code="x:4", level="9"),
    ]
    with pytest.raises(LasomiError) as refused:
        import_places(table(tmp_path / "p.csv", PLACES, wrong), "ml", tmp_path)
    lines = refused.value.sentence.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == [
        "ligne 3, colonne lat",
        "ligne 4, colonne parent",
        "ligne 5, colonne level",
    ]
    assert (pack / "places.csv").read_bytes() == before
    assert not list(pack.glob("*.new"))


def test_a_place_that_takes_the_ground_from_under_others_is_refused(tmp_path: Path) -> None:
    small_pack(tmp_path)
    moved = place(code="ML0701", level="5")
    with pytest.raises(LasomiError, match=r"places.csv, ML0701\d\d"):
        import_places(table(tmp_path / "p.csv", PLACES, [moved]), "ml", tmp_path)


def test_the_command_says_what_it_did_and_what_it_refuses(tmp_path: Path) -> None:
    assert command(tmp_path, "keys", "init").returncode == 0
    assert command(tmp_path, "release").returncode == 0
    path = table(tmp_path / "pv.csv", COLUMNS, [ROW])
    done = command(tmp_path, "import", "commitments", str(path), "--json")
    assert json.loads(done.stdout) == [{"commitments": 1, "updates": 1, "warnings": 2}]
    assert done.stderr.count("pv.csv: ligne 2, colonne text_") == 2
    again = command(tmp_path, "import", "commitments", str(path), LASOMI_UI_LANG="en")
    assert again.returncode == 1
    assert "pv.csv: row 2, column code: «SC-1» is known already" in again.stderr
    assert "Nothing is imported." in again.stderr
