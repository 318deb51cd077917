"""Many slight incidents of one kind in one cercle are told at once (`counts` of alerts.yaml)."""

from datetime import timedelta

import pytest

from tests.workers.bureau import MONITOR, STRANGER, Bureau, moment

COMMUNES = ("Ansongo", "Bara", "Bourra", "Ouattagouna", "Tessit", "Talataye", "Tin-Hama")
WITHIN = timedelta(hours=72)


def phone(n: int) -> str:
    return f"+223760001{n:02d}"


def thefts(bureau: Bureau, *numbers: int, apart: timedelta = timedelta(hours=1), code: str = "22") -> None:
    """One event in each of so many communes of Ansongo, each told by a phone of its own."""
    for n in numbers:
        bureau.sms(phone(n), f"{code} {COMMUNES[n]}")
        bureau.work(after=apart)


def told(bureau: Bureau) -> list[str]:
    return [message.text for message in bureau.sent if message.urn == MONITOR]


def rules(bureau: Bureau) -> list[str]:
    return [row["rule"] for row in bureau.rows("SELECT rule FROM alerts ORDER BY raised_at, id")]


@pytest.fixture
def watched(bureau: Bureau) -> Bureau:
    bureau.member(MONITOR, "monitor", "ML0701")
    return bureau


def test_the_fifth_theft_within_three_days_is_told_at_once(watched: Bureau) -> None:
    thefts(watched, 0, 1, 2, 3)
    assert told(watched) == []
    thefts(watched, 4)
    (text,) = told(watched)
    (alert,) = watched.rows("SELECT number, rule, severity FROM alerts")
    assert (alert["rule"], alert["severity"]) == ("thefts", 2)
    assert text.startswith(f"A{alert['number']} S2 22 ML0701")
    thefts(watched, 5)
    assert rules(watched) == ["thefts"]


@pytest.mark.parametrize(
    ("apart", "code"),
    [(WITHIN / 4 + timedelta(minutes=1), "22"), (timedelta(hours=1), "21")],
    ids=["too far apart", "no rule counts them"],
)
def test_fewer_are_told_in_the_digest(watched: Bureau, apart: timedelta, code: str) -> None:
    thefts(watched, *range(5), apart=apart, code=code)
    assert told(watched) == []


def test_the_rule_speaks_again_when_its_hours_are_over(watched: Bureau) -> None:
    thefts(watched, *range(5))
    watched.work(after=WITHIN)
    watched.house.keys.issue(watched.watch.at)
    thefts(watched, 5, 6, 0, 1, 2)
    assert rules(watched) == ["thefts", "thefts"]


def test_what_was_found_false_counts_no_more(watched: Bureau) -> None:
    thefts(watched, 0, 1, 2, 3)
    with watched.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE incidents SET state = 'false' WHERE adm3 = 'ML070102'")
    thefts(watched, 4)
    assert told(watched) == []
    thefts(watched, 5)
    assert rules(watched) == ["thefts"]


def test_whoever_was_told_hears_that_it_was_false(watched: Bureau) -> None:
    thefts(watched, *range(5))
    (alert,) = watched.rows("SELECT number FROM alerts")
    watched.member("+22376000009", "monitor", "ML0701")
    watched.work(after=timedelta(minutes=6))
    watched.sms(MONITOR, f"FAUX {alert['number']}")
    watched.work()
    assert told(watched)[-1].startswith(f"A{alert['number']} FAUX")
    assert watched.rows("SELECT status FROM alerts") == [{"status": "cancelled"}]


def test_one_phone_makes_no_crowd(watched: Bureau) -> None:
    watched.watch.at = moment("08:00")
    for commune in COMMUNES[:5]:
        watched.sms(STRANGER, f"22 {commune}")
        watched.work(after=timedelta(minutes=25))
    assert len(watched.rows("SELECT id FROM incidents")) == 5
    assert told(watched) == []


def test_an_alert_that_was_refuted_mutes_no_rule(watched: Bureau) -> None:
    thefts(watched, *range(5), apart=timedelta(minutes=20))
    watched.work(after=timedelta(minutes=6))
    watched.sms(MONITOR, f"FAUX {watched.number()}")
    watched.work(after=timedelta(minutes=6))
    thefts(watched, 5, 6, apart=timedelta(minutes=20))
    assert rules(watched) == ["thefts", "thefts"]
    assert sum(" S2 22 " in text for text in told(watched)) == 2


def test_a_grave_one_makes_them_so_many_too(watched: Bureau) -> None:
    thefts(watched, 0, 1, 2, 3)
    watched.sms(phone(77), "vol de betail a Tessit hier, 4 morts")
    watched.work(after=timedelta(minutes=6))
    assert rules(watched) == ["thefts"]
    (text,) = told(watched)
    assert " S3 22 " in text
    thefts(watched, 5)
    assert len(told(watched)) == 1


def by_night(bureau: Bureau, clock: str, day: str = "2026-07-14") -> None:
    bureau.watch.at = moment(clock, day)
    bureau.house.keys.issue(bureau.watch.at)
    bureau.passes()


def test_by_night_it_stands_on_the_console_and_is_told_in_the_morning(watched: Bureau) -> None:
    by_night(watched, "22:00")
    thefts(watched, *range(5), apart=timedelta(minutes=10))
    assert (rules(watched), told(watched)) == (["thefts"], [])
    watched.sms(phone(77), "11 Ansongo", "22:55")
    watched.work(after=timedelta(seconds=1))
    assert len(told(watched)) == 1
    assert " S4 11 " in told(watched)[0]
    by_night(watched, "07:00", "2026-07-15")
    watched.work()
    assert " S2 22 " in told(watched)[1]


def test_one_that_has_become_grave_waits_for_no_morning(watched: Bureau) -> None:
    by_night(watched, "22:00")
    thefts(watched, *range(5), apart=timedelta(minutes=10))
    watched.sms(phone(78), f"vol de betail a {COMMUNES[4]}, 4 morts", "23:10")
    watched.work(after=timedelta(minutes=6))
    watched.work()
    assert [" S3 22 " in text for text in told(watched)] == [True]
