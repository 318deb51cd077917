"""A whole flood is set aside in one action and taken back in one; in between it counts for nothing."""

from datetime import timedelta

import pytest

from core.errors import SendFailed
from tests.workers.bureau import OTHER_MONITOR, STRANGER, Bureau
from tests.workers.flooding import CERCLE, MONITOR, RELAY, command, crowd, phone, still, told

PARTS = ("flood", "relay", "more")


@pytest.fixture
def flooded(bureau: Bureau) -> Bureau:
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(RELAY, "relay", CERCLE)
    crowd(bureau, *range(12))
    return bureau


def flood(bureau: Bureau) -> str:
    return str(bureau.one("SELECT id FROM floods")["id"])


def relay(bureau: Bureau) -> None:
    bureau.watch.at += timedelta(minutes=6)
    bureau.sms(RELAY, "11 HOMBORI")
    bureau.work()


@pytest.mark.parametrize("with_relay", [False, True])
def test_set_aside_and_taken_back_is_as_if_nothing_had_been(flooded: Bureau, with_relay: bool) -> None:
    if with_relay:
        relay(flooded)
    before = still(flooded)
    assert command(flooded, "SET_ASIDE", flood=flood(flooded)) == "command"
    assert still(flooded) != before
    assert command(flooded, "TAKE_BACK", flood=flood(flooded)) == "command"
    assert still(flooded) == before


def test_the_relay_remains_when_the_flood_is_aside(flooded: Bureau) -> None:
    relay(flooded)
    flooded.watch.at += timedelta(minutes=6)
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    flooded.work(after=timedelta(minutes=6))
    assert told(flooded, "state, sources, confidence, set_aside") == [
        {"state": "unverified", "sources": 1, "confidence": 0.6, "set_aside": None}
    ]
    assert "NON VERIFIE 1 src VU" in flooded.told(MONITOR)[-1]
    command(flooded, "TAKE_BACK", flood=flood(flooded))
    flooded.work(after=timedelta(minutes=6))
    assert "CORROBORE 2 src VU" in flooded.told(MONITOR)[-1]


def test_an_event_of_which_nothing_is_left_counts_for_nothing(flooded: Bureau) -> None:
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    assert told(flooded, "sources, set_aside") == [{"sources": 0, "set_aside": 1}]
    assert flooded.rows("SELECT * FROM cells WHERE indicator = 'incidents'") == []


def test_a_genuine_report_goes_on_beside_a_flood_that_is_aside(flooded: Bureau) -> None:
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    relay(flooded)
    assert len(flooded.told(MONITOR)) == 2
    assert [row["sources"] for row in told(flooded, "sources")] == [0, 1]


def test_what_goes_on_coming_is_aside_too_and_comes_back_with_the_rest(flooded: Bureau) -> None:
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    crowd(flooded, 12, 13)
    assert told(flooded, "sources") == [{"sources": 0}]
    assert len(flooded.rows("SELECT id FROM reports WHERE aside_from IS NOT NULL")) == 14
    command(flooded, "TAKE_BACK", flood=flood(flooded))
    assert len(flooded.rows("SELECT id FROM reports WHERE incident_id IS NOT NULL")) == 14


@pytest.mark.parametrize(
    "who",
    [{"role": "monitor", "areas": [CERCLE]}, {"areas": ["ML07"]}, {"flood": "nothing"}],
    ids=["a monitor", "a coordinator of elsewhere", "no flood"],
)
def test_it_is_for_the_coordinator_of_the_place(flooded: Bureau, who: dict[str, object]) -> None:
    before = still(flooded)
    assert command(flooded, "SET_ASIDE", **({"flood": flood(flooded)} | who)) == "refused"
    assert still(flooded) == before
    assert flooded.rows("SELECT * FROM audit WHERE action = 'set_aside'") == []


def test_twice_is_once(flooded: Bureau) -> None:
    asked = [command(flooded, verb, flood=flood(flooded)) for verb in ("TAKE_BACK", "SET_ASIDE", "SET_ASIDE")]
    assert asked == ["refused", "command", "refused"]
    found = flooded.rows("SELECT action, account FROM audit WHERE action IN ('set_aside', 'take_back')")
    assert found == [{"action": "set_aside", "account": "fanta"}]


def test_a_verdict_stays_whatever_is_set_aside(flooded: Bureau) -> None:
    flooded.sms(MONITOR, f"VRAI {flooded.number()}")
    flooded.work()
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    command(flooded, "TAKE_BACK", flood=flood(flooded))
    assert told(flooded, "state") == [{"state": "verified"}]


def test_nobody_verifies_or_releases_what_is_all_aside(flooded: Bureau) -> None:
    """Neither by SMS nor in the console; that it was seen may be said."""
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    flooded.sms(MONITOR, f"VRAI {flooded.number()}")
    flooded.work()
    for verb in ("VRAI", "RELEASE"):
        assert command(flooded, verb, number=flooded.number(), reason="public_safety") == "refused"
    assert told(flooded, "state, released_at") == [{"state": "unverified", "released_at": None}]
    assert flooded.one("SELECT status FROM alerts")["status"] == "acknowledged"


def test_the_ladder_waits_while_all_of_it_is_aside(flooded: Bureau) -> None:
    flooded.member(OTHER_MONITOR, "regional", "ML05")
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    flooded.work(after=timedelta(minutes=40))
    assert flooded.told(OTHER_MONITOR) == []


def test_a_phone_whose_words_were_set_aside_does_not_become_known_by_them(flooded: Bureau) -> None:
    command(flooded, "SET_ASIDE", flood=flood(flooded))
    for number in (phone(0), STRANGER):
        flooded.watch.at += timedelta(days=20)
        flooded.house.keys.issue(flooded.watch.at)
        flooded.sms(number, "31 GAO")
        flooded.work()
    assert {bool(row["known"]) for row in flooded.rows("SELECT known FROM reports WHERE code = '31'")} == {
        False
    }


@pytest.mark.parametrize("taken_back", [False, True])
@pytest.mark.parametrize("later", [timedelta(), timedelta(minutes=20)])
def test_a_text_that_could_not_leave_leaves_only_when_its_event_stands(
    bureau: Bureau, taken_back: bool, later: timedelta
) -> None:
    """Whether the five minutes of its reader are still open when it is taken back, or over."""
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.failures[:] = [SendFailed("down", retryable=True)] * 200
    crowd(bureau, *range(12))
    command(bureau, "SET_ASIDE", flood=flood(bureau))
    bureau.work(after=later)
    if taken_back:
        command(bureau, "TAKE_BACK", flood=flood(bureau))
    bureau.failures.clear()
    for _ in range(3):
        bureau.work(after=timedelta(minutes=20))
    assert len(bureau.told(MONITOR)) == taken_back


def test_a_merge_is_undone_while_the_other_half_is_aside(bureau: Bureau) -> None:
    """Step by step everything is as it was before."""
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(RELAY, "relay", "ML0702")
    crowd(bureau, *range(12))
    bureau.sms(RELAY, "11 BOUREM")
    bureau.work(after=timedelta(minutes=1))
    before, mali = still(bureau), ["ML"]
    one, other = (row["id"] for row in told(bureau, "id, opened_at"))
    flood = bureau.one("SELECT id FROM floods")["id"]
    assert command(bureau, "MERGE", incident=one, other=other, areas=mali) == "command"
    assert command(bureau, "SET_ASIDE", flood=flood, areas=mali) == "command"
    assert command(bureau, "SPLIT", incident=one, merged=other, areas=mali) == "command"
    states = told(bureau, "sources, set_aside, merged_into, opened_at")
    assert [(row["sources"], bool(row["set_aside"]), row["merged_into"]) for row in states] == [
        (0, True, None),
        (1, False, None),
    ]
    assert command(bureau, "TAKE_BACK", flood=flood, areas=mali) == "command"
    assert still(bureau) == before
