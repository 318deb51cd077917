"""What a call has told is worth its place in the record, however far the caller came (`taxonomy.md` §9.2)."""

from datetime import timedelta
from typing import Any

from store import forgetting, inbox, withdrawal
from store.forgetting import Forgotten
from tests.workers.bureau import MONITOR, RELAY, STRANGER, Bureau
from workers.drain import drain_once

PLACED = {"code": "22", "place": "ML0701"}
WHOLE = PLACED | {"occurred": "today", "victims": "none", "basis": "eyewitness"}


def told(bureau: Bureau) -> dict[str, Any]:
    return bureau.one("SELECT * FROM reports")


def test_a_whole_call_is_one_report_and_one_incident(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 6, answers=PLACED | {"language": "bm"}, language="bm")
    bureau.turn(STRANGER, "s1", 10, answers=WHOLE | {"language": "bm"}, language="bm", ends=True)
    bureau.work()
    kept, event = told(bureau), bureau.one("SELECT * FROM incidents")
    facts = ("code", "method", "severity", "adm2", "occurred", "killed", "injured", "basis", "language")
    assert [kept[name] for name in facts] == [
        *("22", "ussd", 2, "ML0701", "today", 0, 0, "eyewitness", "bm"),
    ]
    assert (event["code"], event["severity"], event["adm2"], event["state"]) == (
        "22",
        2,
        "ML0701",
        "unverified",
    )
    assert kept["sealed_text"] is None
    assert bureau.sent == []
    outcomes = [row["outcome"] for row in bureau.rows("SELECT outcome FROM inbox ORDER BY seq")]
    assert outcomes == ["superseded", "report"]


def test_a_repeated_request_changes_nothing(bureau: Bureau) -> None:
    for position in (10, 6, 10):
        bureau.turn(
            STRANGER, "s1", position, answers=WHOLE if position == 10 else PLACED, ends=position == 10
        )
        bureau.work(after=timedelta(seconds=70))
    assert told(bureau)["basis"] == "eyewitness"
    assert len(bureau.rows("SELECT id FROM incidents")) == 1


def test_a_dropped_call_is_a_report_after_sixty_seconds(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 6, answers=PLACED)
    bureau.work(after=timedelta(seconds=59))
    assert bureau.rows("SELECT id FROM reports") == []
    bureau.work(after=timedelta(seconds=1))
    kept = told(bureau)
    assert (kept["code"], kept["adm2"], kept["severity"], kept["confirmed"]) == ("22", "ML0701", 2, False)
    assert (kept["basis"], kept["occurred"], kept["killed"], kept["injured"]) == (
        "unknown",
        "unknown",
        None,
        None,
    )


def test_the_operator_may_say_earlier_that_the_call_is_over(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 6, answers=PLACED)
    with bureau.house.database.write() as conn:
        inbox.hasten(conn, "s1", bureau.watch.at)
    row = bureau.accept("session_end", {"status": "Incomplete", "hops": 6}, session="s1")
    bureau.work()
    assert (told(bureau)["code"], bureau.outcome(row)) == ("22", "session_end")


def test_a_slow_caller_completes_the_same_report(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.turn(STRANGER, "s1", 5, answers={"code": "11", "place": "ML0701"})
    bureau.work(after=timedelta(seconds=61))
    first = told(bureau)
    assert [" 1 src NOUVELLE ? ? recu 14h05." in text for text in bureau.told(MONITOR)] == [True]
    whole = {"code": "11", "place": "ML0701", "occurred": "now", "victims": "killed", "basis": "victim"}
    bureau.turn(STRANGER, "s1", 8, answers=whole, ends=True)
    bureau.work()
    last = told(bureau)
    assert (last["id"], last["incident_id"]) == (first["id"], first["incident_id"])
    assert (last["killed"], last["basis"], last["confirmed"]) == (1, "victim", True)
    event = bureau.one("SELECT * FROM incidents")
    assert (event["confidence"], event["sources"], event["seen"]) == (0.25, 1, True)
    assert len(bureau.rows("SELECT id FROM alerts")) == 1


def test_a_caller_who_corrects_the_place_moves_the_incident(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers={"code": "22", "place": "ML0703"})
    bureau.work(after=timedelta(seconds=61))
    bureau.turn(STRANGER, "s1", 9, answers=WHOLE, ends=True)
    bureau.work()
    assert bureau.one("SELECT adm2 FROM incidents")["adm2"] == "ML0701"
    cells = bureau.rows("SELECT place FROM cells WHERE indicator = 'incidents' ORDER BY place")
    assert [row["place"] for row in cells] == ["ML", "ML07", "ML0701"]


def test_a_caller_who_leaves_a_shared_incident_leaves_it_whole(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=timedelta(seconds=61))
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 2
    bureau.turn(STRANGER, "s1", 9, answers=WHOLE | {"place": "ML0703"}, ends=True)
    bureau.work()
    events = bureau.rows("SELECT adm2, sources, confidence FROM incidents ORDER BY adm2")
    assert [(row["adm2"], row["sources"]) for row in events] == [("ML0701", 1), ("ML0703", 1)]
    assert events[0]["confidence"] == 0.6


def test_a_call_that_is_forgotten_leaves_a_shared_incident_to_the_others(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=timedelta(seconds=61))
    assert bureau.one("SELECT sources, state FROM incidents")["sources"] == 2
    with bureau.house.database.write() as conn:
        forgetting.forget(conn, bureau.house.vault, Forgotten("s1", b"mark", bureau.watch.at))
    bureau.work()
    event = bureau.one("SELECT sources, confidence FROM incidents")
    assert (event["sources"], event["confidence"]) == (1, 0.6)
    members = bureau.rows("SELECT DISTINCT member FROM cell_members")
    assert members == bureau.rows("SELECT contact AS member FROM reports")
    assert bureau.one("SELECT outcome FROM inbox WHERE kind = 'restate'")["outcome"] == "restated"


def test_a_category_alone_is_counted_for_the_country_and_put_before_a_person(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.turn(STRANGER, "s1", 4, answers={"code": "11"})
    bureau.work(after=timedelta(seconds=61))
    assert (told(bureau)["place"], told(bureau)["queue"]) == (None, "verifier")
    assert [row["place"] for row in bureau.rows("SELECT place FROM cells")] == ["ML"]
    assert bureau.sent == []


def test_what_was_chosen_in_a_call_is_remembered(bureau: Bureau) -> None:
    chosen = {"language": "bm", "letters": "official"}
    bureau.turn(STRANGER, "s1", 2, kind="contact", answers=chosen, language="bm", ends=True)
    bureau.work()
    known = bureau.one("SELECT language, letters, home, first_seen FROM contacts")
    assert known == {**chosen, "home": None, "first_seen": "2026-07-14"}


def test_a_call_that_goes_on_is_not_remembered_yet(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=timedelta(seconds=61))
    assert bureau.rows("SELECT id FROM contacts") == []
    bureau.turn(STRANGER, "s1", 9, answers=WHOLE, ends=True)
    bureau.work()
    assert len(bureau.rows("SELECT id FROM contacts")) == 1


def test_nothing_more_leaves_of_the_alert_of_a_call_that_is_withdrawn(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.turn(STRANGER, "s1", 5, answers=PLACED | {"code": "11"})
    bureau.watch.at += timedelta(seconds=61)
    drain_once(bureau.house, "worker")
    with bureau.house.database.write() as conn:
        withdrawal.withdraw_session(conn, "s1")
    bureau.work()
    assert (bureau.sent, len(bureau.rows("SELECT id FROM outbox"))) == ([], 1)


def test_the_menu_stops_resumes_and_erases(bureau: Bureau) -> None:
    for session, answers in (("s1", {"optout": "all"}), ("s2", {"optin": "all"}), ("s3", {"erase": "all"})):
        bureau.turn(STRANGER, session, 3, kind="contact", answers=answers, ends=True)
    bureau.work()
    outcomes = [row["outcome"] for row in bureau.rows("SELECT outcome FROM inbox ORDER BY seq")]
    assert outcomes == ["optout", "optin", "erased"]
    assert bureau.rows("SELECT id FROM contacts") == []


RATED = {"authority": "2", "unit": "ML070102", "core": "4", "g2": "2"}


def test_a_rating_counts_for_its_commune_and_all_above(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 5, kind="rating", answers=RATED, ends=True)
    bureau.work()
    bureau.ripen()
    cells = bureau.rows("SELECT * FROM cells WHERE place = 'ML070102' AND grp = 'all' ORDER BY indicator")
    assert [(row["indicator"], row["numerator"], row["denominator"]) for row in cells] == [
        ("G1", 1.0, 1.0),
        ("G2", 0.0, 1.0),
    ]
    assert {row["period"] for row in cells} == {"2026-Q3"}
    assert len(bureau.rows("SELECT place FROM cells WHERE indicator = 'G1' AND grp = 'all'")) == 4


def test_the_last_rating_of_a_quarter_counts(bureau: Bureau) -> None:
    for session, mark in (("s1", "4"), ("s2", "1")):
        bureau.turn(STRANGER, session, 5, kind="rating", answers=RATED | {"core": mark}, ends=True)
        bureau.work(after=timedelta(minutes=5))
    bureau.ripen()
    cell = bureau.one("SELECT * FROM cells WHERE indicator = 'G1' AND place = 'ML070102' AND grp = 'all'")
    assert (cell["numerator"], cell["denominator"]) == (0.0, 1.0)


def test_a_rating_that_was_cut_short_counts_nothing(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 3, kind="rating", answers={"authority": "2", "unit": "ML070102", "core": "4"})
    bureau.work(after=timedelta(seconds=61))
    assert bureau.rows("SELECT * FROM cells") == []
    bureau.turn(STRANGER, "s1", 4, kind="rating", answers=RATED, ends=True)
    bureau.work()
    bureau.ripen()
    assert (
        bureau.one("SELECT denominator FROM cells WHERE indicator='G1' AND place='ML' AND grp='all'")[
            "denominator"
        ]
        == 1.0
    )


def test_an_sms_rates_every_authority_it_names(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 3, kind="contact", answers={"home": "ML070102"}, ends=True)
    bureau.sms(STRANGER, "maire 3 chef 4 police 1")
    bureau.work()
    bureau.ripen()
    where = "place IN ('ML070102', 'ML0701') AND grp = 'all'"
    cells = bureau.rows(f"SELECT authority, place, numerator FROM cells WHERE {where} ORDER BY 1, 2")
    assert [(row["authority"], row["place"], row["numerator"]) for row in cells] == [
        (1, "ML0701", 1.0),
        (1, "ML070102", 1.0),
        (2, "ML0701", 1.0),
        (2, "ML070102", 1.0),
        (4, "ML0701", 0.0),
    ]
