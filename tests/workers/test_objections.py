"""A FAUX by SMS takes back nothing that was released: it waits for the console (`alerts.md` §5.2, P68)."""

import json

import pytest

from tests.workers.bureau import MONITOR, REGIONAL, RELAY, Bureau
from tests.workers.capbench import Bench, said, staffed


@pytest.fixture
def released(bureau: Bureau) -> Bench:
    """An attack at Ansongo, true at 14:10 and released at 14:12."""
    bench = staffed(bureau)
    bench.partner("ngo")
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    assert [bench.press("VRAI", "14:10"), bench.press("RELEASE", "14:12")] == ["command", "command"]
    return bench


def notices(bureau: Bureau) -> list[dict[str, object]]:
    return [dict(row) for row in bureau.rows("SELECT * FROM notices WHERE kind = 'doubt'")]


def test_it_stands_and_a_coordinator_reads_who_doubts(released: Bench) -> None:
    bureau, number = released.bureau, released.bureau.number()
    for clock in ("15:10", "15:20"):
        released.sms(MONITOR, f"FAUX {number}", clock)
    assert bureau.told(MONITOR)[-1] == f"A{number} VERIFIE 14h10."
    assert [said(xml, "msgType") for xml in released.taken["ngo"]] == ["Update"]
    assert bureau.one("SELECT state FROM incidents")["state"] == "verified"
    (notice,) = notices(bureau)
    assert json.loads(str(notice["told"])) == {"alert": number, "code": "11", "place": "ML0701"}
    assert notice["area"] == "ML0701"
    assert [row["role"] for row in bureau.rows("SELECT role FROM audit WHERE action = 'doubt'")] == [
        "monitor"
    ]


def test_the_console_takes_it_back(released: Bench) -> None:
    released.sms(MONITOR, f"FAUX {released.bureau.number()}", "15:10")
    assert released.press("FAUX", "15:30") == "command"
    assert [said(xml, "msgType") for xml in released.taken["ngo"]] == ["Update", "Cancel"]


def test_what_was_not_released_is_not_doubted_aloud(bureau: Bureau) -> None:
    bench = staffed(bureau)
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    bench.press("VRAI", "14:10")
    bench.sms(REGIONAL, f"FAUX {bureau.number()}", "15:10")
    assert notices(bureau) == []
