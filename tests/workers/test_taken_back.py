"""What a caller takes back with `0` is no report any more, even where it was made (`taxonomy.md` §9.1)."""

from datetime import timedelta
from typing import Any

from tests.workers.bureau import RELAY, STRANGER, Bureau

PLACED = {"code": "22", "place": "ML0701"}
LATE = timedelta(seconds=61)
RATED = {"authority": "2", "unit": "ML070102", "core": "4"}


def takes_back(bureau: Bureau, position: int, **told: Any) -> str:
    body: dict[str, Any] = {"kind": "none", "taken_back": True} | told
    return bureau.turn(STRANGER, "s1", position, **body)


def reports(bureau: Bureau) -> list[str]:
    return [row["code"] for row in bureau.rows("SELECT code FROM reports")]


def test_what_still_waits_becomes_no_report(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    taken = takes_back(bureau, 7)
    bureau.work(after=LATE)
    assert (reports(bureau), bureau.outcome(taken)) == ([], "taken_back")
    assert bureau.rows("SELECT id FROM contacts") == []


def test_a_report_that_was_made_is_withdrawn_with_its_incident(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=LATE)
    assert reports(bureau) == ["22"]
    takes_back(bureau, 7)
    bureau.work(after=LATE)
    left = [bureau.rows(f"SELECT * FROM {table}") for table in ("reports", "incidents", "cells")]
    assert left == [[], [], []]


def test_what_others_told_too_is_said_anew(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=LATE)
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 2
    takes_back(bureau, 7)
    bureau.work(after=LATE)
    event = bureau.one("SELECT sources, confidence FROM incidents")
    assert (event["sources"], event["confidence"]) == (1, 0.6)


def test_a_turn_that_comes_late_brings_nothing_back(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=LATE)
    takes_back(bureau, 7)
    bureau.work(after=LATE)
    late = bureau.turn(STRANGER, "s1", 6, answers=PLACED)
    bureau.work(after=LATE)
    assert (reports(bureau), bureau.outcome(late)) == ([], "superseded")


def test_a_taking_back_that_comes_late_undoes_nothing(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.turn(STRANGER, "s1", 9, answers={"code": "41", "place": "ML0701"})
    bureau.work(after=LATE)
    late = takes_back(bureau, 7)
    bureau.work(after=LATE)
    assert (reports(bureau), bureau.outcome(late)) == (["41"], "superseded")


def test_who_tells_something_else_has_told_that(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=LATE)
    takes_back(bureau, 7)
    bureau.work(after=LATE)
    bureau.turn(STRANGER, "s1", 9, answers={"code": "41"})
    bureau.work(after=LATE)
    assert reports(bureau) == ["41"]


def test_a_rating_is_taken_back_too(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, kind="rating", answers=RATED)
    bureau.work(after=LATE)
    assert len(bureau.rows("SELECT id FROM ratings")) == 1
    takes_back(bureau, 8)
    bureau.work(after=LATE)
    assert bureau.rows("SELECT id FROM ratings") == []


def test_the_language_of_a_call_that_took_back_and_quit_is_remembered(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED | {"language": "bm"}, language="bm")
    bureau.work(after=LATE)
    takes_back(bureau, 9, kind="contact", answers={"language": "bm"}, language="bm", ended=True)
    bureau.work(after=LATE)
    assert (reports(bureau), bureau.one("SELECT language FROM contacts")["language"]) == ([], "bm")
