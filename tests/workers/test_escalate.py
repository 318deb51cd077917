"""While nobody answers the next rung is told, by the house's own time; an answer stops the ladder."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from store import alerts, people
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, Bureau
from tests.workers.rungs import NATIONAL, Ladder, ladder_of

HOUR = timedelta(hours=1)


@pytest.fixture
def ladder(bureau: Bureau) -> Ladder:
    return ladder_of(bureau)


def test_each_rung_adds_people_until_nobody_is_left(ladder: Ladder) -> None:
    incident = ladder.storm.raises(4)
    number = ladder.storm.number(incident)
    assert ladder.waits(29.8) == 0
    assert ladder.waits(0.2) == 1
    (said,) = ladder.storm.to(ladder.regional)
    assert said.startswith(f"A{number} S4 11 ML0701 NON VERIFIE 1 src")
    assert said.endswith(" recu 14h05 SANS REPONSE 30 min. OUI=recu VRAI FAUX AIDE")
    assert ladder.waits(30) == 1
    assert "SANS REPONSE 60 min" in ladder.storm.to(ladder.national)[0]
    assert [ladder.waits(60) for _ in range(3)] == [0, 0, 0]
    assert [len(ladder.storm.to(one)) for one in (ladder.monitor, ladder.regional, ladder.national)] == [
        1,
        1,
        1,
    ]
    assert ladder.storm.to(ladder.national, "email") == ladder.storm.to(ladder.national)


def test_severity_3_has_one_rung_at_two_hours(ladder: Ladder) -> None:
    ladder.storm.raises(3)
    assert ladder.waits(119.9) == 0
    assert ladder.waits(0.1) == 1
    assert "SANS REPONSE 120 min" in ladder.storm.to(ladder.regional)[0]
    assert ladder.steps() == [(0, "first", "done"), (1, "regional", "done")]


@pytest.mark.parametrize("hours", [1, -1])
def test_no_wall_clock_turns_the_ladder(ladder: Ladder, hours: int) -> None:
    ladder.storm.raises(4)
    assert ladder.waits(29.9, wall=hours * HOUR) == 0
    assert ladder.waits(0.1) == 1
    assert "SANS REPONSE 30 min" in ladder.storm.to(ladder.regional)[0]


@pytest.mark.parametrize("after", [0, 31, 61])
def test_an_answer_stops_it_whoever_gives_it(ladder: Ladder, after: int) -> None:
    incident = ladder.storm.raises(4)
    ladder.waits(after)
    ladder.storm.answers(incident)
    ladder.storm.forget()
    assert [ladder.waits(60), ladder.waits(60)] == [0, 0]
    assert ladder.storm.heard == []
    assert "waiting" not in {state for _, _, state in ladder.steps()}


def test_an_answer_by_sms_stops_it_in_its_own_transaction(ladder: Ladder) -> None:
    incident = ladder.storm.raises(4)
    ladder.bureau.sms(MONITOR, f"OUI {ladder.storm.number(incident)}")
    ladder.bureau.work()
    assert ladder.steps() == [(0, "first", "done"), (1, "regional", "stopped"), (2, "national", "stopped")]


def test_an_answer_that_was_undone_stops_nothing(ladder: Ladder) -> None:
    ladder.storm.raises(4)
    row = ladder.row("alerts")
    with pytest.raises(ZeroDivisionError):
        undone(ladder, row["id"])
    assert ladder.waits(30) == 1


def test_a_rung_whose_every_send_fails_is_skipped_at_once(ladder: Ladder) -> None:
    ladder.storm.stuck = True
    ladder.storm.raises(4)
    fail(ladder)
    assert ladder.waits(1) == 1
    fail(ladder)
    assert ladder.waits(1) == 1
    assert ladder.steps() == [(0, "first", "done"), (1, "regional", "done"), (2, "national", "done")]
    fail(ladder)
    assert ladder.waits(90) == 0


def test_one_phone_of_two_that_is_reached_is_enough(ladder: Ladder) -> None:
    ladder.storm.person(OTHER_MONITOR, "monitor", "ML0701")
    ladder.storm.stuck = True
    ladder.storm.raises(4)
    fail(ladder, f"recipient = '{ladder.monitor.id}'")
    assert ladder.waits(1) == 0


def test_who_asked_for_silence_counts_as_failed_and_the_next_is_told(ladder: Ladder) -> None:
    opt_out(ladder, REGIONAL)
    ladder.storm.raises(4)
    assert ladder.waits(30) == 2
    assert (ladder.storm.to(ladder.regional), len(ladder.storm.to(ladder.national))) == ([], 1)
    assert ladder.steps()[1:] == [(1, "regional", "skipped"), (2, "national", "done")]


def test_when_no_phone_is_left_the_e_mail_still_leaves(ladder: Ladder) -> None:
    for number in (MONITOR, REGIONAL, NATIONAL):
        opt_out(ladder, number)
    ladder.storm.raises(4)
    assert ladder.waits(0) == 2
    assert [(one.member, one.channel) for one in ladder.storm.heard] == [(ladder.national.id, "email")]
    assert ladder.steps() == [(0, "first", "skipped"), (1, "regional", "skipped"), (2, "national", "skipped")]


def test_coordinators_who_are_not_on_call_are_told_when_nobody_is(ladder: Ladder) -> None:
    with ladder.bureau.house.database.write() as conn:
        people.set_on_call(conn, ladder.regional.id, False)
    ladder.storm.raises(4)
    ladder.waits(30)
    assert len(ladder.storm.to(ladder.regional)) == 1


def test_becoming_graver_begins_the_ladder_anew_answered_or_not(ladder: Ladder) -> None:
    incident = ladder.storm.raises(3)
    ladder.storm.answers(incident)
    ladder.waits(10)
    ladder.storm.grows(incident, 2, severity=4)
    assert ladder.row("alerts")["status"] == "active"
    assert ladder.steps() == [
        (0, "first", "done"),
        (1, "regional", "stopped"),
        (2, "first", "done"),
        (3, "regional", "waiting"),
        (4, "national", "waiting"),
    ]
    assert ladder.waits(29.9) == 0
    assert ladder.waits(0.1) == 1
    assert "SANS REPONSE 30 min" in ladder.storm.to(ladder.regional)[0]
    ladder.storm.answers(incident)
    assert (ladder.row("alerts")["status"], ladder.waits(60)) == ("acknowledged", 0)


def test_becoming_lighter_changes_nothing(ladder: Ladder) -> None:
    incident = ladder.storm.raises(4)
    before = ladder.steps()
    ladder.storm.grows(incident, 2, severity=3)
    assert ladder.steps() == before


def test_what_is_overdue_by_hours_is_said_on_the_console_only(ladder: Ladder) -> None:
    """The machine was off: an SMS older than six hours is not sent as new, nor as unanswered."""
    ladder.storm.raises(4)
    assert ladder.waits(8 * 60) == 2
    assert [one.channel for one in ladder.storm.heard[1:]] == ["email"]
    assert ladder.steps()[1:] == [(1, "regional", "skipped"), (2, "national", "skipped")]


def test_a_step_is_carried_out_once_however_often_the_clock_ticks(ladder: Ladder) -> None:
    ladder.storm.raises(4)
    for _ in range(5):
        ladder.waits(30)
    assert (
        ladder.bureau.rows(
            "SELECT cause, recipient, step, count(*) AS n FROM outbox GROUP BY 1, 2, 3 HAVING count(*) > 1"
        )
        == []
    )
    assert len(ladder.storm.to(ladder.regional)) == 1


def test_ladders_end_with_their_minutes(ladder: Ladder) -> None:
    from store.shred import shred

    ladder.storm.raises(4)
    ladder.waits(30)
    ladder.waits(30)
    shred(ladder.bureau.house.database, ladder.bureau.house.keys, ladder.bureau.watch.at + 73 * HOUR)
    assert ladder.steps() == []


def undone(ladder: Ladder, alert_id: str) -> None:
    with ladder.bureau.house.database.write() as conn:
        assert alerts.acknowledge(conn, alert_id, "m", ladder.bureau.watch.at)
        raise ZeroDivisionError


def fail(ladder: Ladder, which: str = "1 = 1") -> None:
    with ladder.bureau.house.database.write() as conn:
        conn.execute(text(f"UPDATE outbox SET state = 'failed' WHERE state = 'pending' AND {which}"))


def opt_out(ladder: Ladder, number: str) -> None:
    house = ladder.bureau.house
    with house.database.write() as conn:
        people.opt_out(
            conn, house.vault, number, ladder.bureau.watch.at, cause="STOP", channel="africastalking"
        )
