"""A verifier answers for the machine: incidents, figures and alerts follow, once, and a label is kept."""

from datetime import timedelta
from typing import Any

import pytest

from store import figures
from tests.workers.answering import QUESTION, cells, correct, events, report, write
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, REPORTER, STRANGER, Bureau


def test_an_answer_takes_the_place_of_the_guess(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    assert (report(bureau, told)["queue"], report(bureau, told)["place"]) == ("verifier", None)
    assert correct(bureau, told, killed=1, occurred="now") == "CORRECT"
    kept = report(bureau, told)
    names = ("code", "method", "accepted", "code_confidence", "adm2", "killed", "occurred", "basis", "queue")
    assert [kept[name] for name in names] == [
        "22",
        "human",
        True,
        1.0,
        "ML0701",
        1,
        "now",
        "eyewitness",
        None,
    ]
    assert (kept["severity"], bool(kept["hearsay"]), kept["language"]) == (3, False, "fr")
    assert kept["sealed_text"] is not None
    assert events(bureau) == [("22", "ML0701", 1, "unverified")]
    assert cells(bureau) == {("ML", "22"): 1, ("ML07", "22"): 1, ("ML0701", "22"): 1}


def test_the_earlier_answer_is_kept_beside_the_new_one(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    before = report(bureau, told)
    correct(bureau, told)
    label = bureau.one("SELECT * FROM labels")
    assert (label["report_id"], label["account"], bool(label["blind"])) == (told, "awa", False)
    assert f'"code": "{before["code"]}"' in label["machine"]
    assert '"code": "22"' in label["human"]
    assert label["hour"] % 3_600_000 == 0
    assert (label["method"], bool(label["accepted"])) == (before["method"], bool(before["accepted"]))
    noted = bureau.one("SELECT * FROM audit WHERE action = 'correct'")
    assert (noted["object"], noted["role"], noted["reason"]) == (told, "verifier", "corrected")
    assert QUESTION not in str(label)


def test_a_report_joins_the_event_that_others_told(bureau: Bureau) -> None:
    bureau.sms(RELAY, "22 ANSONGO", "14:05")
    told = write(bureau, REPORTER, QUESTION, "14:10")
    assert len(events(bureau)) == 2
    correct(bureau, told)
    assert events(bureau) == [("22", "ML0701", 2, "unverified")]
    assert cells(bureau) == {("ML", "22"): 1, ("ML07", "22"): 1, ("ML0701", "22"): 1}


def test_a_report_leaves_the_event_that_it_does_not_tell_of(bureau: Bureau) -> None:
    first = write(bureau, REPORTER, "22 ANSONGO", "14:05")
    write(bureau, STRANGER, "22 ANSONGO", "14:06")
    sources = events(bureau)[0][2]
    correct(bureau, first, place="ML0504")
    assert events(bureau) == [("22", "ML0701", 1, "unverified"), ("22", "ML0504", 1, "unverified")] or events(
        bureau
    ) == [("22", "ML0504", 1, "unverified"), ("22", "ML0701", 1, "unverified")]
    assert sources >= 1
    assert cells(bureau)["ML", "22"] == 2
    assert cells(bureau)["ML0701", "22"] == cells(bureau)["ML0504", "22"] == 1


def test_the_sums_are_those_of_the_same_answers_from_the_start(bureau: Bureau) -> None:
    first = write(bureau, REPORTER, "22 ANSONGO", "14:05")
    second = write(bureau, STRANGER, QUESTION, "14:06")
    correct(bureau, first, code="31", place="ML0504")
    correct(bureau, second, code="31", place="ML0504")
    correct(bureau, first, code="22")  # a slip, mended by the same person
    correct(bureau, second, intent="chatter", code=None, place=None)
    assert events(bureau) == [("22", "ML0701", 1, "unverified")]
    assert cells(bureau) == {("ML", "22"): 1, ("ML07", "22"): 1, ("ML0701", "22"): 1}
    with bureau.house.database.write() as conn:
        figures.rebuild(conn)
    assert cells(bureau) == {("ML", "22"): 1, ("ML07", "22"): 1, ("ML0701", "22"): 1}
    members = bureau.rows("SELECT member, n FROM cell_members WHERE place = 'ML'")
    assert [row["n"] for row in members] == [1]


def test_what_was_no_event_counts_for_nothing(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, "22 ANSONGO")
    assert cells(bureau)
    correct(bureau, told, intent="thanks", code=None, place=None)
    assert (events(bureau), cells(bureau)) == ([], {})
    assert (report(bureau, told)["intent"], report(bureau, told)["kind"]) == ("thanks", "thanks")


def test_a_correction_raises_the_alert_that_was_missed(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, REPORTER, QUESTION, "14:05")
    assert bureau.told(MONITOR) == []
    bureau.watch.at += timedelta(minutes=5)
    correct(bureau, told, code="11")
    (text,) = bureau.told(MONITOR)
    assert " S4 11 ML0701 NON VERIFIE 1 src NOUVELLE VU auj. recu 14h05" in text


def test_a_changed_category_tells_those_who_had_the_alert(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, RELAY, "11 ANSONGO", "14:05")
    assert len(bureau.told(MONITOR)) == 1
    bureau.watch.at += timedelta(minutes=10)
    correct(bureau, told, code="31")
    alert = bureau.one("SELECT * FROM alerts")
    assert (alert["code"], alert["severity"], alert["status"]) == ("31", 2, "active")
    assert bureau.told(MONITOR)[-1].startswith(f"A{alert['number']} S2 31 ML0701")
    assert bureau.rows("SELECT * FROM steps WHERE state = 'waiting'") == []
    assert len(events(bureau)) == 1


def test_an_alert_of_another_place_is_taken_back_there_and_raised_here(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor", "ML0701")
    bureau.member(OTHER_MONITOR, "monitor", "ML0504")
    told = write(bureau, REPORTER, "11 ANSONGO", "14:05")
    number = bureau.number()
    bureau.watch.at += timedelta(minutes=10)
    correct(bureau, told, code="11", place="ML0504")
    assert bureau.told(MONITOR)[-1].startswith(f"A{number} FAUX")
    assert " 11 ML0504 NON VERIFIE" in bureau.told(OTHER_MONITOR)[-1]
    statuses = {row["area"]: row["status"] for row in bureau.rows("SELECT area, status FROM alerts")}
    assert statuses == {"ML0701": "cancelled", "ML0504": "active"}
    assert cells(bureau) == {("ML", "11"): 1, ("ML05", "11"): 1, ("ML0504", "11"): 1}


def test_an_alert_without_any_report_is_taken_back(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, REPORTER, "11 ANSONGO", "14:05")
    bureau.watch.at += timedelta(minutes=10)
    correct(bureau, told, intent="chatter", code=None, place=None)
    alert = bureau.one("SELECT * FROM alerts")
    assert alert["status"] == "cancelled"
    assert "FAUX" in bureau.told(MONITOR)[-1]
    assert cells(bureau) == {}


def test_confirming_makes_the_guess_stand(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, "22 ANSONGO")
    correct(bureau, told, as_is=True)
    kept = report(bureau, told)
    assert (kept["method"], kept["code"], kept["place"], kept["queue"]) == ("human", "22", "ML0701", None)
    assert bureau.one("SELECT reason FROM audit WHERE action = 'correct'")["reason"] == "confirmed"
    assert len(bureau.rows("SELECT * FROM incidents")) == 1


def test_the_same_answer_twice_has_one_effect(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    assert [correct(bureau, told) for _ in range(2)] == ["CORRECT", "CORRECT"]
    assert len(bureau.rows("SELECT * FROM labels")) == 1
    assert len(bureau.rows("SELECT * FROM audit WHERE action = 'correct'")) == 1
    assert cells(bureau)["ML", "22"] == 1


def test_of_two_answers_the_first_stands(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    assert correct(bureau, told, by="awa") == "CORRECT"
    assert correct(bureau, told, by="sira", code="31") == "answered_already"
    assert report(bureau, told)["code"] == "22"
    assert bureau.one("SELECT account FROM labels")["account"] == "awa"


def test_a_slip_is_mended_and_the_machine_s_answer_stays_the_first(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    machine = report(bureau, told)["code"]
    correct(bureau, told, code="31")
    correct(bureau, told, code="22")
    assert report(bureau, told)["code"] == "22"
    assert f'"code": "{machine}"' in bureau.one("SELECT machine FROM labels")["machine"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"areas": ("ML0504",)}, "unknown_report"),
        ({"code": "99"}, "not_an_answer"),
        ({"place": "ML9999"}, "not_an_answer"),
        ({"killed": -1}, "not_an_answer"),
        ({"intent": "sermon"}, "not_an_answer"),
    ],
)
def test_what_may_not_be_said_is_refused(bureau: Bureau, changed: dict[str, Any], why: str) -> None:
    told = write(bureau, REPORTER, "22 ANSONGO")
    assert correct(bureau, told, **changed) == why
    assert report(bureau, told)["method"] == "code"
    assert bureau.rows("SELECT * FROM labels") == []


def test_a_judged_event_keeps_its_verdict(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, REPORTER, "11 ANSONGO", "14:05")
    bureau.sms(MONITOR, f"VRAI {bureau.number()}", "14:20")
    bureau.work()
    correct(bureau, told, code="11", killed=4)
    assert events(bureau) == [("11", "ML0701", 1, "verified")]
    assert bureau.one("SELECT killed FROM incidents")["killed"] == 4


def test_what_is_put_elsewhere_and_back_again_is_told_each_time(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    bureau.watch.at += timedelta(minutes=15)
    second = write(bureau, RELAY, "11 ANSONGO")
    for place in ("ML0504", "ML0701"):
        bureau.watch.at += timedelta(minutes=10)
        assert correct(bureau, second, code="11", place=place) == "CORRECT"
    told = [text.split(" src")[0][-1] for text in bureau.told(MONITOR)]
    assert told == ["1", "2", "1", "2"]
