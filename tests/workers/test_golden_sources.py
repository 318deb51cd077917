"""The golden numbers of corroboration (`alerts.md` §13), from reports to an incident on disk."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from store import people
from tests.workers.bureau import Bureau, moment
from tests.workers.flooding import TEXT
from tests.workers.flooding import phone as of_flood

CASES = Path(__file__).parent.parent / "cases" / "corroboration.yaml"
GOLDEN: list[dict[str, Any]] = yaml.safe_load(CASES.read_text("utf-8"))
FIRST_DAY = moment("09:00", "2026-07-16")
DAY = moment("10:00", "2026-09-14")
BASIS = {"saw": "eyewitness", "hearsay": "hearsay", "silent": "unknown"}
FLOOD = 10


def phone(n: int) -> str:
    return f"+2237600010{n}"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_golden_numbers(bureau: Bureau, case: dict[str, Any]) -> None:
    told = [source.split() for source in case["sources"]]
    for n, (kind, _) in enumerate(told):
        prepare(bureau, phone(n), kind, n)
    bureau.watch.at = DAY
    bureau.house.keys.issue(DAY)
    for n, (kind, says) in enumerate(told):
        tells(bureau, phone(n), kind, says, f"s{n}")
    found = bureau.rows("SELECT confidence, state, sources FROM incidents WHERE adm2 = 'ML0504'")
    assert [row["state"] for row in found] == [case["state"]]
    assert found[0]["sources"] == len(told)
    assert found[0]["confidence"] == pytest.approx(case["conf"], abs=5e-4)


def prepare(bureau: Bureau, number: str, kind: str, n: int) -> None:
    """Who is on the roster, who wrote sixty days ago, and since when each phone is known."""
    bureau.watch.at = FIRST_DAY
    bureau.house.keys.issue(FIRST_DAY)
    if kind in {"relay", "monitor"}:
        bureau.member(number, "relay" if kind == "relay" else "monitor", "ML0504")
    if kind == "known":
        bureau.sms(number, "31 GAO")
        bureau.work()
    if kind == "new":
        bureau.house.keys.issue(DAY)
        with bureau.house.database.write() as conn:
            people.remember(conn, bureau.house.vault, number, DAY - timedelta(days=n), language="fr")


def tells(bureau: Bureau, number: str, kind: str, says: str, session: str) -> None:
    if kind == "flood":
        for k in range(FLOOD):
            bureau.sms(of_flood(k), TEXT)
    else:
        answers = {"code": "11", "place": "ML050409", "occurred": "today", "basis": BASIS[says]}
        bureau.turn(number, session, 5, answers=answers, ends=True)
    bureau.work()
