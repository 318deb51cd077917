"""A message dated more than a day before its receipt tells of no event of now (`alerts.md` §7)."""

from datetime import timedelta

import pytest

from store import elapsed
from tests.workers.bureau import MONITOR, OTHER_OPERATOR, REGIONAL, RELAY, Bureau
from tests.workers.flooding import told
from workers.escalate import climb

TOLD = "attaque en ce moment a Ansongo, je l'ai vu"


@pytest.fixture
def bureau(bureau: Bureau) -> Bureau:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    return bureau


def late(bureau: Bureau, number: str, text: str) -> None:
    body = {"urn": number, "text": text, "origin": "token", "foreign": False, "operator": "orange"}
    bureau.accept("sms", body, sent_at=bureau.watch.at - timedelta(hours=25))
    bureau.work()


def test_it_raises_nothing_and_says_that_it_is_past(bureau: Bureau) -> None:
    late(bureau, RELAY, TOLD)
    assert told(bureau, "occurred, late") == [{"occurred": "earlier", "late": 1}]
    assert bureau.sent == []


@pytest.mark.parametrize("first", ["late", "timely"])
def test_it_corroborates_no_event_of_now(bureau: Bureau, first: str) -> None:
    if first == "late":
        late(bureau, RELAY, TOLD)
    bureau.sms(OTHER_OPERATOR, TOLD)
    bureau.work()
    if first == "timely":
        late(bureau, RELAY, TOLD)
    assert sorted((bool(row["late"]), row["state"], row["sources"]) for row in told(bureau)) == [
        (False, "unverified", 1),
        (True, "unverified", 1),
    ]
    assert len(bureau.told(MONITOR)) == 1


def test_late_ones_of_one_event_are_one(bureau: Bureau) -> None:
    late(bureau, RELAY, "11 ANSONGO")
    late(bureau, OTHER_OPERATOR, "11 ANSONGO je l'ai vu")
    assert [(row["sources"], row["state"]) for row in told(bureau)] == [(2, "corroborated")]
    assert bureau.sent == []


def test_after_fourteen_days_without_a_verdict_it_is_unresolved(bureau: Bureau) -> None:
    from workers.undecided import close_due

    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    assert close_due(bureau.house, None) == 0
    assert close_due(bureau.house, bureau.watch.at + timedelta(days=13, hours=23)) == 0
    assert close_due(bureau.house, bureau.watch.at + timedelta(days=14)) == 1
    assert told(bureau, "state") == [{"state": "unresolved"}]
    assert bureau.rows("SELECT state FROM alerts") == [{"state": "unresolved"}]
    assert len(bureau.sent) == 1


def test_no_leap_of_the_wall_clock_makes_a_fresh_alert_old(bureau: Bureau) -> None:
    """Seven hours between acceptance and work that only the wall clock says have passed."""
    elapsed.advance(bureau.house.database, bureau.watch.at)
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.watch.at += timedelta(hours=7)
    bureau.counted = bureau.watch.at
    bureau.work()
    (text,) = bureau.told(MONITOR)
    assert "retard" not in text


def test_what_has_waited_seven_hours_is_no_news(bureau: Bureau) -> None:
    elapsed.advance(bureau.house.database, bureau.watch.at)
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work(after=timedelta(hours=7))
    assert bureau.told(MONITOR) == []


@pytest.mark.parametrize("leap", [timedelta(hours=2), timedelta(hours=-2)])
def test_no_leap_makes_the_texts_that_follow_late_either(bureau: Bureau, leap: timedelta) -> None:
    """Neither the rung nor the update, nor the delay that E4 counts: the clock was put right in between."""
    bureau.member(REGIONAL, "regional", "ML07")
    elapsed.advance(bureau.house.database, bureau.watch.at)
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.watch.at += leap
    bureau.counted = bureau.watch.at
    elapsed.advance(bureau.house.database, bureau.watch.at)
    bureau.work()
    bureau.work(after=timedelta(minutes=6))
    bureau.sms(OTHER_OPERATOR, "11 ANSONGO je l'ai vu")
    bureau.work()
    bureau.work(after=timedelta(minutes=30))
    climb(bureau.house, bureau.watch.at)
    bureau.work()
    texts = [*bureau.told(MONITOR), *bureau.told(REGIONAL)]
    assert len(texts) == 3
    assert not [text for text in texts if "retard" in text]
    assert "SANS REPONSE" in texts[-1]
    assert 0 <= bureau.one("SELECT alert_seconds FROM alerts")["alert_seconds"] < 60
