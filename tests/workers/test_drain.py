"""One accepted message has one outcome and one set of effects, whoever works on it and however often."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import LasomiError
from store import inbox
from tests.bell import Heard
from tests.workers.bureau import MONITOR, OTHER_OPERATOR, RELAY, REPORTER, STRANGER, Bureau, moment
from workers.drain import drain_once

ALERT = re.compile(r"^A\d{4} S4 11 ML\d+ NON VERIFIE")


def staffed(bureau: Bureau) -> Bureau:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    return bureau


def test_a_relay_writes_a_code_and_the_monitor_is_warned(bureau: Bureau) -> None:
    staffed(bureau).sms(RELAY, "11 ANSONGO", "14:05:00")
    bureau.work()
    event = bureau.one("SELECT * FROM incidents")
    assert (event["code"], event["severity"], event["state"]) == ("11", 4, "unverified")
    assert (event["confidence"], event["sources"], event["adm2"]) == (0.6, 1, "ML0701")
    (text,) = bureau.told(MONITOR)
    assert ALERT.match(text)
    assert len(text) <= 160
    assert [message.urn for message in bureau.sent] == [MONITOR]


def test_nobody_who_reports_is_ever_answered(bureau: Bureau) -> None:
    staffed(bureau)
    for number, text in (
        (REPORTER, "22 ANSONGO"),
        (STRANGER, "bonjour"),
        (OTHER_OPERATOR, "AIDE"),
        (RELAY, "RAS"),
        (REPORTER, "STOP"),
        (STRANGER, "mon mari me frappe, j'ai peur"),
    ):
        bureau.sms(number, text)
    bureau.work()
    assert bureau.sent == []
    assert bureau.rows("SELECT id FROM outbox") == []


def test_the_sender_is_rung_where_something_is_to_be_sent_and_not_else(bureau: Bureau) -> None:
    bell = Heard()
    house = replace(staffed(bureau).house, queue=bell)
    bureau.sms(STRANGER, "bonjour")
    assert drain_once(house, "w") == 1
    assert bell.rung == []
    bureau.sms(RELAY, "11 ANSONGO")
    assert drain_once(house, "w") == 1
    assert bell.rung == ["deliver"]


def test_a_misspelt_sms_is_understood_and_its_text_sealed(bureau: Bureau) -> None:
    staffed(bureau).sms(REPORTER, "des bandi arme on voler le betaye a gosi se matin 3 bles", "09:12")
    bureau.work()
    kept = bureau.one("SELECT * FROM reports")
    assert kept["code"] in {"22", "21"}
    assert (kept["injured"], kept["killed"], kept["hearsay"]) == (3, None, None)
    assert kept["sealed_text"] is not None
    assert bureau.sent == []


def test_what_nobody_understands_waits_for_a_verifier(bureau: Bureau) -> None:
    staffed(bureau).sms(OTHER_OPERATOR, "probleme ici")
    bureau.work()
    kept = bureau.one("SELECT queue, place, place_reason FROM reports")
    assert kept["queue"] in {"verifier", "blind"}  # by its id, one in twenty is answered blind
    assert kept["place"] is None
    assert kept["place_reason"]
    assert bureau.rows("SELECT id FROM alerts") == []


def test_what_a_model_only_guesses_to_be_no_report_is_read_by_somebody(bureau: Bureau) -> None:
    staffed(bureau).sms(OTHER_OPERATOR, "quelque chose est arrivé là bas, venez voir")
    bureau.work()
    assert bureau.one("SELECT queue FROM reports")["queue"] in {"verifier", "blind"}


def test_a_second_source_corroborates_and_the_monitor_hears_of_it(bureau: Bureau) -> None:
    staffed(bureau).sms(RELAY, "11 ANSONGO")
    bureau.sms(REPORTER, "11 ansongo j'ai vu", "14:25")
    bureau.work()
    bureau.work(after=timedelta(minutes=5))
    event = bureau.one("SELECT * FROM incidents")
    assert (event["confidence"], event["sources"], event["state"]) == (0.7, 2, "corroborated")
    assert [bool(re.search("CORROBORE 2 src", text)) for text in bureau.told(MONITOR)] == [False, True]
    cells = bureau.rows("SELECT place, numerator FROM cells WHERE indicator='incidents' AND grp='11'")
    assert {row["place"]: row["numerator"] for row in cells} == {"ML0701": 1, "ML07": 1, "ML": 1}
    members = bureau.one("SELECT COUNT(*) AS n FROM cell_members WHERE place='ML07'")
    assert members["n"] == 2


def test_the_same_words_twice_are_one_report(bureau: Bureau) -> None:
    staffed(bureau)
    first = bureau.sms(REPORTER, "attaque a Ansongo ce matin")
    again = bureau.sms(REPORTER, "Attaque à ANSONGO ce matin!!", "14:09")
    bureau.work()
    assert [bureau.outcome(row) for row in (first, again)] == ["report", "repeat"]
    linked = bureau.one("SELECT repeat_of FROM reports WHERE inbox_id = :id", id=again)
    assert linked["repeat_of"] == bureau.one("SELECT id FROM reports WHERE inbox_id = :id", id=first)["id"]
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 1


def test_one_phone_counts_three_times_an_hour_and_the_rest_are_counters(bureau: Bureau) -> None:
    told = ("11 ANSONGO", "11 Ansongo, je l'ai vu", "12 ANSONGO", "22 ANSONGO", "31 ANSONGO")
    rows = [bureau.sms(REPORTER, text) for text in told]
    bureau.work()
    assert [bureau.outcome(row) for row in rows] == ["report", "folded", "report", "report", "folded"]
    assert bureau.one("SELECT n FROM counters WHERE name = 'folded' AND place = 'ML07'")["n"] == 2
    later = bureau.sms(REPORTER, "33 ANSONGO", "15:06")
    bureau.work()
    assert bureau.outcome(later) == "report"


def test_a_relay_may_tell_more(bureau: Bureau) -> None:
    staffed(bureau)
    rows = [bureau.sms(RELAY, f"{code} ANSONGO") for code in ("11", "12", "22", "31", "33", "71", "72")]
    bureau.work()
    assert {bureau.outcome(row) for row in rows} == {"report"}


def test_a_message_that_bears_an_old_date_raises_nothing_now(bureau: Bureau) -> None:
    staffed(bureau)
    body = {"urn": RELAY, "text": "11 ANSONGO", "origin": "token", "foreign": False}
    bureau.accept("sms", body, sent_at=bureau.watch.at - timedelta(hours=25))
    bureau.work()
    assert bureau.one("SELECT late FROM reports")["late"]
    assert bureau.rows("SELECT id FROM alerts") == []


def test_a_backlog_says_how_late_it_is_and_after_six_hours_is_no_news(bureau: Bureau) -> None:
    staffed(bureau).sms(RELAY, "11 ANSONGO", "09:00")
    bureau.watch.at = moment("09:40")
    bureau.work()
    assert " recu 09h00 retard 40 min. OUI" in bureau.told(MONITOR)[0]
    bureau.sms(RELAY, "13 GAO", "10:00")
    bureau.watch.at = moment("16:30")
    bureau.work()
    assert len(bureau.told(MONITOR)) == 1
    assert len(bureau.rows("SELECT id FROM alerts")) == 2


def test_two_workers_do_one_row_once(bureau: Bureau) -> None:
    staffed(bureau).sms(RELAY, "11 ANSONGO")
    (row,) = inbox.lease(bureau.house.database, "slow", bureau.watch.at)
    inbox.give_back(bureau.house.database, row)
    bureau.work(owner="quick")
    with (
        pytest.raises(inbox.LeaseLost),
        bureau.house.database.write() as conn,
    ):
        inbox.finish(conn, row, "report")
    assert len(bureau.rows("SELECT id FROM reports")) == 1


def test_two_workers_at_once_open_one_event(bureau: Bureau) -> None:
    staffed(bureau)
    for i in range(12):
        bureau.sms(f"+223760000{40 + i}", f"11 ANSONGO {i}")

    def work(owner: str) -> int:
        return sum(iter(lambda: drain_once(bureau.house, owner), 0))

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, ["one", "two"])) == 12
    assert len(bureau.rows("SELECT id FROM incidents")) == 1
    assert len(bureau.rows("SELECT id FROM alerts")) == 1
    assert len(bureau.rows("SELECT id FROM reports")) == 12


def test_a_row_that_cannot_be_worked_on_becomes_poison_and_stops_nobody(bureau: Bureau) -> None:
    staffed(bureau)
    bad = bureau.accept("ussd", {"urn": STRANGER, "kind": "report"}, session="s", position=3)
    good = bureau.sms(RELAY, "11 ANSONGO")
    for _ in range(6):
        bureau.work(after=timedelta(minutes=1))
    assert bureau.outcome(good) == "report"
    left = bureau.one("SELECT state, attempts, reason, sealed FROM inbox WHERE id = :id", id=bad)
    assert (left["state"], left["attempts"], left["reason"]) == ("poison", 5, "KeyError")
    assert left["sealed"] is not None


def test_a_body_whose_key_is_gone_is_counted_as_unread(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "22 ANSONGO")
    bureau.house.keys.destroy_due(bureau.watch.at + timedelta(days=4))
    assert drain_once(bureau.house, "worker") == 1
    assert bureau.outcome(row) == "shredded_unread"


def test_while_the_keys_are_away_nothing_counts_against_the_messages(bureau: Bureau) -> None:
    row = bureau.sms(REPORTER, "22 ANSONGO")
    hidden = bureau.house.keys.path.rename(bureau.house.keys.path.with_name("hidden"))
    with pytest.raises(LasomiError, match="keys"):
        drain_once(bureau.house, "worker")
    left = bureau.one("SELECT state, attempts FROM inbox WHERE id = :id", id=row)
    assert left == {"state": "new", "attempts": 0}
    hidden.rename(bureau.house.keys.path)
    bureau.work()
    assert bureau.outcome(row) == "report"


def test_a_crowd_of_new_phones_is_one_source_of_one_incident(bureau: Bureau) -> None:
    staffed(bureau)
    text = "des hommes armes attaquent le village de Hombori en ce moment venez vite"
    for i in range(80):
        bureau.watch.at = moment("10:00") + timedelta(seconds=9 * i)
        bureau.sms(f"+223760000{10 + i % 40}", text + ("", " svp", " vite", " aidez", " !!")[i % 5])
    bureau.work()
    event = bureau.one("SELECT * FROM incidents")
    assert (event["code"], event["adm3"], event["sources"]) == ("11", "ML050409", 1)
    assert event["confidence"] <= 0.25
    assert len(bureau.rows("SELECT id FROM reports WHERE repeat_of IS NULL")) == 40
    assert len(bureau.rows("SELECT id FROM alerts")) == 1
    bureau.sms(RELAY, "11 HOMBORI", "10:12")
    bureau.work()
    event = bureau.one("SELECT * FROM incidents")
    assert (event["confidence"], event["sources"], event["state"]) == (0.65, 2, "corroborated")
