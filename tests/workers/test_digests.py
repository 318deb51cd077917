"""The digests: what is slight, what came late, what nobody has answered; one number for all of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.rules import AlertRules
from core.text import is_gsm7, measure
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, STRANGER, Bureau, moment
from workers import digests
from workers.clock import tick

DAILY = re.compile(r"JOUR A(\d{4}): (\d+)\. (.*)\. OUI \1=recu")
Evening = Callable[..., None]


@pytest.fixture
def evening(bureau: Bureau) -> Evening:
    def comes(clock: str = "18:00", day: str = "2026-07-14") -> None:
        bureau.watch.at = moment(clock, day)
        bureau.house.keys.issue(bureau.watch.at)
        bureau.passes()
        for _ in range(2):
            tick(bureau.house, bureau.watch.at)
            bureau.work()

    return comes


def test_what_is_slight_waits_for_the_evening(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.work()
    assert bureau.rows("SELECT * FROM alerts") == []
    evening("17:59")
    assert bureau.told(MONITOR) == []
    evening()
    (text,) = bureau.told(MONITOR)
    told = DAILY.fullmatch(text)
    assert told
    assert is_gsm7(text)
    assert told[2] == "1"
    assert re.fullmatch(r"A\d{4} 22 ML0701", told[3])
    alert = bureau.one("SELECT * FROM alerts")
    assert told[3].startswith(f"A{alert['number']}")
    assert alert["number"] != told[1]
    evening("18:05")
    evening("20:59")
    assert len(bureau.told(MONITOR)) == 1


def test_its_number_acknowledges_all_in_it(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor", "ML0603")
    bureau.member(RELAY, "relay", "ML0701")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.sms(RELAY, "72 ANSONGO")
    bureau.work()
    evening()
    number = re.findall(r"JOUR A(\d{4}): 2\.", bureau.told(MONITOR)[0])[0]
    bureau.sms(OTHER_MONITOR, f"OUI {number}")
    bureau.work(after=timedelta(minutes=20))
    assert bureau.told(OTHER_MONITOR) == ["Numéro d'alerte inconnu."]
    assert {row["status"] for row in bureau.rows("SELECT status FROM alerts")} == {"active"}
    bureau.sms(MONITOR, f"oui{number}")
    bureau.work()
    assert bureau.told(MONITOR)[-1] == f"A{number} OUI 18h20."
    assert {row["status"] for row in bureau.rows("SELECT status FROM alerts")} == {"acknowledged"}


def test_one_of_it_may_be_answered_alone(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.work()
    evening()
    bureau.sms(MONITOR, f"VRAI {bureau.number()}")
    bureau.work()
    assert bureau.told(MONITOR)[-1] == f"A{bureau.number()} VERIFIE 18h00."
    assert bureau.one("SELECT state FROM alerts")["state"] == "verified"


def test_a_severe_alert_that_nobody_answers_is_in_every_digest(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.work()
    number = bureau.number()
    for day in ("2026-07-14", "2026-07-15"):
        evening(day=day)
        assert f". A{number} S4 11 ML0701 SANS REPONSE. OUI" in bureau.told(MONITOR)[-1]
    bureau.sms(MONITOR, f"OUI {number}")
    bureau.work()
    before = len(bureau.told(MONITOR))
    evening(day="2026-07-16")
    assert len(bureau.told(MONITOR)) == before


def test_nobody_gets_two_sms_in_five_minutes(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(RELAY, "22 ANSONGO")
    bureau.work()
    bureau.sms(RELAY, "11 ANSONGO", "17:58")
    bureau.work()
    evening("18:01")
    assert len(bureau.told(MONITOR)) == 1
    evening("18:04")
    assert DAILY.fullmatch(bureau.told(MONITOR)[1])


def test_what_is_least_waits_for_monday(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "42 ANSONGO")
    bureau.work()
    evening()
    evening(day="2026-07-19")
    assert bureau.told(MONITOR) == []
    evening("08:00", "2026-07-20")
    (text,) = bureau.told(MONITOR)
    assert re.fullmatch(r"SEMAINE A\d{4}: 1\. A\d{4} 42 ML0701\. OUI \d{4}=recu", text)


def test_what_was_missed_by_night_waits_for_the_next(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.work()
    evening("21:00")
    assert bureau.told(MONITOR) == []
    evening(day="2026-07-15")
    assert len(bureau.told(MONITOR)) == 1


def test_a_long_one_is_split_and_hides_nothing(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor", "ML")
    cercles = [place.code for place in bureau.house.country.gazetteer.places.values() if place.level == 2]
    for n, cercle in enumerate(cercles[:40]):
        bureau.sms(f"+223760000{n:02d}", f"22 {bureau.house.country.gazetteer.places[cercle].name}")
    bureau.work()
    raised = len(bureau.rows("SELECT DISTINCT adm2 FROM incidents WHERE adm2 IS NOT NULL"))
    assert raised > 30
    for minute in range(0, 30, 6):
        evening(f"18:{minute:02d}")
    texts = bureau.told(MONITOR)
    assert all(measure(text)[2] <= 3 for text in texts)
    lines = [line for text in texts for line in re.findall(r"A\d{4} 22 ML\d+", text)]
    assert len(lines) == len(set(lines)) == raised
    assert len({text[6:10] for text in texts}) == len(texts) > 1


def test_which_are_due(bureau: Bureau) -> None:
    rules: AlertRules = bureau.house.country.alerts
    assert digests.due(rules, moment("17:59")) == []
    assert digests.due(rules, moment("18:00")) == [("daily", "2026-07-14")]
    assert digests.due(rules, moment("08:00", "2026-07-13")) == [("weekly", "2026-W29")]
    assert digests.due(rules, moment("08:00", "2026-07-14")) == []


def test_two_clocks_make_one(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.work()
    bureau.watch.at = moment("18:00")
    bureau.passes()
    assert [digests.compose(bureau.house, bureau.watch.at) for _ in range(2)] == [1, 0]
    assert [digests.write_due(bureau.house, bureau.watch.at) for _ in range(2)] == [1, 0]


def test_a_slight_alert_that_becomes_grave_is_told_at_once(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(RELAY, "relay")
    bureau.sms(STRANGER, "72 ANSONGO")
    bureau.work()
    evening()
    bureau.sms(RELAY, "71 ANSONGO", "18:30")
    bureau.work()
    assert len(bureau.rows("SELECT * FROM alerts")) == 1
    assert re.match(rf"A{bureau.number()} S3 71 ML0701 CORROBORE 2 src", bureau.told(MONITOR)[-1])


def test_one_that_is_only_judged_rings_no_phone(bureau: Bureau, evening: Evening) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO")
    bureau.work()
    evening()
    for reader in (MONITOR, OTHER_MONITOR):
        bureau.sms(reader, f"OUI {bureau.number()}")
    bureau.sms(MONITOR, f"FAUX {bureau.number()}")
    bureau.work()
    assert bureau.told(OTHER_MONITOR)[1:] == [f"A{bureau.number()} OUI 18h00."]
    assert bureau.one("SELECT status FROM alerts")["status"] == "cancelled"
