"""Who is tied to an authority does not hear of what it is accused of, also when that comes out later."""

from datetime import timedelta

import pytest

from store import duty
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, REPORTER, STRANGER, Bureau, moment
from workers import digests

ABUSE = {
    "language": "fr",
    "intent": "incident",
    "code": "52",
    "place": "ML0701",
    "occurred": "now",
    "killed": None,
    "injured": None,
    "basis": "eyewitness",
}


def test_an_attack_that_turns_out_to_be_an_abuse_is_told_to_the_others_only(bureau: Bureau) -> None:
    tied = bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    with bureau.house.database.write() as conn:
        duty.affiliate(conn, tied.id, "4", "ML0701")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    report = bureau.one("SELECT id FROM reports")["id"]
    bureau.watch.at += timedelta(minutes=6)
    bureau.passes()
    about = {"account": "v1", "role": "verifier", "areas": ["ML07"], "report": report, "answer": ABUSE}
    bureau.accept("command", {"verb": "CORRECT", **about})
    bureau.work()
    assert [" 52 " in text for text in bureau.told(OTHER_MONITOR)] == [False, True]
    assert [" 52 " in text for text in bureau.told(MONITOR)] == [False]


@pytest.fixture
def tied(bureau: Bureau) -> Bureau:
    """Two monitors of Ansongo and Bourem; the first is tied to the gendarmes of the region."""
    one = bureau.member(MONITOR, "monitor", "ML0701", "ML0702")
    bureau.member(OTHER_MONITOR, "monitor", "ML0701", "ML0702")
    with bureau.house.database.write() as conn:
        duty.affiliate(conn, one.id, "4", "ML07")
    return bureau


def corrected(bureau: Bureau, code: str) -> None:
    """A verifier says what the last report was about."""
    report = bureau.rows("SELECT id FROM reports ORDER BY received_at DESC")[0]["id"]
    answer = ABUSE | {"code": code}
    about = {"account": "v1", "role": "verifier", "areas": ["ML07"], "report": report, "answer": answer}
    bureau.accept("command", {"verb": "CORRECT", **about})
    bureau.work()


def hears_of_it(bureau: Bureau, number: str, code: str) -> bool:
    return any(f" {code} " in text for text in bureau.told(number))


def test_what_waits_for_a_window_is_looked_at_again_when_it_closes(tied: Bureau) -> None:
    """An attack that waited in a group turns out to be an abuse while it waits."""
    tied.member(RELAY, "relay")
    tied.sms(RELAY, "13 BOUREM")
    tied.work()
    tied.sms(STRANGER, "14 BOUREM")
    tied.sms(REPORTER, "11 ANSONGO")
    tied.work()
    corrected(tied, "52")
    tied.work(after=timedelta(minutes=6))
    assert [hears_of_it(tied, number, "52") for number in (MONITOR, OTHER_MONITOR)] == [False, True]


def test_two_that_are_one_abuse_are_told_to_the_others_only(bureau: Bureau) -> None:
    """Whoever heard of the one that is gone hears of the one that stands, unless it concerns them."""
    one = bureau.member(MONITOR, "monitor", "ML0701")
    bureau.member(OTHER_MONITOR, "monitor", "ML0701")
    bureau.member(RELAY, "relay", "ML0702")
    with bureau.house.database.write() as conn:
        duty.affiliate(conn, one.id, "4", "ML07")
    bureau.sms(RELAY, "52 BOUREM")
    bureau.work(after=timedelta(minutes=1))
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    abuse, attack = [row["id"] for row in bureau.rows("SELECT id FROM incidents ORDER BY opened_at")]
    bureau.work(after=timedelta(minutes=6))
    about = {"account": "awa", "role": "regional", "areas": ["ML07"], "incident": abuse, "other": attack}
    bureau.accept("command", {"verb": "MERGE", **about})
    bureau.work(after=timedelta(minutes=6))
    assert [hears_of_it(bureau, number, "52") for number in (MONITOR, OTHER_MONITOR)] == [False, True]


def test_a_digest_is_looked_at_again_when_it_is_written(tied: Bureau) -> None:
    tied.sms(REPORTER, "22 ANSONGO")
    tied.work()
    tied.sms(STRANGER, "21 BOUREM", "17:00")
    tied.work()
    tied.watch.at = moment("18:00")
    tied.passes()
    assert digests.compose(tied.house, tied.watch.at) == 2
    with tied.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET code = '53' WHERE code = '21'")
        conn.exec_driver_sql("UPDATE alerts SET code = '53' WHERE code = '21'")
    assert digests.write_due(tied.house, tied.watch.at) == 2
    tied.work()
    assert [hears_of_it(tied, number, "53") for number in (MONITOR, OTHER_MONITOR)] == [False, True]
    assert [hears_of_it(tied, number, "22") for number in (MONITOR, OTHER_MONITOR)] == [True, True]
    (text,) = tied.told(MONITOR)
    tied.sms(MONITOR, f"OUI {text.split()[1][1:5]}")
    tied.work()
    states = {row["code"]: row["status"] for row in tied.rows("SELECT code, status FROM alerts")}
    assert states == {"22": "acknowledged", "53": "active"}


def test_where_it_concerns_all_who_were_told_the_next_hears_at_once(bureau: Bureau) -> None:
    """The only monitor is tied to whom an attack turns out to be about."""
    only = bureau.member(MONITOR, "monitor")
    bureau.member(REGIONAL, "regional", "ML07")
    with bureau.house.database.write() as conn:
        duty.affiliate(conn, only.id, "1", "ML0701")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    assert bureau.told(REGIONAL) == []
    bureau.watch.at += timedelta(minutes=10)
    bureau.passes()
    corrected(bureau, "52")
    assert [hears_of_it(bureau, number, "52") for number in (MONITOR, REGIONAL)] == [False, True]
