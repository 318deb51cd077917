"""What a verifier finds to be help for one person goes the protected way, and leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from store import protected
from tests.workers.answering import QUESTION, cells, correct, report, write
from tests.workers.bureau import MONITOR, REPORTER, STRANGER, Bureau


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
