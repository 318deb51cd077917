"""What goes wrong around an exercise: kills, doubles, pauses, wrong people, numbers that might collide."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from store import alerts, drillrooms, drills
from tests.scenarios.rehearsal import OneHand, Rehearsal, begun
from tests.scenarios.town import Town, when
from workers.stage import Stage, play_due
from workers.theatre import Theatre

RELAY, MONITOR, OTHER, REGIONAL = "+22376000002", "+22376000003", "+22376000001", "+22365012345"
ROSTER = (
    {"number": RELAY, "roles": ["relay"], "areas": ["ML0701"]},
    {"number": MONITOR, "roles": ["monitor"], "areas": ["ML0701"]},
    {"number": OTHER, "roles": ["monitor"], "areas": ["ML0504"]},
    {"number": REGIONAL, "roles": ["regional"], "areas": ["ML07"]},
)
TEN = when("2026-07-14 10:00:00")
SCRIPT: dict[str, Any] = {
    "number": "EX-07",
    "title": "Attaque à Ansongo",
    "ends": 60,
    "participants": [{"role": "monitor", "areas": ["ML0701"]}, {"role": "regional", "areas": ["ML07"]}],
    "injects": [{"at": 0, "code": "11", "place": "ML0701"}, {"at": 10, "code": "31", "place": "ML0701"}],
}


def later(minutes: float) -> Any:
    return TEN + timedelta(minutes=minutes)


@pytest.fixture
def here(town: Town, tmp_path: Path) -> Iterator[Rehearsal]:
    """An exercise that began at 10:00; its first alert has reached the monitor."""
    made = Rehearsal(town)
    made.enlist(*ROSTER)
    begun(made, tmp_path, SCRIPT, TEN)
    made.go(later(0.1))
    yield made
    made.theatre.close()


def stage(here: Rehearsal) -> Stage:
    (one,) = here.theatre.stages.values()
    return one


def number(here: Rehearsal) -> str:
    """Of the exercise's first alert."""
    return next(one.text[10:14] for one in here.town.sent if one.text.startswith("EXERCICE A"))


def told(here: Rehearsal, sql: str) -> list[Any]:
    with stage(here).house.database.read() as conn:
        return list(conn.execute(text(sql)))


def test_two_workers_play_an_inject_once(here: Rehearsal) -> None:
    with stage(here).house.database.write() as conn:
        conn.execute(text("UPDATE injects SET due = 0"))
    drill, together = here.drill("EX-07"), threading.Barrier(2)

    def play() -> None:
        together.wait()
        play_due(stage(here).house, drill)

    players = [threading.Thread(target=play) for _ in range(2)]
    for each in players:
        each.start()
    for each in players:
        each.join()
    assert len(told(here, "SELECT id FROM inbox WHERE kind = 'inject'")) == 2


def test_another_process_goes_on_where_one_was_killed(here: Rehearsal) -> None:
    killed = here.theatre
    here.theatre = Theatre(here.town.house, {"africastalking": here.town.send}, "second", OneHand)
    here.look()
    sent = len(here.town.sent)
    here.go(later(11))
    assert len(here.town.sent) == sent  # 31 is of severity 2: no SMS
    assert len(told(here, "SELECT id FROM inbox WHERE kind = 'inject'")) == 2
    killed.close()


def test_killed_before_it_is_said_to_run_it_is_begun_again(here: Rehearsal) -> None:
    due = told(here, "SELECT due FROM injects ORDER BY number")
    with here.town.house.database.write() as conn:
        conn.execute(text("UPDATE drills SET state = 'released'"))
    here.theatre.close()
    here.look()
    assert here.drill("EX-07").state == "running"
    assert told(here, "SELECT due FROM injects ORDER BY number") == due
    assert len(told(here, "SELECT id FROM staff")) == 2


def test_an_answer_handed_over_twice_counts_once(here: Rehearsal) -> None:
    here.town.sms(MONITOR, f"OUI {number(here)}", at=later(3), id="oui")
    here.town.work()
    ((row,),) = ((one["id"],) for one in here.town.rows("SELECT id FROM drill_mail"))
    here.go(later(3))
    with here.town.house.database.write() as conn:
        drills.hand_over(conn, here.drill("EX-07").id, row)
    here.go(later(4))
    answers = [one.text for one in here.town.sent if " OUI 10h" in one.text]
    assert answers == [f"EXERCICE A{number(here)} OUI 10h03."]


def test_while_it_is_paused_nothing_happens_and_no_time_passes(here: Rehearsal) -> None:
    here.go(later(5))
    here.press("fanta", "/console/drills/EX-07/pause")
    here.look()
    sent = len(here.town.sent)
    here.town.sms(MONITOR, f"OUI {number(here)}", at=later(20), id="oui")
    here.go(later(45))
    assert len(here.town.sent) == sent
    assert len(told(here, "SELECT id FROM inbox WHERE kind = 'inject'")) == 1
    here.press("fanta", "/console/drills/EX-07/resume")
    here.look()
    here.go(later(48))
    assert here.town.sent[-1].text == f"EXERCICE A{number(here)} OUI 10h20."
    assert len(told(here, "SELECT id FROM inbox WHERE kind = 'inject'")) == 1
    here.go(later(51))
    assert len(told(here, "SELECT id FROM inbox WHERE kind = 'inject'")) == 2
    report = here.drill("EX-07").report
    assert report["to_acknowledgement"]["p50"] == pytest.approx(300, abs=10)
    assert report["paused_minutes"] == 40


def test_nobody_answers_and_the_coordinator_is_told(here: Rehearsal) -> None:
    here.go(later(31))
    last = here.town.sent[-1]
    assert last.urn == REGIONAL
    assert last.text.startswith(f"EXERCICE A{number(here)} S4 11 ML0701 NON VERIFIE 1 src")
    assert "SANS REPONSE" in last.text


def test_numbers_of_an_exercise_are_no_numbers_of_the_house(here: Rehearsal) -> None:
    with here.town.house.database.read() as conn:
        free = alerts.free(conn, later(1))
    assert set(here.drill("EX-07").numbers).isdisjoint(free)
    assert len(free) == 10_000 - len(SCRIPT["injects"])
    assert number(here) in here.drill("EX-07").numbers


@pytest.mark.parametrize("who", [OTHER, "+22376000009"])
def test_who_takes_no_part_changes_nothing(here: Rehearsal, who: str) -> None:
    sent = len(here.town.sent)
    here.town.sms(who, f"VRAI {number(here)}", at=later(2), id="vrai")
    here.go(later(2))
    assert len(here.town.sent) == sent
    assert told(here, "SELECT state FROM alerts") == [("unverified",)]


def test_who_asked_to_be_left_alone_is_not_written_to(here: Rehearsal) -> None:
    here.town.sms(REGIONAL, "STOP", at=later(2), id="stop")
    here.go(later(31))
    assert not [one for one in here.town.sent if one.urn == REGIONAL and one.text.startswith("EXERCICE A")]


def test_a_button_of_the_console_reaches_it(here: Rehearsal) -> None:
    here.go(later(4))
    answer = here.press("moussa", f"/console/drills/EX-07/alerts/{number(here)}/OUI")
    assert "told=waiting" in answer.headers["location"]  # the workers of this town work afterwards
    here.look()
    assert told(here, "SELECT status FROM alerts") == [("acknowledged",)]
    assert "reçue après" in here.page("moussa", "/console/drills/EX-07").text


def test_after_its_end_its_numbers_are_unknown_and_no_slip(here: Rehearsal) -> None:
    for login in ("fanta", "moussa"):
        here.press(login, "/console/drills/EX-07/end")
    here.look()
    assert here.drill("EX-07").state == "ended"
    here.town.sms(MONITOR, f"OUI {number(here)}", at=later(6), id="late")
    here.go(later(6))
    assert here.town.sent[-1].text == "Numéro d'alerte inconnu."
    assert here.town.rows("SELECT * FROM audit WHERE action = 'unknown_number'") == []


def test_where_its_store_is_gone_it_ends_as_it_was(here: Rehearsal) -> None:
    drill = here.drill("EX-07")
    here.theatre.close()
    drillrooms.remove(here.town.house.database, drill.id)
    here.look()
    assert here.drill("EX-07").state == "ended"
    assert here.drill("EX-07").report == drill.report


def test_a_graver_real_event_pauses_it_too(here: Rehearsal) -> None:
    here.town.sms(RELAY, "31 ANSONGO", at=later(1), id="minor")
    here.go(later(1))
    assert here.drill("EX-07").state == "running"
    here.town.sms(RELAY, "12 ANSONGO", at=later(2), id="grave")
    here.go(later(2))
    assert here.drill("EX-07").state == "paused"
    assert not here.town.sent[-1].text.startswith("EXERCICE")
