"""What else a call may tell: the drawn items of a rating, who one is, opinions, and what staff asks."""

from datetime import timedelta
from typing import Any

import pytest

from core.alerts import UNKNOWN_NUMBER
from store import callfacts, forgetting, labels, profiles
from store.forgetting import Forgotten
from tests.workers.bureau import MONITOR, OTHER_MONITOR, REGIONAL, RELAY, STRANGER, Bureau, moment
from workers import digests

DRAWN = {"general": "g3,g8n", "forces": "g7b,g8n"}
RATED = {"authority": "1", "unit": "ML070102", "core": "4"}


def rating(bureau: Bureau, session: str, position: int, **told: Any) -> None:
    answers = RATED | told.pop("answers", {})
    bureau.turn(STRANGER, session, position, kind="rating", drawn=DRAWN, answers=answers, **told)


def counted(bureau: Bureau) -> dict[str, tuple[float, float, int]]:
    bureau.ripen()
    cells = bureau.rows("SELECT * FROM cells WHERE place = 'ML0701'")
    return {row["indicator"]: (row["numerator"], row["denominator"], row["dont_know"]) for row in cells}


def test_a_rating_counts_once_all_that_was_drawn_is_answered(bureau: Bureau) -> None:
    rating(bureau, "s1", 4, answers={"g3": "2"})
    bureau.work(after=timedelta(seconds=61))
    assert counted(bureau) == {}
    rating(bureau, "s1", 5, answers={"g3": "2", "g8n": "9"})
    bureau.work(after=timedelta(seconds=61))
    assert counted(bureau) == {"G1": (1, 1, 0), "G3": (0, 1, 0), "G8n": (0, 0, 1)}
    kept = bureau.one("SELECT * FROM ratings")
    assert (kept["g2"], kept["items"], kept["complete"]) == (None, '{"g3": 2, "g8n": 9}', True)


def test_the_security_forces_have_their_own_draw(bureau: Bureau) -> None:
    police = {"authority": "4", "g8n": "4"}
    rating(bureau, "s1", 4, answers=police)
    bureau.work(after=timedelta(seconds=61))
    assert counted(bureau) == {}
    rating(bureau, "s1", 5, answers=police | {"g7b": "1"})
    bureau.work(after=timedelta(seconds=61))
    assert counted(bureau) == {"G1": (1, 1, 0), "G7b": (1, 1, 0), "G8n": (1, 1, 0)}


def test_what_was_confirmed_counts_with_what_it_has(bureau: Bureau) -> None:
    rating(bureau, "s1", 4, ends=True)
    bureau.work()
    assert counted(bureau) == {"G1": (1, 1, 0)}


def test_who_one_is_is_kept_with_the_contact_at_the_end_of_the_call(bureau: Bureau) -> None:
    said = {"sex": "f", "age": "skip", "displaced": "no"}
    items = {"g3": "1", "g8n": "1"}
    rating(bureau, "s1", 9, answers=items | {"sex": "f"})
    bureau.work(after=timedelta(seconds=61))
    assert bureau.rows("SELECT * FROM contacts") == []
    rating(bureau, "s1", 10, answers=items | said, ends=True)
    bureau.work()
    with bureau.house.database.read() as conn:
        assert profiles.of_phone(conn, bureau.house.vault, STRANGER, bureau.watch.at) == said
    bureau.turn(STRANGER, "s2", 3, kind="contact", answers={"erase": "all"}, ends=True)
    bureau.work()
    assert bureau.rows("SELECT * FROM contacts") == []


@pytest.mark.parametrize(
    ("answers", "what", "answer"),
    [
        ({"case": "c1", "settled": "yes"}, "case", "yes"),
        ({"commitment": "C-1", "heard": "no"}, "commitment", "no"),
    ],
)
def test_an_opinion_is_kept_once_for_a_person(
    bureau: Bureau, answers: dict[str, str], what: str, answer: str
) -> None:
    for session, said in (("s1", "unknown"), ("s2", answer)):
        told = {name: said if name in {"settled", "heard"} else value for name, value in answers.items()}
        row = bureau.turn(STRANGER, session, 3, kind="opinion", answers=told, ends=True)
        bureau.work()
        assert bureau.outcome(row) == "opinion"
    kept = bureau.one("SELECT * FROM opinions")
    assert (kept["what"], kept["answer"], kept["period"]) == (what, answer, "2026-Q3")
    assert kept["pseudonym"] == bureau.house.vault.pseudonym("rating", STRANGER, bureau.watch.at)


def test_an_opinion_in_a_rating_is_kept_and_goes_with_a_call_that_is_forgotten(bureau: Bureau) -> None:
    rating(bureau, "s1", 5, answers={"g3": "1", "g8n": "1", "case": "c1", "settled": "yes"})
    bureau.work(after=timedelta(seconds=61))
    assert len(bureau.rows("SELECT * FROM opinions")) == 1
    with bureau.house.database.write() as conn:
        forgetting.forget(conn, bureau.house.vault, Forgotten("s1", b"mark", bureau.watch.at))
    assert (bureau.rows("SELECT * FROM opinions"), counted(bureau)) == ([], {})


def test_who_wants_another_language_is_counted(bureau: Bureau) -> None:
    bureau.turn(STRANGER, "s1", 2, kind="none", answers={"wanted": "other"}, ends=True)
    bureau.work()
    assert bureau.one("SELECT name, place, n FROM counters") == {
        "name": "language_wanted",
        "place": "ML",
        "n": 1,
    }


@pytest.fixture
def alarmed(bureau: Bureau) -> Bureau:
    """A relay of Ansongo has told of an attack; its monitor has been warned, others have not."""
    bureau.member(RELAY, "relay")
    bureau.member(MONITOR, "monitor")
    bureau.member(OTHER_MONITOR, "monitor", "ML0501")
    bureau.member(REGIONAL, "regional", "ML07")
    bureau.sms(RELAY, "11 ANSONGO", "14:05")
    bureau.work()
    bureau.sent.clear()
    return bureau


def orders(bureau: Bureau, number: str, do: str, alert: str, **told: Any) -> str:
    """A call of staff, to its end or not; the outcome of its row."""
    answers = {"alert": alert, "do": do}
    ended = {"ends": True} | told
    row = bureau.turn(number, f"{number}{do}{bureau.watch.at}", 3, kind="command", answers=answers, **ended)
    bureau.work(after=timedelta(seconds=61))
    return bureau.outcome(row)


@pytest.mark.parametrize(("do", "state"), [("OUI", "unverified"), ("VRAI", "verified"), ("FAUX", "false")])
def test_a_monitor_answers_an_alert_in_a_call_as_by_sms(alarmed: Bureau, do: str, state: str) -> None:
    number = alarmed.number()
    assert orders(alarmed, MONITOR, do, number) == "command"
    assert alarmed.one("SELECT state FROM incidents")["state"] == state
    assert alarmed.one("SELECT acked_by FROM alerts")["acked_by"]
    (heard,) = alarmed.told(MONITOR)
    assert heard.startswith(f"A{number} ")


def test_a_note_of_a_call_is_kept_as_that_of_an_sms(alarmed: Bureau) -> None:
    number = alarmed.number()
    said = {"alert": number, "do": "NOTE", "note": "vu 2*3 motos, appelez 76 00 00 02"}
    row = alarmed.turn(MONITOR, "note", 4, kind="command", answers=said, ends=True)
    alarmed.work()
    assert alarmed.outcome(row) == "command"
    assert alarmed.told(MONITOR) == [f"A{number} NOTE 14h05."]
    kept = alarmed.one("SELECT id FROM reports WHERE intent = 'question'")
    with alarmed.house.database.read() as conn:
        text = labels.text_of(conn, alarmed.house.vault, kept["id"]) or ""
    assert text == f"NOTE {number} vu 2*3 motos, appelez [TEL]"
    assert alarmed.one("SELECT state FROM incidents")["state"] == "unverified"
    assert alarmed.one("SELECT status FROM alerts")["status"] == "active"


def test_what_was_asked_in_a_call_is_done_once_whatever_is_typed_after_its_end(alarmed: Bureau) -> None:
    """Its keys come again with more behind them; the call is no longer for that."""
    for note in ("vu deux", "vu deux*", "vu deux**"):
        said = {"alert": alarmed.number(), "do": "NOTE", "note": note}
        alarmed.turn(MONITOR, "note", 4, kind="command", answers=said, ends=True)
        alarmed.work()
    outcomes = alarmed.rows("SELECT outcome FROM inbox WHERE session = 'note' ORDER BY seq")
    assert [row["outcome"] for row in outcomes] == ["command", "superseded", "superseded"]
    assert len(alarmed.told(MONITOR)) == 1
    assert len(alarmed.rows("SELECT id FROM reports WHERE intent = 'question'")) == 1


def test_help_that_was_read_is_no_order(alarmed: Bureau) -> None:
    assert orders(alarmed, MONITOR, "AIDE", alarmed.number()) == "contact"
    assert alarmed.sent == []


def test_the_number_of_a_digest_acknowledges_all_in_it(bureau: Bureau) -> None:
    bureau.member(MONITOR, "monitor")
    bureau.sms(STRANGER, "22 ANSONGO", "14:05")
    bureau.sms(STRANGER, "72 ANSONGO", "14:25")
    bureau.work()
    bureau.watch.at = moment("18:00")
    bureau.passes()
    digests.compose(bureau.house, bureau.watch.at)
    digests.write_due(bureau.house, bureau.watch.at)
    bureau.work()
    number = str(bureau.one("SELECT number FROM digests")["number"])
    (one,) = offered(bureau)
    assert one[:2] == (number, f"{number} JOUR: 2")
    assert sorted(one[2][0].split()) == sorted(
        row["number"] for row in bureau.rows("SELECT number FROM alerts")
    )
    said = {"digest": number, "do": "OUI"}
    row = bureau.turn(MONITOR, "all", 4, kind="command", answers=said, ends=True)
    bureau.work()
    assert bureau.outcome(row) == "command"
    assert {row["status"] for row in bureau.rows("SELECT status FROM alerts")} == {"acknowledged"}
    assert offered(bureau) == []


def offered(bureau: Bureau) -> list[tuple[str, str, tuple[str, ...]]]:
    """The digests that a call of the monitor finds, and what is in them."""
    with bureau.house.database.read() as conn:
        house, at = bureau.house, bureau.watch.at
        _, found = callfacts.look(conn, house.vault, house.country, None, MONITOR, at)
    return [(one.value, one.labels["fr"], one.holds) for one in found.lists.get("digests", ())]


def test_a_coordinator_may_and_another_monitor_may_not(alarmed: Bureau) -> None:
    number = alarmed.number()
    assert orders(alarmed, OTHER_MONITOR, "VRAI", number) == "refused"
    assert alarmed.told(OTHER_MONITOR) == [UNKNOWN_NUMBER]
    assert alarmed.one("SELECT state FROM incidents")["state"] == "unverified"
    assert orders(alarmed, REGIONAL, "VRAI", number) == "command"
    assert alarmed.one("SELECT state FROM incidents")["state"] == "verified"


def test_too_many_slips_lock_the_commands_of_calls_too(alarmed: Bureau) -> None:
    for _ in range(alarmed.house.country.alerts.command_slips):
        orders(alarmed, OTHER_MONITOR, "OUI", "0000")
    alarmed.sent.clear()
    assert orders(alarmed, OTHER_MONITOR, "OUI", alarmed.number()) == "refused"
    assert alarmed.sent == []


@pytest.mark.parametrize("number", [STRANGER, RELAY])
def test_who_is_no_monitor_changes_nothing_and_hears_nothing(alarmed: Bureau, number: str) -> None:
    assert orders(alarmed, number, "FAUX", alarmed.number()) == "refused"
    assert (alarmed.sent, alarmed.one("SELECT state FROM incidents")["state"]) == ([], "unverified")
    assert len(alarmed.rows("SELECT * FROM audit WHERE action = 'command_of_stranger'")) == 1


def test_an_order_that_was_not_finished_is_none(alarmed: Bureau) -> None:
    assert orders(alarmed, MONITOR, "FAUX", alarmed.number(), ends=False) == "contact"
    assert alarmed.one("SELECT status FROM alerts")["status"] == "active"


def test_a_quiet_week_of_a_monitor_is_noted(alarmed: Bureau) -> None:
    alarmed.turn(MONITOR, "ras", 1, answers={"code": "00"}, ends=True)
    alarmed.work()
    kept = alarmed.one("SELECT * FROM reports WHERE code = '00'")
    assert (kept["role"], kept["adm2"], kept["incident_id"]) == ("monitor", "ML0701", None)


PLACED = {"code": "22", "place": "ML0701"}


def test_a_call_that_was_continued_completes_the_report_that_its_drop_had_made(bureau: Bureau) -> None:
    """Its turns come under the session of the dropped call, after its partial report was worked on."""
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.work(after=timedelta(seconds=61))
    first = bureau.one("SELECT id, incident_id, confirmed FROM reports")
    assert not first["confirmed"]
    bureau.turn(STRANGER, "s1", 5, answers=PLACED)
    bureau.turn(STRANGER, "s1", 9, answers=PLACED | {"victims": "injured", "basis": "hearsay"}, ends=True)
    bureau.work(after=timedelta(seconds=61))
    last = bureau.one("SELECT id, incident_id, confirmed, injured, basis FROM reports")
    assert (last["id"], last["incident_id"]) == (first["id"], first["incident_id"])
    assert (last["confirmed"], last["injured"], last["basis"]) == (True, 1, "hearsay")
    assert bureau.one("SELECT sources FROM incidents")["sources"] == 1
