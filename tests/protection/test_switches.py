"""The kill-switch of a cercle: on by one at once, off by two; from there only a count is kept (P71)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.errors import LasomiError
from gateway.auth import Reader
from gateway.feeds import alerts as alert_feed
from gateway.feeds import incidents as incident_feed
from gateway.feeds.csvtable import Row
from ops.switch import listed, turn_off, turn_on
from store import tables
from store.accounts import Hasher, add_account
from store.door import Proof
from store.dump import rows
from tests.login import exercise
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, REPORTER, STRANGER, Bureau

HERE, ELSEWHERE = "ML0701", "ML0703"
WHOLE = {"code": "22", "place": HERE, "occurred": "today", "victims": "none", "basis": "eyewitness"}
RATING = {"authority": "1", "unit": "ML070101", "core": "3", "g2": "3"}
QUICK = Hasher(memory_kib=8, passes=1)
TOLD = ("reports", "ratings", "incidents", "sources", "cells", "members", "observations", "contacts")


@pytest.fixture
def watched(bureau: Bureau) -> Bureau:
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor", ELSEWHERE)
    with bureau.house.database.write() as conn:
        for login, role in (("awa", "operator"), ("oumar", "admin"), ("fanta", "analyst")):
            add_account(conn, login, f"secret of {login}", [role], ["ML"], bureau.watch.at, hasher=QUICK)
    return bureau


def switched_off(bureau: Bureau, by: str) -> Mapping[str, Any]:
    return turn_off(exercise(bureau.house), HERE, by, Proof(f"secret of {by}"))


def with_focal(bureau: Bureau) -> Bureau:
    """The same, somebody being there who reads the protected lane."""
    settings = bureau.house.country.settings
    lane = replace(settings.protected, focal="Association X")
    country = replace(bureau.house.country, settings=replace(settings, protected=lane))
    return replace(bureau, house=replace(bureau.house, country=country))


def held(bureau: Bureau, *names: str) -> list[Any]:
    with bureau.house.database.read() as conn:
        return [row for name in names for row in rows(conn, getattr(tables, name))]


def counted(bureau: Bureau) -> dict[str, int]:
    asked = "SELECT name, n FROM counters WHERE place = :place AND period = '2026-07-14'"
    return {row["name"]: row["n"] for row in bureau.rows(asked, place=HERE)}


def everything_from_there(bureau: Bureau) -> None:
    bureau.sms(RELAY, "11 ANSONGO")
    bureau.sms(REPORTER, "des hommes armés ont attaqué Ansongo ce matin, trois morts")
    bureau.turn(STRANGER, "s1", 6, answers={"code": "22"})
    bureau.work(after=timedelta(seconds=70))
    bureau.turn(STRANGER, "s1", 8, answers=WHOLE, ends=True)
    bureau.turn(STRANGER, "s1", 8, answers=WHOLE, ends=True)
    bureau.turn(STRANGER, "s2", 8, kind="rating", answers=RATING, ends=True)
    bureau.work(after=timedelta(seconds=70))


def test_from_there_nothing_is_kept_but_a_count(watched: Bureau) -> None:
    turn_on(watched.house, HERE, "awa")
    before = held(watched, *TOLD)
    everything_from_there(watched)
    assert held(watched, *TOLD) == before == []
    assert counted(watched) == {"off:1": 2, "off:2": 1, "off:9": 1}
    assert watched.rows("SELECT id FROM inbox WHERE sealed IS NOT NULL") == []
    assert {row["outcome"] for row in watched.rows("SELECT outcome FROM inbox")} <= {
        "kept",
        "report",
        "superseded",
    }
    assert watched.sent == []


def test_elsewhere_everything_goes_on(watched: Bureau) -> None:
    turn_on(watched.house, ELSEWHERE, "awa")
    everything_from_there(watched)
    assert len(held(watched, "reports")) == 3
    assert len(held(watched, "ratings")) == 1
    assert watched.told(MONITOR)


def _fed(bureau: Bureau, reader: Reader) -> tuple[list[Row], list[Row]]:
    """What a key reads: incidents, and alerts."""
    told = incident_feed.shown(bureau.house, reader, incident_feed.IncidentQuery.model_validate({}))
    return list(told), alert_feed.shown(bureau.house, reader)


def test_its_alerts_stop_and_its_events_leave_the_feed(watched: Bureau) -> None:
    watched.sms(RELAY, "11 ANSONGO")
    watched.work()
    reader = Reader("k1", frozenset({"events", "alerts"}), frozenset({"ML"}))
    assert [len(each) for each in _fed(watched, reader)] == [1, 1]
    watched.sent.clear()
    turn_on(watched.house, HERE, "awa")
    assert _fed(watched, reader) == ([], [])
    assert watched.one("SELECT status FROM alerts")["status"] == "cancelled"
    watched.work(after=timedelta(hours=6))
    watched.sms(MONITOR, f"VRAI {watched.rows('SELECT number FROM alerts')[0]['number']}")
    watched.work(after=timedelta(hours=1))
    assert {text.purpose for text in watched.sent} <= {"answer"}
    assert watched.rows("SELECT * FROM steps WHERE state = 'waiting'") == []


def test_a_message_without_a_place_from_a_home_there_is_not_kept_either(watched: Bureau) -> None:
    watched.turn(REPORTER, "s0", 3, kind="contact", answers={"home": HERE}, ends=True)
    watched.work()
    turn_on(watched.house, HERE, "awa")
    watched.sms(REPORTER, "on a volé deux vaches")
    watched.work()
    assert held(watched, "reports") == []


@pytest.mark.parametrize("off", [HERE, ELSEWHERE])
def test_of_help_for_one_person_from_a_home_there_only_the_count_is_kept(watched: Bureau, off: str) -> None:
    bureau = with_focal(watched)
    bureau.turn(REPORTER, "s0", 3, kind="contact", answers={"home": HERE}, ends=True)
    bureau.work()
    turn_on(bureau.house, off, "awa")
    bureau.sms(REPORTER, "mon mari me bat")
    bureau.work()
    assert bureau.rows("SELECT place, n FROM counters WHERE name = 'protected'") == [
        {"place": "ML07", "n": 1}
    ]
    assert counted(bureau) == {}
    assert len(held(bureau, "protected", "rounds")) == (0 if off == HERE else 2)
    assert bureau.rows("SELECT id FROM inbox WHERE sealed IS NOT NULL AND kind = 'sms'") == []


def test_one_person_turns_it_on_and_two_turn_it_off(watched: Bureau) -> None:
    turn_on(watched.house, HERE, "awa")
    assert [row["cercle"] for row in listed(watched.house)] == [HERE]
    assert switched_off(watched, "awa")["state"] == "asked"
    with pytest.raises(LasomiError):
        switched_off(watched, "awa")
    assert switched_off(watched, "oumar")["state"] == "off"
    assert listed(watched.house) == []
    everything_from_there(watched)
    assert len(held(watched, "reports")) == 3
    acts = [row["action"] for row in watched.rows("SELECT action FROM audit ORDER BY seq")]
    assert acts == ["switch_on", "switch_off_asked", "switch_off"]


@pytest.mark.parametrize(
    ("login", "password"), [("awa", "wrong"), ("nobody", "secret of awa"), ("fanta", "secret of fanta")]
)
def test_who_is_not_proven_takes_nothing_back(watched: Bureau, login: str, password: str) -> None:
    turn_on(watched.house, HERE, "awa")
    with pytest.raises(LasomiError) as refused:
        turn_off(exercise(watched.house), HERE, login, Proof(password))
    assert refused.value.code == "not_proven"


def test_the_word_of_the_first_does_not_stand_for_ever(watched: Bureau) -> None:
    turn_on(watched.house, HERE, "awa")
    switched_off(watched, "awa")
    watched.watch.at += timedelta(hours=25)
    assert switched_off(watched, "oumar")["state"] == "asked"
    turn_on(watched.house, HERE, "awa")
    assert switched_off(watched, "awa")["state"] == "asked"


@pytest.mark.parametrize("place", ["ML07", "ML070101", "ML9999", "nowhere"])
def test_what_is_no_cercle_has_no_switch(watched: Bureau, place: str) -> None:
    with pytest.raises(LasomiError, match="ML0701"):
        turn_on(watched.house, place, "awa")
