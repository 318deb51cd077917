"""What is taken back, comes late, or is told just before hanging up: what stays, and what is offered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from gateway.house import House
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, due, house, know, open_line

CALLER = "+22376000003"
OFFER = "Votre appel a été coupé."
PLACED = ["1", "2", "2", "Ansongo"]
WHOLE = [*PLACED, "2", "1", "1", "1"]


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        know(opened, CALLER)
        yield opened


def typed(line: Line, *keys: str, session: str = "A", number: str = CALLER) -> str:
    """A call, one request after each key; its last screen."""
    return [line.dial(number, session, "*".join(keys[:n])) for n in range(len(keys) + 1)][-1]


@pytest.mark.parametrize("late", [PLACED[:3], PLACED, [*PLACED, "2", "1"]])
def test_a_turn_that_comes_after_the_end_of_its_call_is_no_dropped_call(line: Line, late: list[str]) -> None:
    line.dial(CALLER, "A")
    assert line.dial(CALLER, "A", "*".join(WHOLE)).startswith("END ")
    assert line.dial(CALLER, "A", "*".join(late)).startswith("CON ")
    assert OFFER not in line.dial(CALLER, "B")
    line.dial(CALLER, "B", "00")
    assert [row["confirmed"] for row in line.bodies() if row["row"]["session"]] == [True, False]


def test_the_end_that_comes_late_of_a_call_that_was_continued_closes_both(line: Line, at: datetime) -> None:
    typed(line, *PLACED)
    line.move(at + timedelta(minutes=1))
    typed(line, "1", *WHOLE[4:7], session="B")
    assert line.dial(CALLER, "A", "*".join(WHOLE)).startswith("END ")
    assert OFFER not in line.dial(CALLER, "C")


def test_a_call_that_began_anew_is_offered_and_not_the_longer_one_before_it(line: Line, at: datetime) -> None:
    typed(line, *WHOLE[:7])
    line.move(at + timedelta(minutes=1))
    typed(line, "2", "1", "4", "1", session="B")
    assert OFFER in line.dial(CALLER, "C")
    assert "village" in line.dial(CALLER, "C", "1")
    typed(line, "1", *PLACED[3:], "2", "1", "1", "1", session="C")
    assert [row["answers"]["code"] for row in line.bodies() if row["confirmed"]] == ["41"]
    assert OFFER not in line.dial(CALLER, "D")


@pytest.mark.parametrize("back", [["0", "0"], ["0", "0", "0"], ["0", "0", "0", "6"], ["0", "0", "0", "0"]])
def test_what_was_taken_back_by_0_is_not_offered_and_waits_no_more(line: Line, back: list[str]) -> None:
    assert typed(line, *PLACED, *back).startswith("CON ")
    told, taken = [row for row in line.bodies() if row["row"]["state"] == "done"], line.bodies(state="new")
    assert {row["row"]["outcome"] for row in told} == {"superseded"}
    (last,) = taken
    assert (last["kind"], last["answers"], last["typed"], last["taken_back"]) == ("none", {}, [], True)
    assert OFFER not in line.dial(CALLER, "B")


def test_several_keys_in_one_request_leave_no_offer_either(line: Line) -> None:
    """Whoever types stars sends many keys at once."""
    typed(line, *PLACED)
    assert "Aide pour une femme" in line.dial(CALLER, "A", "*".join([*PLACED, *"0006"]))
    assert OFFER not in line.dial(CALLER, "B")


def test_help_after_something_was_taken_back_leaves_a_count(line: Line) -> None:
    assert typed(line, *PLACED, "0", "0", "0", "6", "1").startswith("END ")
    assert (line.rows("inbox"), line.rows("sessions")) == ([], [])


def test_who_takes_back_and_tells_something_else_has_told_that(line: Line, at: datetime) -> None:
    typed(line, *PLACED, "0", "0", "0", "4", "1")
    (last,) = line.bodies(state="new")
    assert (last["kind"], last["answers"], last["taken_back"]) == ("report", {"code": "41"}, False)
    assert OFFER in line.dial(CALLER, "B")


def test_nothing_is_written_of_a_call_that_has_told_nothing(line: Line) -> None:
    typed(line, "1", "2", "0", "6", "0", "0", "2", "0")
    assert line.rows("inbox") == []


def test_quitting_with_0_takes_the_report_back(line: Line, at: datetime) -> None:
    assert typed(line, *PLACED, *"00000").startswith("END ")
    (last,) = line.bodies(state="new")
    assert (last["kind"], last["ended"], last["taken_back"], due(last["row"], at)) == ("none", True, True, 0)


def test_a_language_chosen_before_hanging_up_is_kept(line: Line, at: datetime) -> None:
    typed(line, "9", "2", "1")
    assert line.rows("inbox") == []
    line.hang_up(CALLER, "A", "9*2*1")
    kept, end = line.bodies()
    assert (kept["kind"], kept["answers"]) == ("contact", {"language": "bm", "letters": "gsm7"})
    assert (kept["ended"], kept["confirmed"], due(kept["row"], at)) == (True, False, 0)
    assert end["row"]["kind"] == "session_end"
    line.hang_up(CALLER, "A", "9*2*1")
    assert len(line.rows("inbox")) == 2


@pytest.mark.parametrize("rest", [["6"], ["6", "0", "0"]])
def test_who_was_near_the_protected_lane_and_hung_up_leaves_no_contact(line: Line, rest: list[str]) -> None:
    new = "+22376000009"
    typed(line, "2", "1", *rest, number=new)
    line.hang_up(new, "A", "*".join(["2", "1", *rest]))
    assert [row["row"]["kind"] for row in line.bodies()] == ["session_end"]
