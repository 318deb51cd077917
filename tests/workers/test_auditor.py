"""Twenty defects, planted one at a time: each is found within a minute, put right, and people are told."""

import pytest
from sqlalchemy import text

from store import elapsed
from tests.workers.bureau import Bureau
from tests.workers.rungs import Ladder, ladder_of

DEFECTS = [
    ("step_missing", "DELETE FROM steps"),
    ("step_missing", "DELETE FROM steps WHERE number = 0"),
    ("step_missing", "DELETE FROM steps WHERE number = 1"),
    ("step_missing", "DELETE FROM steps WHERE number = 2"),
    ("step_far", "UPDATE steps SET due = due + 99999999999 WHERE number = 1"),
    ("step_far", "UPDATE elapsed SET ms = ms - 3600000 WHERE name = 'house'"),
    ("step_state", "UPDATE steps SET state = 'wating' WHERE number = 1"),
    ("step_role", "UPDATE steps SET role = 'regionale' WHERE number = 1"),
    ("step_stopped", "UPDATE steps SET state = 'stopped' WHERE number = 1"),
    ("step_untold", "DELETE FROM outbox"),
    ("step_untold", "UPDATE steps SET state = 'done', done = 5 WHERE number = 1"),
    ("step_undated", "UPDATE steps SET done = NULL WHERE number = 0"),
    ("alert_status", "UPDATE alerts SET status = 'activ'"),
    ("alert_unsigned", "UPDATE alerts SET status = 'acknowledged'"),
    ("outbox_state", "UPDATE outbox SET state = 'pendign'"),
    (
        "outbox_leased",
        "UPDATE outbox SET lease_owner = 'nobody', lease_boot = :boot, lease_until = :clock + 99999999999",
    ),
    ("outbox_far", "UPDATE outbox SET due_at = due_at + 99999999999"),
    ("outbox_sending", "UPDATE outbox SET state = 'sending'"),
    ("outbox_blank", "UPDATE outbox SET sealed = NULL"),
    ("window_far", "UPDATE windows SET until = until + 99999999999"),
]


@pytest.fixture
def ladder(bureau: Bureau) -> Ladder:
    ladder = ladder_of(bureau)
    elapsed.advance(bureau.house.database, bureau.watch.at)
    ladder.storm.stuck = True
    return ladder


def planted(ladder: Ladder, defect: str) -> None:
    house = ladder.bureau.house
    with house.database.write() as conn:
        boot, clock = house.database.lease_now(conn)
        asked = text(defect)
        given = {"boot": boot, "clock": clock}
        conn.execute(asked, {name: given[name] for name in asked._bindparams})


def test_there_are_twenty() -> None:
    assert len(DEFECTS) == len(set(DEFECTS)) == 20


def test_nothing_is_found_where_nothing_is_wrong(ladder: Ladder) -> None:
    ladder.storm.stuck = False
    incident = ladder.storm.raises(4)
    ladder.storm.raises(3)
    for minutes in (0, 5, 25, 30, 90):
        ladder.waits(minutes)
        assert ladder.audits() == []
    ladder.storm.grows(incident, 2)
    ladder.storm.answers(incident)
    assert ladder.audits() == []


@pytest.mark.parametrize(("kind", "defect"), DEFECTS, ids=range(1, 21))
def test_a_defect_is_found_put_right_and_somebody_is_told(ladder: Ladder, kind: str, defect: str) -> None:
    ladder.storm.raises(4)
    planted(ladder, defect)
    found = {finding.kind for finding in ladder.audits()}
    assert kind in found
    assert {finding.kind for finding in ladder.audits()} - {"outbox_stuck"} == set()
    ladder.storm.stuck = False
    ladder.storm.leave()
    for _ in range(5):
        ladder.waits(31)
    heard = {one.member for one in ladder.storm.heard}
    assert {ladder.regional.id, ladder.national.id} <= heard


def test_a_text_that_nobody_takes_is_reported_and_rung_for(ladder: Ladder) -> None:
    ladder.storm.raises(4)
    assert ladder.audits() == []
    ladder.bureau.watch.at = ladder.bureau.watch.at.replace(hour=15)
    assert [finding.kind for finding in ladder.audits()] == ["outbox_stuck"]


@pytest.mark.parametrize("hours", [1, 30, 80])
def test_steps_that_outlive_an_answer_are_stopped(ladder: Ladder, hours: int) -> None:
    ladder.storm.raises(4)
    planted(ladder, "UPDATE alerts SET status = 'acknowledged', acked_at = raised_at")
    assert [finding.kind for finding in ladder.audits()] == ["step_alive"]
    assert ladder.waits(hours * 60) == 0


@pytest.mark.parametrize(
    ("kind", "defect", "left"),
    [
        ("inbox_state", "UPDATE inbox SET state = 'nwe'", "new"),
        (
            "inbox_leased",
            "UPDATE inbox SET state = 'leased', lease_owner = 'x', lease_boot = :boot,"
            " lease_until = :clock + 99999999999",
            "leased",
        ),
        (
            "inbox_ownerless",
            "UPDATE inbox SET state = 'leased', lease_until = NULL, lease_owner = NULL",
            "new",
        ),
        ("inbox_stuck", "UPDATE inbox SET due_at = due_at - 61000", "new"),
    ],
)
def test_what_was_accepted_is_not_forgotten(ladder: Ladder, kind: str, defect: str, left: str) -> None:
    ladder.bureau.sms("+22365012345", "22 ANSONGO")
    planted(ladder, defect)
    assert [finding.kind for finding in ladder.audits()] == [kind]
    assert ladder.row("inbox")["state"] == left


def test_the_log_tells_kinds_and_ids_and_no_person(
    ladder: Ladder, capsys: pytest.CaptureFixture[str]
) -> None:
    ladder.storm.raises(4)
    planted(ladder, "UPDATE windows SET until = until + 99999999999")
    ladder.audits()
    said = capsys.readouterr().err
    assert "window_far" in said
    assert ladder.monitor.id not in said
