"""`lasomi drill`: what is prepared, by whom, and what a report says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.country import Country, load_country
from core.errors import LasomiError, Misconfigured
from gateway.settings import Settings
from ops import drills as command
from ops.desk import Counter
from ops.drill_report import markdown
from ops.persons import Person
from store import access, drills
from store.database import Database
from store.door import Proof
from store.keys import Keys
from store.vault import Vault

NOW = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)
SCRIPT: dict[str, Any] = {
    "number": "EX-03",
    "title": "Attaque",
    "ends": 30,
    "participants": [{"role": "monitor", "areas": ["ML0701"]}],
    "injects": [{"at": 20, "code": "31", "place": "ML0701"}, {"at": 0, "code": "11", "place": "Ansongo"}],
}
REPORT: dict[str, Any] = {
    "exercise": "EX-03",
    "title": "Attaque",
    "status": "Exercise",
    "begun": "2026-07-14T10:00:00Z",
    "ended": None,
    "paused_minutes": 0,
    "participants": 2,
    "injects": [{"number": 1, "at": 0, "code": "11", "place": "ML0701", "played": "10h00"}],
    "alerts": [
        {
            "number": "2417",
            "code": "11",
            "area": "ML0701",
            "severity": 4,
            "state": "unverified",
            "status": "acknowledged",
            "raised": "10h00",
            "alert_seconds": 1.0,
            "answered": [540.0, None],
        }
    ],
    "to_alert": {"n": 1, "p50": 1.0, "p90": 1.0},
    "to_acknowledgement": {"n": 1, "p50": 540.0, "p90": 540.0},
    "unanswered": 1,
}

QUICK = access.Hasher(memory_kib=8, passes=1)


def who(login: str, password: str = "") -> Person:
    return Person(login, Proof(password or f"{login}-secret"), QUICK)


@pytest.fixture
def desk(database: Database, keys: Keys, vault: Vault, data_dir: Path) -> Counter:
    with database.write() as conn:
        for login, role in (("fanta", "regional"), ("moussa", "monitor"), ("ada", "analyst")):
            access.add_account(conn, login, f"{login}-secret", [role], ["ML07"], NOW, hasher=QUICK)
    return Counter(Settings(data_dir=data_dir, sandbox="1"), lambda: NOW, database, keys, vault)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "EX-03.yaml"
    path.write_text(yaml.safe_dump(SCRIPT), "utf-8")
    return path


@pytest.fixture
def mali() -> Country:
    return load_country("ml")


def test_what_is_prepared_waits_for_a_second_person(desk: Counter, script: Path) -> None:
    rows = command.prepare(desk, "EX-03", script, who("moussa"))
    assert [(row["at"], row["place"], row["severity"], row["sms"]) for row in rows] == [
        ("T+0", "ML0701", 4, True),
        ("T+20", "ML0701", 2, False),
    ]
    drill = command.one(desk, "EX-03")
    assert drill.state == "prepared"
    assert [one.role for one in drill.consents["begin"]] == ["monitor"]
    assert command.listed(desk) == [{"number": "EX-03", "state": "prepared", "title": "Attaque"}]
    assert [row.get("at") for row in command.shown(desk, "EX-03")] == [None, "T+0", "T+20"]


def test_another_script_takes_its_place_until_it_is_played(desk: Counter, script: Path) -> None:
    command.prepare(desk, "EX-03", script, who("moussa"))
    script.write_text(yaml.safe_dump({**SCRIPT, "title": "Autre"}), "utf-8")
    command.prepare(desk, "EX-03", script, None)
    drill = command.one(desk, "EX-03")
    assert (drill.title, dict(drill.consents)) == ("Autre", {})
    with desk.database.write() as conn:
        drills.release(conn, drill, ["2417"], NOW)
    with pytest.raises(LasomiError, match="EX-03: déjà joué"):
        command.prepare(desk, "EX-03", script, None)


def test_a_file_of_another_number_is_a_fault(desk: Counter, script: Path) -> None:
    with pytest.raises(Misconfigured, match="the command says EX-04"):
        command.prepare(desk, "EX-04", script, None)


def test_a_name_that_nobody_proves_prepares_nothing(desk: Counter, script: Path) -> None:
    with pytest.raises(LasomiError, match="refusé"):
        command.prepare(desk, "EX-03", script, who("moussa", "fanta-secret"))
    assert command.listed(desk) == []


@pytest.mark.parametrize("login", ["ada", "nobody"])
def test_who_is_not_warned_prepares_nothing(desk: Counter, script: Path, login: str) -> None:
    with pytest.raises(LasomiError, match="refusé"):
        command.prepare(desk, "EX-03", script, who(login))
    assert command.listed(desk) == []


def test_two_end_it_and_then_it_may_go(desk: Counter, script: Path) -> None:
    command.prepare(desk, "EX-03", script, who("moussa"))
    with pytest.raises(LasomiError, match="EX-03: préparé; cela"):
        command.purge(desk, "EX-03")
    with pytest.raises(LasomiError, match="EX-03"):
        command.report(desk, "EX-03")
    drill = command.one(desk, "EX-03")
    with desk.database.write() as conn:
        drills.release(conn, drill, ["2417", "2418"], NOW)
        drills.write_report(conn, drill.id, REPORT)
    assert command.end(desk, "EX-03", who("moussa"))[0]["state"] == "released"
    assert command.end(desk, "EX-03", who("moussa"))[0]["two_persons"] is False
    assert command.end(desk, "EX-03", who("fanta"))[0]["state"] == "ending"
    with desk.database.write() as conn:
        drills.close(conn, drill.id)
    assert command.purge(desk, "EX-03") == [{"number": "EX-03", "state": "purged"}]
    assert command.report(desk, "EX-03")["to_acknowledgement"]["p50"] == 540.0


def test_the_report_is_a_page(desk: Counter) -> None:
    page = markdown(
        {**REPORT, "actions": [{"code": "EX-03-1", "text": "Relire", "owner": "W", "due": "2026-08-01"}]}
    )
    assert "| de l'alerte à l'accusé de réception (E10) | 1 | 9 min | 9 min |" in page
    assert "| A2417 | 11 | ML0701 | 4 | 10h00 | 9 min, – |" in page
    assert "- EX-03-1 Relire · W · 01/08/2026" in page
    assert "Commencé 14/07/2026, 10h00, terminé –" in page
    assert "2026-" not in page
