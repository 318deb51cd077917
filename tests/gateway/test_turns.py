"""Screens that hold nothing of a caller are made once; who gets one gets what would have been their own."""

import random
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from flows.engine import Session, Turn, replay
from gateway.house import House
from gateway.turns import LONGEST, MOST_KEPT, Turns, common
from gateway.ussd import session_of
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, house, know, open_line

TODAY = date(2026, 7, 14)
STRANGER = Session(language="fr", first_use=True)


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def turns(line: Line) -> Turns:
    found: Turns = line.app.state.webhooks._switchboard._turns
    return found


def as_replayed(line: Line, session: str, text: str) -> str:
    """The screen of this call, from its beginning and from nobody's memory."""
    board, one = line.app.state.webhooks._switchboard, line.house
    known = line.run(board._calls.find("africastalking", session, one.clock()))
    call, typed = known.call, text.split("*") if text else []
    find, today = one.country.gazetteer.find, call.created_at.date()
    turn = replay(one.flows, session_of(call), typed, find=find, today=today)
    return f"{'END' if turn.ends else 'CON'} {turn.text}"


def test_whoever_presses_the_same_keys_sees_what_their_own_call_would_show(line: Line) -> None:
    chance = random.Random(16)
    for person in range(40):
        typed: list[str] = []
        for _ in range(LONGEST + 1):
            screen = line.dial(f"+223760010{person:02d}", f"call-{person}", "*".join(typed))
            assert screen == as_replayed(line, f"call-{person}", "*".join(typed))
            if screen.startswith("END"):
                break
            typed.append(chance.choice("1123456789"))
    assert turns(line)._kept


def test_what_is_typed_after_the_end_changes_nothing(line: Line) -> None:
    """Also where somebody else's call has come further by the same keys."""
    path = ["", "4", "4*4", "4*4*4", "4*4*4*1"]
    mine = [line.dial("+22376001000", "mine", text) for text in path[:-1]]
    assert mine[-1].startswith("END")
    assert [line.dial("+22376001001", "theirs", text) for text in path] == [*mine, mine[-1]]
    assert line.dial("+22376001000", "mine", path[-1]) == mine[-1]


@pytest.mark.parametrize(
    ("session", "typed"),
    [
        (Session("fr", first_use=False, home="ML0701"), ["1"]),
        (Session("fr", first_use=False, draft=("1",)), ["1"]),
        (Session("fr", first_use=False, lists={"cases": ()}), ["1"]),
        (Session("fr", first_use=False, facts={"last_report": "open"}), ["1"]),
        (STRANGER, ["1", "Ansongo"]),
        (STRANGER, ["1", "12"]),
        (STRANGER, ["1", "²"]),
        (STRANGER, ["1", ""]),
        (STRANGER, ["1"] * (LONGEST + 1)),
    ],
    ids=[
        "a home",
        "a call that dropped",
        "own cases",
        "own facts",
        "a word",
        "a number",
        "no digit",
        "nothing",
        "a long way",
    ],
)
def test_what_is_somebodys_own_is_not_remembered(session: Session, typed: list[str]) -> None:
    assert common("1", session, typed, TODAY) is None


def test_a_screen_depends_on_the_day_the_language_the_role_and_the_letters() -> None:
    others = [
        common("2", STRANGER, ["1"], TODAY),
        common("1", STRANGER, ["2"], TODAY),
        common("1", STRANGER, ["1"], date(2026, 7, 15)),
        common("1", Session("bm", first_use=True), ["1"], TODAY),
        common("1", Session("fr", first_use=False), ["1"], TODAY),
        common("1", Session("fr", first_use=True, role="monitor"), ["1"], TODAY),
        common("1", Session("fr", first_use=True, letters="official"), ["1"], TODAY),
        common("1", Session("fr", first_use=True, facts={"general": "g3"}), ["1"], TODAY),
    ]
    assert len({common("1", STRANGER, ["1"], TODAY), *others}) == len(others) + 1


def test_who_is_known_here_has_screens_of_their_own(line: Line) -> None:
    know(line, "+22376000003")
    for text in ("", "1", "1*1"):
        line.dial("+22376000003", "mine", text)
    assert not turns(line)._kept


def test_no_way_near_the_protected_lane_is_remembered(line: Line) -> None:
    board = line.app.state.webhooks._switchboard
    for number, keys in enumerate(("1*1*6", "1*1*6*1")):
        for end in range(len(keys.split("*")) + 1):
            line.dial(f"+2237600200{number}", f"near-{number}", "*".join(keys.split("*")[:end]))
    kept: list[Turn] = [turn for turn, _ in board._turns._kept.values()]
    assert kept
    assert not [turn for turn in kept if turn.near or turn.protected or turn.erased]


def test_too_many_are_forgotten_together() -> None:
    some = Turns()
    turn = Turn("x", False, "none", {}, 0, False, False, False, "fr", "n")
    for n in range(MOST_KEPT + 1):
        some.keep(n, turn, object(), TODAY)  # type: ignore[arg-type]
    assert len(some._kept) == 1
    some.keep("gone", turn, None, TODAY)
    assert some.of("gone") is None


def test_nothing_outlives_its_day() -> None:
    some, turn = Turns(), Turn("x", False, "none", {}, 0, False, False, False, "fr", "n")
    some.keep("today", turn, object(), TODAY)  # type: ignore[arg-type]
    some.keep("tomorrow", turn, object(), date(2026, 7, 15))  # type: ignore[arg-type]
    assert some.of("today") is None
    assert some.of("tomorrow")
