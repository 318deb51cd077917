"""A person says that two incidents are one, or that one is two; figures and alerts follow."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import SendFailed
from tests.workers.bureau import MONITOR, OTHER_MONITOR, OTHER_OPERATOR, RELAY, REPORTER, STRANGER, Bureau
from tests.workers.flooding import told
from workers.auditor import audit
from workers.escalate import climb

GAO = {"areas": ["ML07"]}


def command(bureau: Bureau, verb: str, **about: Any) -> str:
    body = {"verb": verb, "account": "awa", "role": "monitor", "areas": ["ML07"]} | about
    row = bureau.accept("command", body)
    bureau.work()
    return bureau.outcome(row)


@pytest.fixture
def two(bureau: Bureau) -> Bureau:
    return beside(bureau)


def beside(bureau: Bureau) -> Bureau:
    """A relay tells of an attack in Bourem, a phone of one in Ansongo; each has its monitor."""
    bureau.member(MONITOR, "monitor", "ML0701")
    bureau.member(OTHER_MONITOR, "monitor", "ML0702")
    bureau.member(RELAY, "relay", "ML0702")
    bureau.sms(REPORTER, "11 ANSONGO")
    bureau.work(after=timedelta(minutes=1))
    bureau.sms(RELAY, "11 BOUREM")
    bureau.work()
    return bureau


def ids(bureau: Bureau) -> list[str]:
    return [row["id"] for row in told(bureau, "id, opened_at")]


def counted(bureau: Bureau) -> list[tuple[str, float]]:
    found = bureau.rows("SELECT place, numerator FROM cells WHERE indicator = 'incidents' ORDER BY place")
    return [(row["place"], row["numerator"]) for row in found]


def test_two_that_are_one_are_one_event_of_all_sources(two: Bureau) -> None:
    one, other = ids(two)
    assert command(two, "MERGE", incident=one, other=other) == "command"
    kept, gone = told(two, "id, opened_at, state, sources, confidence, set_aside, merged_into")
    assert (kept["sources"], kept["confidence"], kept["state"]) == (2, 0.65, "corroborated")
    assert (gone["sources"], gone["merged_into"], bool(gone["set_aside"])) == (0, kept["id"], True)
    assert ("ML07", 1.0) in counted(two)


def test_a_merge_that_corroborates_is_measured_for_e3(two: Bureau) -> None:
    one, other = ids(two)
    two.watch.at += timedelta(minutes=9)
    command(two, "MERGE", incident=one, other=other)
    found = two.rows("SELECT seconds FROM durations WHERE indicator = 'opened_to_corroborated'")
    assert [row["seconds"] for row in found] == [600.0]


def test_both_monitors_hear_of_what_stands(two: Bureau) -> None:
    numbers = [row["number"] for row in two.rows("SELECT number FROM alerts ORDER BY accepted_at")]
    one, other = ids(two)
    two.watch.at += timedelta(minutes=6)
    command(two, "MERGE", incident=one, other=other)
    assert f"A{numbers[0]} S4 11 ML0701 CORROBORE 2 src" in two.told(MONITOR)[-1]
    assert f"A{numbers[0]} S4 11 ML0701 CORROBORE 2 src" in two.told(OTHER_MONITOR)[-1]
    two.sms(OTHER_MONITOR, f"VRAI {numbers[1]}")
    two.work()
    assert told(two, "state, opened_at")[0]["state"] == "verified"


def test_what_was_merged_is_parted_again(two: Bureau) -> None:
    before = told(two, "id, opened_at, state, sources, confidence, set_aside, merged_into"), counted(two)
    one, other = ids(two)
    command(two, "MERGE", incident=one, other=other)
    assert command(two, "SPLIT", incident=one, merged=other) == "command"
    after = told(two, "id, opened_at, state, sources, confidence, set_aside, merged_into"), counted(two)
    assert after == before
    done = [row["action"] for row in two.rows("SELECT action FROM audit ORDER BY seq")]
    assert [each for each in done if each in {"merge", "split"}] == ["merge", "split"]


def test_one_that_is_two_gets_an_alert_of_its_own(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor", "ML0701")
    for number in (REPORTER, STRANGER, OTHER_OPERATOR):
        bureau.sms(number, "11 ANSONGO")
    bureau.work()
    (incident,) = ids(bureau)
    assert told(bureau, "sources") == [{"sources": 3}]
    source = bureau.rows("SELECT source FROM reports ORDER BY received_at, id")[0]["source"]
    assert command(bureau, "SPLIT", incident=incident, sources=[source]) == "command"
    bureau.work(after=timedelta(minutes=6))
    assert sorted(row["sources"] for row in told(bureau, "sources")) == [1, 2]
    assert len(bureau.rows("SELECT id FROM alerts")) == 2
    assert ("ML07", 2.0) in counted(bureau)


@pytest.mark.parametrize("verb", ["MERGE", "SPLIT"])
def test_only_within_ones_areas(two: Bureau, verb: str) -> None:
    one, other = ids(two)
    asked = {"incident": one, "other": other, "merged": other, "areas": ["ML0701"]}
    if verb == "MERGE":
        assert command(two, verb, **asked) == "refused"
    else:
        command(two, "MERGE", incident=one, other=other)
        assert command(two, verb, **asked) == "refused"


def test_an_event_is_not_split_into_all_and_nothing(two: Bureau) -> None:
    one, _ = ids(two)
    (source,) = two.rows("SELECT id FROM sources WHERE incident_id = :one", one=one)
    assert command(two, "SPLIT", incident=one, sources=[source["id"]]) == "refused"
    assert command(two, "SPLIT", incident=one, sources=[]) == "refused"


def test_what_is_judged_false_is_no_part_of_anything(two: Bureau) -> None:
    one, other = ids(two)
    two.sms(MONITOR, f"FAUX {two.rows('SELECT number FROM alerts ORDER BY accepted_at')[0]['number']}")
    two.work()
    assert command(two, "MERGE", incident=one, other=other) == "refused"


def test_a_report_that_a_person_has_placed_stays_when_its_call_goes_on(bureau: Bureau) -> None:
    bureau.sms(STRANGER, "11 ANSONGO")
    answers = {"code": "11", "place": "ML0702"}
    bureau.turn(REPORTER, "s1", 3, answers=answers)
    bureau.work(after=timedelta(seconds=61))
    one, other = ids(bureau)
    command(bureau, "MERGE", incident=one, other=other)
    bureau.turn(REPORTER, "s1", 4, answers=answers | {"basis": "eyewitness"}, ends=True)
    bureau.work()
    assert [row["sources"] for row in told(bureau, "sources, opened_at")] == [2, 0]


def test_of_one_that_is_gone_no_text_leaves_late(bureau: Bureau) -> None:
    bureau.failures[:] = [SendFailed("down", retryable=True)] * 200
    beside(bureau)
    command(bureau, "MERGE", **dict(zip(("incident", "other"), ids(bureau), strict=True)))
    bureau.failures.clear()
    for _ in range(4):
        bureau.work(after=timedelta(minutes=6))
    assert ["CORROBORE 2 src" in text for text in bureau.told(OTHER_MONITOR)] == [True]


def test_the_ladder_of_one_that_stands_again_begins_anew(two: Bureau) -> None:
    """Its rungs had come to an end while it was part of the other."""
    one, other = ids(two)
    command(two, "MERGE", incident=one, other=other)
    two.watch.at += timedelta(minutes=35)
    two.passes()
    climb(two.house, two.watch.at)
    command(two, "SPLIT", incident=one, merged=other)
    ladder = two.rows(
        "SELECT role, steps.state FROM steps JOIN alerts ON alerts.id = steps.alert_id"
        " WHERE incident_id = :of ORDER BY steps.number",
        of=other,
    )
    states = ["done", "stopped", "stopped", "done", "waiting", "waiting"]
    assert [row["state"] for row in ladder] == states
    assert audit(two.house, two.watch.at) == []


def test_what_was_merged_is_parted_when_all_that_is_left_came_with_the_other(two: Bureau) -> None:
    """The first one's own report was put elsewhere meanwhile: what the other told stands by itself."""
    one, other = ids(two)
    command(two, "MERGE", incident=one, other=other)
    with two.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET incident_id = NULL WHERE merged_from IS NULL")
    assert command(two, "SPLIT", incident=one, merged=other) == "command"
    found = {row["id"]: row for row in told(two, "id, opened_at, sources, merged_into")}
    assert (found[one]["sources"], found[other]["sources"]) == (0, 1)
    assert found[other]["merged_into"] is None
    assert ("ML0702", 1.0) in counted(two)
    assert ("ML0701", 1.0) not in counted(two)


def test_what_has_nothing_left_of_the_other_is_not_parted(two: Bureau) -> None:
    one, other = ids(two)
    command(two, "MERGE", incident=one, other=other)
    with two.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE reports SET incident_id = NULL WHERE merged_from IS NOT NULL")
    assert command(two, "SPLIT", incident=one, merged=other) == "refused"
