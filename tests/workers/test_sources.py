"""What the word of a phone is worth follows from what it told before (`alerts.md` §6, P17)."""

from datetime import timedelta

from tests.workers.bureau import MONITOR, RELAY, REPORTER, STRANGER, Bureau, moment


def later(bureau: Bureau, days: int) -> None:
    bureau.watch.at += timedelta(days=days)
    bureau.house.keys.issue(bureau.watch.at)


def test_a_phone_is_known_after_thirty_days(bureau: Bureau) -> None:
    for days in (0, 29, 1):
        later(bureau, days)
        bureau.sms(REPORTER, "22 ANSONGO")
        bureau.work()
    kept = bureau.rows("SELECT known, weight, first_seen FROM reports ORDER BY received_at")
    assert [(bool(row["known"]), row["weight"]) for row in kept] == [
        (False, 0.25),
        (False, 0.25),
        (True, 0.35),
    ]
    assert {row["first_seen"] for row in kept} == {"2026-07-14"}


def test_a_phone_whose_only_report_was_false_stays_new(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work()
    bureau.sms(MONITOR, f"FAUX {bureau.number()}")
    later(bureau, 40)
    bureau.sms(REPORTER, "22 ANSONGO")
    bureau.work()
    assert bureau.one("SELECT weight FROM reports WHERE code = '22'")["weight"] == 0.25


def test_nobody_becomes_two_people_at_midnight(bureau: Bureau) -> None:
    bureau.watch.at = moment("23:30", "2026-09-27")
    bureau.house.keys.issue(bureau.watch.at)
    for minutes in (0, 60, 48 * 60):
        bureau.watch.at += timedelta(minutes=minutes)
        bureau.house.keys.issue(bureau.watch.at)
        bureau.sms(STRANGER, "22 ANSONGO")
        bureau.work()
    kept = bureau.rows("SELECT contact, epoch FROM reports ORDER BY received_at")
    assert [row["epoch"] for row in kept] == ["2026-Q3w", "2026-Q3w", "2026-Q4w"]
    assert kept[0]["contact"] == kept[1]["contact"] != kept[2]["contact"]


def test_an_unproven_or_foreign_sender_never_corroborates(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.sms(REPORTER, "11 ANSONGO je l'ai vu", origin="unproven")
    bureau.sms(STRANGER, "11 ANSONGO je l'ai vu", foreign=True)
    bureau.work()
    event = bureau.one("SELECT sources, confidence, state FROM incidents")
    assert event == {"sources": 1, "confidence": 0.6, "state": "unverified"}


def test_a_quiet_week_is_counted_for_the_relays_cercle(bureau: Bureau) -> None:
    bureau.member(RELAY, "relay", "ML0702")
    bureau.sms(RELAY, "RAS")
    bureau.turn(RELAY, "s1", 2, answers={"code": "00"}, ends=True, at="15:05")
    bureau.work()
    kept = bureau.rows("SELECT code, severity, adm2, role FROM reports")
    assert {tuple(row.values()) for row in kept} == {("00", 0, "ML0702", "relay")}
    assert bureau.rows("SELECT id FROM incidents") == []
    assert bureau.sent == []
