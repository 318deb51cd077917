"""A person says that a suspect flood is none; and what was asked of authorities about one that is aside."""

import pytest

from store import alerts, callfacts, steps
from tests.workers.bureau import Bureau
from tests.workers.closing import asks, incident_of
from tests.workers.flooding import CERCLE, COORDINATOR, MONITOR, RELAY, command, crowd
from tests.workers.test_floods import counts, known, rated

WHO = {"role": "regional", "areas": ["ML05"]}


@pytest.fixture
def flooded(bureau: Bureau) -> Bureau:
    """Two of the twelve phones are known; one of these has rated."""
    bureau.member(MONITOR, "monitor", CERCLE)
    known(bureau, 0, 1)
    rated(bureau, 0)
    bureau.ripen()
    crowd(bureau, *range(12))
    return bureau


def flood(bureau: Bureau) -> str:
    return str(bureau.one("SELECT key FROM notices WHERE kind = 'integrity'")["key"])


def weights(bureau: Bureau) -> set[float]:
    return {row["weight"] for row in bureau.rows("SELECT weight FROM reports WHERE cluster IS NOT NULL")}


@pytest.mark.parametrize("aside_first", [False, True])
def test_what_it_told_counts_again_each_by_its_own_worth(flooded: Bureau, aside_first: bool) -> None:
    assert (weights(flooded), counts(flooded)) == ({0.25}, 0)
    if aside_first:
        command(flooded, "SET_ASIDE", flood=flood(flooded))
    assert command(flooded, "NOT_FLOOD", flood=flood(flooded)) == "command"
    assert weights(flooded) == {0.25, 0.35}
    event = flooded.one("SELECT sources, confidence, set_aside FROM incidents WHERE code = '11'")
    assert event == {"sources": 1, "confidence": pytest.approx(0.175), "set_aside": None}
    flooded.ripen()
    assert counts(flooded) == 1


def test_the_same_crowd_is_not_suspected_again(flooded: Bureau) -> None:
    cleared = flood(flooded)
    command(flooded, "NOT_FLOOD", flood=cleared)
    crowd(flooded, *range(12, 24))
    assert flooded.rows("SELECT * FROM floods") == []
    (notice,) = flooded.rows("SELECT acked_by FROM notices WHERE kind = 'integrity'")
    assert notice["acked_by"] == "fanta"
    (written,) = flooded.rows("SELECT account, object FROM audit WHERE action = 'not_a_flood'")
    assert written == {"account": "fanta", "object": cleared}


@pytest.mark.parametrize("who", [{"role": "monitor", "areas": [CERCLE]}, {"areas": ["ML07"]}])
def test_it_is_for_the_coordinator_of_the_place(flooded: Bureau, who: dict[str, object]) -> None:
    assert command(flooded, "NOT_FLOOD", flood=flood(flooded), **who) == "refused"
    assert len(flooded.rows("SELECT id FROM floods")) == 1


def test_an_open_case_of_what_is_aside_is_withdrawn_with_a_reason_and_comes_back(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor", CERCLE)
    crowd(bureau, *range(12))
    event = incident_of(bureau)
    assert asks(bureau, WHO, "REFER", incident=event, office="3:ML0504", asks="inquire") == "REFER"
    for verb, why in (("SET_ASIDE", "aside"), ("TAKE_BACK", None)):
        command(bureau, verb, flood=flood(bureau))
        case = bureau.one("SELECT id, withdrawn_at, withdrawn_why FROM cases")
        assert (case["withdrawn_why"], case["withdrawn_at"] is not None) == (why, why is not None)
    acts = "SELECT action, account, reason FROM audit WHERE object = :case ORDER BY seq"
    assert [tuple(row.values()) for row in bureau.rows(acts, case=case["id"])] == [
        ("refer", "account", "inquire"),
        ("withdraw", "fanta", "aside"),
        ("refer", "fanta", "aside"),
    ]


def test_a_case_of_what_others_tell_too_stays(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(RELAY, "relay", CERCLE)
    crowd(bureau, *range(12))
    bureau.sms(RELAY, "11 HOMBORI")
    bureau.work()
    asks(bureau, WHO, "REFER", incident=incident_of(bureau), office="3:ML0504", asks="inquire")
    command(bureau, "SET_ASIDE", flood=flood(bureau))
    assert bureau.one("SELECT withdrawn_at FROM cases")["withdrawn_at"] is None


def test_nobody_has_to_answer_for_what_is_aside(bureau: Bureau) -> None:
    """No red line, no entry in the list of a call, no rung; taken back, all of these are there again."""
    bureau.member(MONITOR, "monitor", CERCLE)
    bureau.member(COORDINATOR, "regional", "ML05")
    crowd(bureau, *range(12))
    command(bureau, "SET_ASIDE", flood=flood(bureau))
    assert on_display(bureau) == (0, 0, 0)
    command(bureau, "TAKE_BACK", flood=flood(bureau))
    assert on_display(bureau) == (1, 1, 1)


def on_display(bureau: Bureau) -> tuple[int, int, int]:
    """Alerts on the console, in the list of the monitor's call, and red once every rung is over."""
    house = bureau.house
    with house.database.write() as conn:
        conn.exec_driver_sql("UPDATE steps SET state = 'done'")
        listed = alerts.listing(conn, areas=["ML05"])
        _, found = callfacts.look(conn, house.vault, house.country, None, MONITOR, bureau.watch.at)
        return len(listed), len(found.lists.get("alerts", ())), len(steps.unanswered(conn))
