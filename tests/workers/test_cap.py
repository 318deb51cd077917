"""The CAP messages of an alert, from the report of a relay to the release (`alerts.md` §12, S4 c)."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.cap import write
from core.capchecks import faults
from core.errors import SendFailed
from store.shred import shred
from tests.workers.bureau import MONITOR, RELAY, STRANGER, Bureau, moment
from tests.workers.capbench import Bench, as_told, golden, read, said, staffed
from workers.digests import compose

CASES = Path(__file__).parent.parent / "cases" / "cap"


@pytest.fixture
def bench(bureau: Bureau) -> Bench:
    """An attack at Ansongo is told at 14:05; one partner serves the region."""
    made = staffed(bureau)
    made.partner("ngo")
    made.sms(RELAY, "11 ANSONGO", "14:05")
    return made


@pytest.fixture
def released(bench: Bench) -> Bench:
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    assert bench.press("RELEASE", "16:00") == "command"
    return bench


def test_s4_c_from_the_alert_to_the_release(released: Bench) -> None:
    assert released.brief() == [
        (1, "circle", "Alert", []),
        (2, "circle", "Update", [1]),
        (3, "partners", "Update", [1, 2]),
    ]
    chain = released.chain()
    number, incident = released.bureau.number(), chain[0].document.incident
    for message in chain:
        told = as_told(message, event=incident, number=number)
        assert told == golden(CASES / f"s4-c-{message.version}.xml")
    assert released.taken["ngo"] == [write(chain[2].document)]


def test_before_the_release_nothing_leaves(bench: Bench) -> None:
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    assert bench.taken["ngo"] == []
    assert bench.bureau.rows("SELECT * FROM outbox WHERE purpose = 'cap'") == []


def test_a_person_who_answers_is_told_by_role(bench: Bench) -> None:
    bench.sms(MONITOR, "OUI {number}", "14:20")
    bench.sms(MONITOR, "OUI {number}", "14:21")
    bench.sms(MONITOR, "FAUX {number}", "15:10")
    assert bench.brief() == [
        (1, "circle", "Alert", []),
        (2, "circle", "Ack", [1]),
        (3, "circle", "Cancel", [1]),
    ]
    ack = read(bench.chain()[1])
    assert (said(ack, "source"), said(ack, "sent")) == ("monitor", "2026-07-14T14:20:00-00:00")


def test_what_is_taken_back_is_taken_back_from_those_who_had_it(released: Bench) -> None:
    released.partner("late")
    assert released.press("FAUX", "16:30") == "command"
    assert released.brief()[3:] == [(4, "partners", "Cancel", [3]), (5, "circle", "Cancel", [1, 2])]
    first, cancel = released.taken["ngo"]
    assert said(cancel, "references") == f"127.0.0.1,{said(first, 'identifier')},2026-07-14T16:00:00-00:00"
    assert (said(cancel, "msgType"), said(cancel, "info/certainty")) == ("Cancel", "Unlikely")
    assert released.taken["late"] == []


def test_a_partner_elsewhere_or_no_more_hears_nothing(bench: Bench) -> None:
    bench.partner("elsewhere", "ML05")
    bench.partner("gone")
    bench.disable("gone")
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    bench.press("RELEASE", "16:00")
    assert [bench.taken[name] for name in ("elsewhere", "gone")] == [[], []]
    bench.disable("ngo")
    bench.press("FAUX", "16:30")
    assert len(bench.taken["ngo"]) == 1


def test_a_cancel_waits_for_what_it_cancels_and_needs_somebody_who_had_it(bench: Bench) -> None:
    """The release has not left when the alert is taken back: then neither of them does."""
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    bench.refusals = [SendFailed("http_503", retryable=True)]
    bench.press("RELEASE", "16:00")
    bench.press("FAUX", "16:00")
    bench.bureau.watch.at += timedelta(minutes=10)
    bench.work()
    assert bench.taken["ngo"] == []
    states = bench.bureau.rows("SELECT state FROM outbox WHERE purpose = 'cap'")
    assert [row["state"] for row in states] == ["expired", "expired"]


def test_who_may_have_had_it_is_told_and_nothing_is_sent_twice(bench: Bench) -> None:
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    bench.refusals = [SendFailed("no_answer", retryable=False, ambiguous=True)]
    bench.press("RELEASE", "16:00")
    bench.bureau.watch.at += timedelta(hours=1)
    bench.work()
    assert bench.taken["ngo"] == []
    bench.press("FAUX", "17:30")
    assert [said(xml, "msgType") for xml in bench.taken["ngo"]] == ["Cancel"]


def test_a_partner_who_refused_the_first_gets_no_update(bench: Bench) -> None:
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    bench.refusals = [SendFailed("http_404", retryable=False)]
    bench.press("RELEASE", "16:00")
    bench.press("FAUX", "16:30")
    assert bench.taken["ngo"] == []


def test_what_a_person_does_the_next_day_is_not_over_when_it_is_sent(bench: Bench) -> None:
    bench.sms(MONITOR, "VRAI {number}", "15:40")
    bench.bureau.watch.at += timedelta(days=1)
    bench.bureau.house.keys.issue(bench.bureau.watch.at)
    bench.work()
    assert bench.press("RELEASE", "16:00") == "command"
    (xml,) = bench.taken["ngo"]
    sent, expires = (datetime.fromisoformat(said(xml, name)) for name in ("sent", "info/expires"))
    assert expires - sent == timedelta(hours=12)


def test_released_while_slight_it_is_told_once_it_is_grave(bureau: Bureau) -> None:
    bench = staffed(bureau)
    bench.partner("ngo")
    bench.sms(STRANGER, "22 ANSONGO", "15:00")
    bureau.watch.at = moment("18:00")
    bureau.passes()
    compose(bureau.house, bureau.watch.at)
    assert [bench.press(verb, "18:05") for verb in ("VRAI", "RELEASE")] == ["command", "command"]
    assert bench.taken["ngo"] == []
    bench.sms(RELAY, "vol de betail a Ansongo 3 morts", "18:20")
    (xml,) = bench.taken["ngo"]
    assert (said(xml, "msgType"), said(xml, "scope")) == ("Update", "Restricted")
    assert bench.brief() == [(1, "circle", "Alert", []), (2, "partners", "Update", [1])]


def test_a_slight_event_has_none(bureau: Bureau) -> None:
    bench = staffed(bureau)
    bench.sms(RELAY, "22 ANSONGO", "14:05")
    assert bureau.rows("SELECT * FROM cap_messages") == []


def test_a_second_source_is_an_update_and_the_same_line_is_not(bench: Bench) -> None:
    bench.sms(STRANGER, "11 ANSONGO", "14:10")
    bench.sms(STRANGER, "11 ANSONGO", "14:12")
    assert [each.type for each in bench.chain()] == ["Alert", "Update"]
    update = read(bench.chain()[1])
    assert said(update, "info/certainty") == "Likely"


def test_after_three_days_no_minute_is_left_of_what_a_reporter_caused(released: Bench) -> None:
    """The partners' messages are acts of a person: they keep the time that partners know (P27)."""
    house = released.bureau.house
    released.bureau.watch.at += timedelta(hours=73)
    house.keys.issue(released.bureau.watch.at)
    shred(house.database, house.keys, released.bureau.watch.at)
    chain = released.chain()
    assert [str(each.cites)[-25:] for each in chain] == [
        "2026-07-14T14:00:00-00:00",
        "2026-07-14T15:00:00-00:00",
        "2026-07-14T16:00:00-00:00",
    ]
    for message in chain:
        assert list(faults(write(message.document), {str(each.cites) for each in chain})) == []
        assert said(read(message), "info/expires") == "2026-07-15T14:00:00-00:00"


def test_what_cannot_be_written_keeps_no_alert_from_people(bureau: Bureau) -> None:
    odd = bureau.house.settings.model_copy(update={"public_url": "http://a&b"})
    bureau.house = replace(bureau.house, settings=odd)
    bench = staffed(bureau)
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    assert bench.chain() == []
    assert len(bureau.told(MONITOR)) == 1
