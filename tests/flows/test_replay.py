"""Whatever is typed, and in whatever order requests come: a turn follows from what was typed alone."""

import random
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import fits, is_gsm7
from flows.definition import load_flows
from flows.engine import Point, Session, Turn, replay, replay_from
from flows.nodes import Option
from tests.examples import many
from tests.flows.places import Line, SmallCountry, find

TODAY = date(2026, 7, 14)
FLOWS = load_flows(SmallCountry(hotlines=(Line("80 00 00 01", {"fr": "Maison A"}),)))
SESSIONS = (
    Session(None, first_use=True),
    Session("fr", first_use=False),
    Session("bm", first_use=False, home="ML060303-0001"),
    Session("taq", first_use=False, home="ML060303-0001", role="relay"),
)
MONITOR = Session(
    "fr", first_use=False, role="monitor", lists={"alerts": (Option("2417", {"fr": "2417 S4 11"}),)}
)
KEYS = ("0", "00", "1", "2", "3", "4", "5", "6", "7", "8", "9", "98", "un", "deux", "cinq", "trop", "x", "")

sessions = st.sampled_from(SESSIONS)
typed = st.lists(
    st.sampled_from(KEYS) | st.text(max_size=200).filter(lambda key: "*" not in key), max_size=14
)


def turn(session: Session, inputs: Sequence[str]) -> Turn:
    return replay(FLOWS, session, inputs, find=find, today=TODAY)


def drawable(drawn: Turn) -> bool:
    """In official letters too, for whoever chose them beside another language."""
    return (
        bool(drawn.text) and fits(drawn.text, FLOWS.limit) and (is_gsm7(drawn.text) or drawn.language != "fr")
    )


@given(sessions, typed)
@settings(max_examples=many(500), deadline=None)
def test_whatever_is_typed_has_a_screen(session: Session, inputs: list[str]) -> None:
    told = turn(session, inputs)
    assert drawable(told)
    assert told.position == len(inputs)


@given(sessions, typed, st.randoms(use_true_random=False))
@settings(max_examples=many(200), deadline=None)
def test_the_requests_of_a_call_in_any_order_and_number_give_each_its_own_turn(
    session: Session, inputs: list[str], dice: random.Random
) -> None:
    in_order = [turn(session, inputs[:n]) for n in range(len(inputs) + 1)]
    asked = [dice.randrange(len(in_order)) for _ in range(2 * len(in_order))]
    assert [turn(session, inputs[:n]) for n in asked] == [in_order[n] for n in asked]


@given(sessions, typed, st.randoms(use_true_random=False))
@settings(max_examples=many(500), deadline=None)
def test_who_goes_on_from_where_the_call_stood_sees_the_same(
    session: Session, inputs: list[str], dice: random.Random
) -> None:
    """Whatever point a process remembers: of a prefix, of another branch, or none."""
    point: Point | None = None
    for _ in range(len(inputs) + 2):
        asked = inputs[: dice.randrange(len(inputs) + 1)] + dice.choices(KEYS, k=dice.randrange(2))
        told, reached = replay_from(point, FLOWS, session, asked, find=find, today=TODAY)
        assert told == turn(session, asked)
        point = dice.choice([point, reached])


@given(sessions, typed, typed)
@settings(max_examples=many(200), deadline=None)
def test_nothing_typed_after_the_end_changes_it(session: Session, inputs: list[str], more: list[str]) -> None:
    ended = turn(session, [*inputs, "00"])
    assert ended.ends
    later = turn(session, [*inputs, "00", *more])
    assert (later.text, later.answers, later.erased) == (ended.text, ended.answers, ended.erased)


@pytest.mark.parametrize("more", ["", "1", "98", "00", "trois motos"])
def test_what_is_typed_after_the_end_is_no_part_of_free_text(more: str) -> None:
    """Nor of its `*`: whoever holds the point of the end knows; for others the screen is the same."""
    words = ["7", "1", "4", "vu 2", "3 motos"]
    said, point = replay_from(None, FLOWS, MONITOR, words, find=find, today=TODAY)
    assert (said.ends, said.answers["note"]) == (True, "vu 2*3 motos")
    later, _ = replay_from(point, FLOWS, MONITOR, [*words, more], find=find, today=TODAY)
    assert (later.text, later.answers, later.path) == (said.text, said.answers, said.path)
    alone = turn(MONITOR, [*words, more])
    assert (alone.text, len(alone.path)) == (said.text, len(said.path))


def test_a_blank_is_no_free_text_and_no_part_of_what_comes_after_it() -> None:
    assert turn(MONITOR, ["7", "1", "4", " "]).text.startswith("Choix invalide.")
    assert turn(MONITOR, ["7", "1", "4", "", "vu"]).answers["note"] == "vu"


@pytest.mark.parametrize("typed", [["1", "6", "1"], ["1", "2", "2", "00"]])
def test_of_a_protected_or_erased_call_no_way_is_remembered(typed: list[str]) -> None:
    assert replay_from(None, FLOWS, SESSIONS[1], typed, find=find, today=TODAY)[1] is None


@given(sessions, typed)
@settings(max_examples=many(200), deadline=None)
def test_what_was_told_is_only_added_to_or_changed_by_going_back(session: Session, inputs: list[str]) -> None:
    """A turn without `0` keeps every answer of the one before, unless nothing of the call may be kept."""
    forward = [key for key in inputs if key.strip() not in {"0", "00", "9"}]
    turns = [turn(session, forward[:n]) for n in range(len(forward) + 1)]
    for earlier, later in pairwise(turns):
        if not (later.protected or later.erased or later.node == FLOWS.call.home):
            assert earlier.answers.keys() <= later.answers.keys()


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_paths_of_callers_who_slip_now_and_then(seed: int) -> None:
    dice = random.Random(seed)
    ends = set()
    for _ in range(many(5_000)):
        session, inputs = dice.choice(SESSIONS), list[str]()
        for _ in range(dice.randint(1, 10)):
            options = list(FLOWS.node(turn(session, inputs).node).choices) or ["un", "cinq", "1"]
            inputs.append(dice.choice(options if dice.random() < 0.85 else KEYS))
        told = turn(session, inputs)
        assert drawable(told), (seed, inputs)
        ends.add((told.ends, told.kind))
    assert {(True, "report"), (False, "report"), (True, "rating"), (False, "none")} <= ends
