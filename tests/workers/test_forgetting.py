"""Nothing of a person is kept longer or more openly than promised: STOP, EFFACER, the lock of 72 hours."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.country import Country
from store import inbox, protected
from tests.workers.bureau import OTHER_OPERATOR, REPORTER, STRANGER, Bureau, moment
from workers.clock import tick
from workers.drain import drain_once


def test_a_text_for_one_person_is_counted_and_gone(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "mon mari me frappe, j'ai peur", "10:00")
    bureau.work()
    left = bureau.one("SELECT state, sealed FROM inbox WHERE id = :id", id=row)
    assert (left["state"], left["sealed"]) == ("done", None)
    counted = bureau.one("SELECT place, period, n FROM counters")
    assert counted == {"place": "ML", "period": "2026-W29", "n": 1}
    for table in ("reports", "incidents", "alerts", "outbox", "contacts", "protected"):
        assert bureau.rows(f"SELECT * FROM {table}") == []


def test_choices_about_writing_are_kept_in_the_ledger(bureau: Bureau) -> None:
    rows = [bureau.sms(REPORTER, text) for text in ("STOP", "22 ANSONGO", "START")]
    bureau.work()
    assert [bureau.outcome(row) for row in rows] == ["optout", "report", "optin"]
    states = bureau.rows("SELECT state, scope FROM optouts ORDER BY seq")
    assert [row["state"] for row in states] == ["out", "in"]


@pytest.mark.parametrize("text", ["dabila", "arretez de m'envoyer des messages", "Stop aux bandits a Gao"])
def test_only_the_listed_words_opt_out(bureau: Bureau, text: str) -> None:
    bureau.sms(REPORTER, text)
    bureau.work()
    assert bureau.rows("SELECT * FROM optouts") == []


def test_effacer_forgets_who_told(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "attaque a Ansongo ce matin")
    bureau.work()
    before = bureau.one("SELECT contact, sealed_text, code FROM reports")
    row = bureau.sms(REPORTER, "EFFACER", "14:30")
    bureau.work()
    after = bureau.one("SELECT contact, sealed_text, code FROM reports")
    assert bureau.outcome(row) == "erased"
    assert (after["sealed_text"], after["code"]) == (None, before["code"])
    assert after["contact"] != before["contact"]


def test_effacer_keeps_no_number_and_takes_nothing_that_was_told_after_it(bureau: Bureau) -> None:
    asked = bureau.sms(REPORTER, "EFFACER", "14:30")
    for _ in range(40):
        bureau.sms(STRANGER, "bonjour", "14:31")
    later = bureau.sms(REPORTER, "11 ANSONGO", "14:35")
    bureau.work()
    assert bureau.one("SELECT sealed, outcome FROM inbox WHERE id = :id", id=asked) == {
        "sealed": None,
        "outcome": "erased",
    }
    assert bureau.outcome(later) == "report"


def test_effacer_comes_before_everything_that_follows_it(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "EFFACER mon mari me frappe")
    bureau.work()
    assert bureau.outcome(row) == "erased"


def test_effacer_takes_a_row_from_the_worker_that_holds_it(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "attaque a Ansongo ce matin")
    (held,) = inbox.lease(bureau.house.database, "slow", bureau.watch.at)
    bureau.sms(REPORTER, "EFFACER", "14:30")
    bureau.work(owner="quick")
    assert bureau.outcome(row) == "erased"
    with pytest.raises(inbox.LeaseLost), bureau.house.database.write() as conn:
        inbox.finish(conn, held, "report")


def test_after_72_hours_nothing_leads_from_a_providers_id_to_what_was_told(bureau: Bureau) -> None:
    bureau.sms(REPORTER, "61")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.turn(OTHER_OPERATOR, "s1", 5, answers={"code": "22", "place": "ML0701"}, ends=True)
    bureau.work()
    tick(bureau.house, bureau.watch.at + timedelta(hours=73))
    left = bureau.rows("SELECT DISTINCT outcome, reason, session, position FROM inbox")
    assert left == [dict.fromkeys(("outcome", "reason", "session", "position"))]
    joined = bureau.rows("SELECT r.id FROM reports r JOIN inbox i ON i.id = r.inbox_id")
    assert (joined, len(bureau.rows("SELECT id FROM reports"))) == ([], 2)


def test_a_provider_may_say_that_a_person_opted_out(bureau: Bureau) -> None:
    row = bureau.accept("optout", {"urn": REPORTER, "cause": "provider"})
    bureau.work()
    assert (bureau.outcome(row), bureau.one("SELECT cause FROM optouts")["cause"]) == ("optout", "provider")


def test_with_a_focal_person_the_text_is_locked_for_72_hours(bureau: Bureau, cared_for: Country) -> None:
    house = replace(bureau.house, country=cared_for)
    bureau.sms(REPORTER, "mon mari me frappe, j'ai peur, appelez le 76 00 00 09", "10:00")
    assert drain_once(house, "worker") == 1
    (row,) = bureau.rows("SELECT id FROM protected")
    with house.database.read() as conn:
        text = protected.unlock(conn, house.vault, row["id"], bureau.watch.at) or ""
        assert protected.unlock(conn, house.vault, row["id"], bureau.watch.at + timedelta(hours=72)) is None
    assert "mon mari me frappe" in text
    assert "76" not in text
    assert bureau.rows("SELECT * FROM reports") == []
    assert bureau.one("SELECT place, n FROM counters") == {"place": "ML", "n": 1}
    tick(house, moment("10:00", "2026-07-17"))
    assert bureau.rows("SELECT * FROM protected") == []
