"""The life of a case, as `tests/cases/closing/a-case.yaml` tells it, and what of it nobody may see."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from store import cases, people
from tests.workers.answering import correct
from tests.workers.bureau import MONITOR, STRANGER, Bureau
from tests.workers.closing import asks, incident_of, seen_by

STORY: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "closing" / "a-case.yaml").read_text("utf-8")
)
PEOPLE = STORY["people"]
MOUSSA, MAYOR = PEOPLE["moussa"], PEOPLE["maire"]


@pytest.fixture
def told(bureau: Bureau) -> Bureau:
    """Somebody has told of a theft at Bara, and a verifier has read it."""
    bureau.sms(STRANGER, STORY["told"]["text"], "08:00")
    bureau.work()
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET queue = 'verifier' WHERE queue = 'blind'")
    report = str(bureau.one("SELECT id FROM reports")["id"])
    assert correct(bureau, report, code=STORY["told"]["code"], place=STORY["told"]["place"]) == "CORRECT"
    return bureau


def hour(value: int | None) -> str:
    at = datetime.fromtimestamp((value or 0) / 1000, UTC)
    assert (at.minute, at.second) == (0, 0)
    return f"{at.hour:02d}"


def test_the_life_of_a_case(told: Bureau) -> None:
    for step in STORY["steps"]:
        who, about = PEOPLE[step["who"]], dict(step["about"])
        if step["asks"] == "REFER":
            about |= {"after": _last(told)} if step.get("after") else {"incident": incident_of(told)}
        else:
            about["case"] = _last(told)
        assert asks(told, who, step["asks"], step["at"], **about) == step["says"], step
        for name, count in step.get("sees", {}).items():
            assert len(seen_by(told, PEOPLE[name])) == count, (step, name)
    rows = told.rows("SELECT * FROM cases ORDER BY referred_at")
    times = {"referred": "referred_at", "answered": "first_response_at", "closed": "closed_at"}
    for row, wanted in zip(rows, STORY["then"], strict=True):
        for name, value in wanted.items():
            assert (hour(row[times[name]]) if name in times else row[name]) == value, name
    audit = told.rows("SELECT action, reason FROM audit WHERE action <> 'correct' ORDER BY seq")
    assert [f"{row['action']} {row['reason']}" for row in audit] == STORY["audit"]


def _last(bureau: Bureau) -> str:
    found = bureau.rows("SELECT id FROM cases ORDER BY referred_at DESC")
    return str(found[0]["id"]) if found else "none"


def test_nothing_of_a_report_is_in_a_case(told: Bureau) -> None:
    asks(told, MOUSSA, "REFER", incident=incident_of(told), office="1:ML070102", asks="inquire")
    row = told.one("SELECT * FROM cases")
    said = " ".join(str(value) for value in row.values())
    contact = told.one("SELECT contact FROM reports")["contact"]
    assert contact not in said
    assert not any(word in said for word in STORY["told"]["text"].split() if len(word) > 4)
    assert told.rows("SELECT * FROM outbox") == []


def test_who_referred_takes_it_back(told: Bureau) -> None:
    asks(told, MOUSSA, "REFER", "09:00", incident=incident_of(told), office="1:ML070102", asks="inquire")
    (case,) = seen_by(told, MAYOR)
    assert asks(told, MAYOR, "WITHDRAW", case=case.id, why="mistake") == "unknown"
    assert asks(told, MOUSSA, "WITHDRAW", case=case.id, why="because") == "reason_unsaid"
    assert asks(told, MOUSSA, "WITHDRAW", case=case.id, why="protect") == "WITHDRAW"
    assert seen_by(told, MAYOR) == []
    assert asks(told, MAYOR, "RESPOND", case=case.id, kind="visit") == "unknown"
    with told.house.database.read() as conn:
        assert cases.followed(conn) == []


def test_what_is_false_is_referred_to_nobody(told: Bureau) -> None:
    with told.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET state = 'false'")
    about = {"incident": incident_of(told), "office": "1:ML070102", "asks": "inquire"}
    assert asks(told, MOUSSA, "REFER", **about) == "unknown"


def test_a_report_moved_to_the_protected_lane_leaves_no_case(told: Bureau) -> None:
    asks(told, MOUSSA, "REFER", incident=incident_of(told), office="1:ML070102", asks="inquire")
    report = str(told.one("SELECT id FROM reports")["id"])
    assert correct(told, report, intent="gbv", code="61") == "CORRECT"
    assert seen_by(told, MAYOR) == []
    assert told.one("SELECT withdrawn_why FROM cases")["withdrawn_why"] == "emptied"


@pytest.mark.parametrize(
    ("about", "office", "says"),
    [
        (None, "6:ML0701", "about_unsaid"),
        ("4:ML0701", "4:ML0701", "party"),
        ("4:ML07", "4:ML0701", "party"),
        ("4:ML0701", "4:ML07", "REFER"),
        ("4:ML0701", "6:ML0701", "REFER"),
    ],
)
def test_who_is_accused_is_not_asked(told: Bureau, about: str | None, office: str, says: str) -> None:
    with told.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET code = '52'")
    wanted = {"incident": incident_of(told), "office": office, "asks": "inquire"}
    assert asks(told, MOUSSA, "REFER", **wanted, **({"about": about} if about else {})) == says


def test_a_party_sees_and_does_nothing(told: Bureau) -> None:
    with told.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET code = '52'")
        member = people.add_member(
            conn,
            told.house.vault,
            number=MONITOR,
            name="Quelqu'un",
            roles=("monitor",),
            areas=("ML0701",),
            now=told.watch.at,
        )
        account = {"id": "tied", "login": "tied", "password": "x", "roles": "monitor", "areas": "ML0701"}
        _keep(conn, "accounts", account | {"staff_id": member.id, "active": True, "created_at": 0})
        _keep(conn, "affiliations", {"staff_id": member.id, "authority": "4", "unit": "ML0701"})
    tied = MOUSSA | {"account": "tied"}
    about = {"incident": incident_of(told), "office": "6:ML0701", "asks": "inquire", "about": "4:ML0701"}
    assert asks(told, tied, "REFER", **about) == "unknown"
    assert asks(told, MOUSSA, "REFER", **about) == "REFER"
    (case,) = seen_by(told, MOUSSA)
    assert seen_by(told, tied) == []
    assert asks(told, tied, "WITHDRAW", case=case.id, why="protect") == "unknown"


def _keep(conn: Any, table: str, values: dict[str, Any]) -> None:
    from sqlalchemy import text

    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    conn.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)
