"""A verifier answers for the machine: incidents, figures and alerts follow, once, and a label is kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store import figures, protected
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, REPORTER, STRANGER, Bureau
from workers.blind import is_chosen

ANSWER: dict[str, Any] = {
    "language": "fr",
    "intent": "incident",
    "code": "22",
    "place": "ML0701",
    "occurred": "today",
    "basis": "eyewitness",
    "killed": None,
    "injured": None,
}
QUESTION = "il se passe quelque chose ici"


def correct(
    bureau: Bureau, report: str, *, by: str = "awa", areas: tuple[str, ...] = ("ML",), **changed: Any
) -> str:
    """What became of one answer. `as_is` confirms what the machine said."""
    answer = None if changed.pop("as_is", False) else ANSWER | changed
    body = {"verb": "CORRECT", "report": report, "account": by, "role": "verifier", "areas": list(areas)}
    row = bureau.accept("command", body | {"answer": answer})
    bureau.work()
    fate = bureau.one("SELECT outcome, reason FROM inbox WHERE id = :id", id=row)
    return str(fate["reason"])


def write(bureau: Bureau, number: str, text: str, at: str | None = None) -> str:
    """An SMS, worked on; the id of its report. It is not one of the twenty that are answered blind."""
    row = bureau.sms(number, text, at)
    bureau.work()
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET queue = 'verifier' WHERE queue = 'blind'")
    return str(bureau.one("SELECT id FROM reports WHERE inbox_id = :row", row=row)["id"])


def report(bureau: Bureau, id_: str) -> dict[str, Any]:
    return bureau.one("SELECT * FROM reports WHERE id = :id", id=id_)


def cells(bureau: Bureau) -> dict[tuple[str, str], float]:
    """The incidents counted, by place and code."""
    found = bureau.rows(
        "SELECT place, grp, numerator FROM cells WHERE indicator = 'incidents' AND numerator <> 0"
    )
    return {(row["place"], row["grp"]): row["numerator"] for row in found}


def events(bureau: Bureau) -> list[tuple[str, str | None, int, str]]:
    rows = bureau.rows("SELECT code, adm2, sources, state FROM incidents ORDER BY opened_at, code, sources")
    return [(row["code"], row["adm2"], row["sources"], row["state"]) for row in rows]


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


def test_a_blind_answer_is_compared_and_can_not_be_a_nod(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION)
    with bureau.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET queue = 'blind'")
    assert correct(bureau, told, as_is=True) == "blind"
    assert correct(bureau, told) == "CORRECT"
    assert bool(bureau.one("SELECT blind FROM labels")["blind"])
    assert report(bureau, told)["queue"] is None


def test_a_blind_question_holds_nothing_back(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    row = bureau.sms(REPORTER, "des hommes armés ont attaqué Ansongo, deux morts", "14:05")
    bureau.work()
    kept = bureau.one("SELECT * FROM reports WHERE inbox_id = :row", row=row)
    chosen = is_chosen(bureau.house.vault, kept["id"], bureau.watch.at)
    assert (kept["queue"] == "blind") is chosen
    assert len(bureau.told(MONITOR)) == 1


def test_one_in_twenty_is_chosen_and_always_the_same(bureau: Bureau) -> None:
    ids = [f"{n:032x}" for n in range(4000)]
    vault, at = bureau.house.vault, bureau.watch.at
    chosen = [id_ for id_ in ids if is_chosen(vault, id_, at)]
    assert 150 <= len(chosen) <= 250
    assert chosen == [id_ for id_ in ids if is_chosen(vault, id_, at + timedelta(days=40))]


def test_calls_and_codes_are_not_asked_blind(bureau: Bureau) -> None:
    for n in range(60):
        bureau.sms(f"+2237600{n:04d}", "22 ANSONGO")
    bureau.work()
    assert bureau.rows("SELECT * FROM reports WHERE queue = 'blind'") == []


def test_help_for_one_person_goes_the_protected_way(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, REPORTER, "11 ANSONGO", "14:05")
    inbox_id = report(bureau, told)["inbox_id"]
    correct(bureau, told, killed=3)
    assert len(bureau.rows("SELECT * FROM labels")) == 1
    assert correct(bureau, told, code="61") == "CORRECT"
    for table in ("reports", "labels", "protected"):
        assert bureau.rows(f"SELECT * FROM {table}") == []
    assert cells(bureau) == {}
    counted = bureau.one("SELECT * FROM counters WHERE name = 'protected'")
    assert (counted["place"], counted["period"], counted["n"]) == ("ML07", "2026-W29", 1)
    blank = bureau.rows("SELECT id FROM inbox WHERE sealed IS NULL")
    assert inbox_id in {row["id"] for row in blank}
    assert bureau.rows("SELECT * FROM inbox WHERE kind = 'command' AND sealed IS NULL")
    assert bureau.one("SELECT status FROM alerts")["status"] == "cancelled"


def test_with_a_focal_person_the_text_is_sealed_anew_for_what_is_left(bureau: Bureau, cared_for: Any) -> None:
    bureau.house = replace(bureau.house, country=cared_for)
    told = write(bureau, REPORTER, QUESTION)
    correct(bureau, told, intent="gbv", code=None, place=None)
    with bureau.house.database.read() as conn:
        (locked,) = protected.locked(conn, bureau.watch.at)
        assert protected.unlock(conn, bureau.house.vault, locked, bureau.watch.at) == QUESTION
    late = write(bureau, STRANGER, QUESTION + " encore", "14:20")
    bureau.watch.at += timedelta(hours=73)
    bureau.house.keys.issue(bureau.watch.at)
    correct(bureau, late, intent="gbv", code=None, place=None)
    assert len(bureau.rows("SELECT * FROM protected")) == 1
    assert bureau.one("SELECT SUM(n) AS n FROM counters WHERE name = 'protected'")["n"] == 2


def test_the_same_words_told_again_go_with_them(bureau: Bureau) -> None:
    told = write(bureau, REPORTER, QUESTION, "14:05")
    write(bureau, REPORTER, QUESTION, "14:06")
    assert len(bureau.rows("SELECT * FROM reports")) == 2
    assert [row["queue"] for row in bureau.rows("SELECT queue FROM reports WHERE repeat_of IS NOT NULL")] == [
        None
    ]
    correct(bureau, told, intent="gbv", code=None, place=None)
    assert bureau.rows("SELECT * FROM reports") == []


def test_a_judged_event_keeps_its_verdict(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    told = write(bureau, REPORTER, "11 ANSONGO", "14:05")
    bureau.sms(MONITOR, f"VRAI {bureau.number()}", "14:20")
    bureau.work()
    correct(bureau, told, code="11", killed=4)
    assert events(bureau) == [("11", "ML0701", 1, "verified")]
    assert bureau.one("SELECT killed FROM incidents")["killed"] == 4
