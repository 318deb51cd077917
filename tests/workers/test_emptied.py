"""An event of which nobody tells any more, because its report was moved, taken back or forgotten: what left
of it ends, and what was decided of it is decided anew (`alerts.md` §6, §12).
"""

from datetime import timedelta

import pytest

from store import forgetting
from store.forgetting import Forgotten
from tests.workers.answering import ANSWER
from tests.workers.bureau import MONITOR, OTHER_MONITOR, RELAY, STRANGER, Bureau
from tests.workers.capbench import Bench, said, staffed

ATTACK = {"code": "11", "place": "ML0701"}
LATE = timedelta(seconds=61)


@pytest.fixture
def released(bureau: Bureau) -> Bench:
    """An attack at Ansongo of 14:05, true at 14:10 and released at 14:12."""
    bench = staffed(bureau)
    bureau.member(OTHER_MONITOR, "monitor", "ML0504")
    bench.partner("ngo", "ML07", "ML05")
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    assert [bench.press("VRAI", "14:10"), bench.press("RELEASE", "14:12")] == ["command", "command"]
    return bench


def corrected(bench: Bench, **changed: str | None) -> None:
    bench.bureau.watch.at += timedelta(minutes=10)
    about = {"report": bench.bureau.one("SELECT id FROM reports")["id"], "account": "awa", "areas": ["ML"]}
    answer = {"verb": "CORRECT", "role": "verifier", "answer": ANSWER | {"code": "11"} | changed}
    bench.bureau.accept("command", about | answer)
    bench.work()


def types(bench: Bench) -> list[str]:
    return [said(xml, "msgType") for xml in bench.taken["ngo"]]


def test_a_released_event_that_was_elsewhere_ends_where_it_was_said_to_be(released: Bench) -> None:
    bureau, number = released.bureau, released.bureau.number()
    corrected(released, place="ML0504")
    assert types(released) == ["Update", "Cancel"]
    assert bureau.told(MONITOR)[-1].startswith(f"A{number} FAUX")
    rows = bureau.rows("SELECT area, adm2, status, state, released_at FROM alerts ORDER BY area")
    assert [(row["adm2"], row["state"], row["released_at"]) for row in rows] == [
        ("ML0504", "unverified", None),
        ("ML0701", "false", None),
    ]
    events = bureau.rows("SELECT adm2, sources, state, released_at FROM incidents WHERE sources > 0")
    assert events == [{"adm2": "ML0504", "sources": 1, "state": "unverified", "released_at": None}]
    assert " S4 11 ML0504 NON VERIFIE 1 src" in bureau.told(OTHER_MONITOR)[-1]


def test_moved_back_it_is_verified_and_released_anew(released: Bench) -> None:
    corrected(released, place="ML0504")
    corrected(released, place="ML0701")
    assert types(released) == ["Update", "Cancel"]
    bureau = released.bureau
    event = bureau.one("SELECT adm2, state, released_at FROM incidents WHERE sources > 0")
    assert event == {"adm2": "ML0701", "state": "unverified", "released_at": None}


def test_a_verified_event_that_is_said_more_finely_keeps_its_verdict(released: Bench) -> None:
    corrected(released, place="ML070102")
    assert types(released) == ["Update"]
    assert released.bureau.one("SELECT state FROM incidents")["state"] == "verified"


def test_a_released_event_that_was_none_is_recalled_and_open_again(released: Bench) -> None:
    corrected(released, intent="chatter", code=None, place=None)
    assert [said(xml, "info/certainty") for xml in released.taken["ngo"]] == ["Observed", "Unknown"]
    assert not any("FAUX" in text.partition(" ")[2][:4] for text in released.bureau.told(MONITOR))
    event = released.bureau.one("SELECT state, sources, released_at FROM incidents")
    assert event == {"state": "unverified", "sources": 0, "released_at": None}


def test_what_was_corrected_to_something_slight_is_called_off_all_the_same(bureau: Bureau) -> None:
    """Whoever had an SMS of it hears that it was false, though it would have none of its own by now."""
    bench = staffed(bureau)
    bench.sms(RELAY, "11 ANSONGO", "14:05")
    corrected(bench, code="22")
    assert bureau.one("SELECT severity FROM alerts")["severity"] < 3
    assert bench.press("FAUX", "15:00") == "command"
    assert bureau.told(MONITOR)[-1].endswith("FAUX 15h00. Alerte annulée.")


@pytest.fixture
def called(bureau: Bureau) -> Bench:
    """A call tells of an attack at Ansongo; it is not over, and an alert has gone out."""
    bench = staffed(bureau)
    bench.partner("ngo")
    bureau.turn(STRANGER, "s1", 3, answers=ATTACK)
    bureau.work(after=LATE)
    assert [each.type for each in bench.chain()] == ["Alert"]
    return bench


def taken_back(bench: Bench) -> None:
    bench.bureau.turn(STRANGER, "s1", 6, kind="none", taken_back=True)
    bench.bureau.watch.at += LATE
    bench.work()


def forgotten(bench: Bench) -> None:
    house = bench.bureau.house
    with house.database.write() as conn:
        forgetting.forget(conn, house.vault, Forgotten("s1", b"mark", bench.bureau.watch.at))
    bench.work()


@pytest.mark.parametrize("end", [taken_back, forgotten])
def test_a_call_that_is_withdrawn_ends_its_messages_and_says_no_reason(called: Bench, end: object) -> None:
    """Both ways alike: nobody reads out of it that a call turned to the protected lane (P36)."""
    end(called)  # type: ignore[operator]
    cancel = called.chain()[-1]
    assert (cancel.type, cancel.document.infos[0].certainty) == ("Cancel", "Unknown")
    assert "alerte retirée" in cancel.document.infos[0].description
    called.bureau.watch.at += timedelta(days=15)
    called.bureau.house.keys.issue(called.bureau.watch.at)
    called.bureau.work()
    assert called.chain()[-1] == cancel


def test_a_withdrawn_call_that_was_released_ends_for_partners_too(called: Bench) -> None:
    assert [called.press("VRAI", "15:10"), called.press("RELEASE", "15:12")] == ["command", "command"]
    forgotten(called)
    assert types(called) == ["Update", "Cancel"]
    event = called.bureau.one("SELECT state, sources, released_at FROM incidents")
    assert event == {"state": "unverified", "sources": 0, "released_at": None}


def test_told_again_it_stands_again_and_is_judged_anew(called: Bench) -> None:
    assert [called.press("VRAI", "15:10"), called.press("RELEASE", "15:12")] == ["command", "command"]
    forgotten(called)
    called.sms(RELAY, "11 ANSONGO", "15:30")
    assert called.chain()[-1].type == "Update"
    assert types(called) == ["Update", "Cancel"]
    event = called.bureau.one("SELECT state, sources, released_at FROM incidents")
    assert event == {"state": "unverified", "sources": 1, "released_at": None}


def test_told_again_as_before_the_circle_hears_that_it_stands(called: Bench) -> None:
    taken_back(called)
    called.sms("+22366000077", "11 ANSONGO", "15:30")
    assert [each.type for each in called.chain()] == ["Alert", "Cancel", "Update"]
