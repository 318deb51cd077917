"""What courier answers 400, so that its provider posts again for hours: 200 here (`channels.md` §17)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest

from store.database import Database
from store.keys import Keys
from tests.gateway.line import TOKEN, Line, house, open_line

SMS = {
    "id": "ATXid_1",
    "from": "+22376000001",
    "to": "36000",
    "text": "22 ANSONGO",
    "date": "2026-07-14T14:04:00Z",
}
RECEIPT = {"id": "ATXid_9", "phoneNumber": "+22376000001", "networkCode": "61002", "retryCount": "0"}


@pytest.fixture
def line(database: Database, keys: Keys, at: datetime) -> Iterator[Line]:
    with open_line(house(database, keys, at)) as opened:
        yield opened


def posted(line: Line, door: str, form: Mapping[str, str]) -> None:
    answer = line.post(f"/hooks/africastalking/{TOKEN}/{door}", form)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("status", "becomes", "temporary"), [("Submitted", "sent", False), ("AbsentSubscriber", "failed", True)]
)
def test_a_status_that_it_does_not_know_is_mapped(
    line: Line, status: str, becomes: str, temporary: bool
) -> None:
    posted(line, "receipt", {**RECEIPT, "status": status})
    (body,) = line.bodies(kind="receipt")
    assert (body["status"], body["temporary"]) == (becomes, temporary)
    assert line.rows("quarantine") == []


@pytest.mark.parametrize(
    ("form", "kept", "reason"),
    [
        ({**SMS, "text": ""}, [""], None),
        ({**SMS, "from": "Orange"}, [], "operator_message"),
        ({**SMS, "from": "36000"}, [], "operator_message"),
        ({**SMS, "date": "2026-07-14 14:04:00"}, ["22 ANSONGO"], None),
        ({**SMS, "date": "14/07/2026 14h04"}, ["22 ANSONGO"], None),
        ({**SMS, "date": ""}, ["22 ANSONGO"], None),
        ({name: value for name, value in SMS.items() if name != "date"}, ["22 ANSONGO"], None),
        ({name: value for name, value in SMS.items() if name != "text"}, [""], None),
        ({name: value for name, value in SMS.items() if name != "from"}, [], "no_sender"),
        ({**SMS, "from": "0076123456"}, [], "bad_number"),
    ],
    ids=lambda value: None,
)
def test_an_sms_that_it_refuses_is_stored_or_set_aside(
    line: Line, form: Mapping[str, str], kept: list[str], reason: str | None
) -> None:
    posted(line, "sms", form)
    assert [body["text"] for body in line.bodies(kind="sms")] == kept
    assert [row["reason"] for row in line.rows("quarantine")] == ([reason] if reason else [])


def test_a_status_that_nobody_knows_is_set_aside(line: Line) -> None:
    posted(line, "receipt", {**RECEIPT, "status": "Teleported"})
    assert [row["reason"] for row in line.rows("quarantine")] == ["unknown_status"]
    assert line.bodies(kind="receipt") == []


def test_why_it_failed_and_that_they_left_is_kept(line: Line) -> None:
    """`failureReason` is ignored there; of `networkCode` and `retryCount` we ask nothing."""
    posted(line, "receipt", {**RECEIPT, "status": "Rejected", "failureReason": "UserInBlackList"})
    (body,) = line.bodies(kind="receipt")
    assert (body["code"], body["opted_out"]) == ("UserInBlackList", True)


def test_an_opt_out_has_a_door_which_it_has_not(line: Line) -> None:
    posted(line, "optout", {"senderId": "36000", "phoneNumber": "+22376000001"})
    assert len(line.bodies(kind="optout")) == 1
