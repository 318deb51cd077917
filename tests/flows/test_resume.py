"""A call that dropped goes on or begins anew; never near the protected lane (`taxonomy.md` §9.3, P12)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.definition import load_flows
from flows.engine import Session, Turn, replay
from tests.examples import many
from tests.flows.places import SmallCountry, find

FLOWS = load_flows(SmallCountry())
TODAY = date(2026, 7, 14)
KNOWN = Session("fr", first_use=False)
NEW = Session(None, first_use=True)
ASKED = "main_menu.resume"
KEYS = ("0", "00", *"123456789", "98", "un", "deux", "cinq", "x", "")
paths = st.lists(st.sampled_from(KEYS), max_size=10)


def turn(typed: str, draft: str = "", session: Session = KNOWN) -> Turn:
    dropped = tuple(draft.split("*")) if draft else ()
    return play(replace(session, draft=dropped), typed.split("*") if typed else [])


def play(session: Session, typed: list[str]) -> Turn:
    return replay(FLOWS, session, typed, find=find, today=TODAY)


def test_a_call_that_dropped_is_asked_about_and_nothing_of_it_is_told() -> None:
    asked = turn("", "1*2*2*un*2")
    assert asked.text == "Votre appel a été coupé.\n1 Continuer\n2 Recommencer"
    assert (asked.node, asked.kind, asked.answers, asked.resumed) == (ASKED, "none", {}, False)


def test_the_question_is_in_the_language_of_the_call_that_dropped() -> None:
    assert turn("", "2*1*2", NEW).language == "bm"


def test_it_goes_on_where_it_stood() -> None:
    there, on = turn("1*2*2*un*2"), turn("1", "1*2*2*un*2")
    assert (on.text, on.answers, on.kind) == (there.text, there.answers, "report")
    assert (on.resumed, on.position, on.path) == (True, 6, ("1", "2", "2", "un", "2"))
    done = turn("1*1*1*1", "1*2*2*un*2")
    assert done.answers == turn("1*2*2*un*2*1*1*1").answers
    assert (done.confirmed, done.resumed, done.position) == (True, True, 9)


def test_it_begins_anew() -> None:
    anew = turn("2*1*7*1", "1*2*2*un*2")
    assert (anew.answers, anew.resumed, anew.position) == ({"code": "71"}, False, 4)
    assert anew.path == ("1", "7", "1")
    assert turn("2", "2*1*2", NEW).text == turn("", session=NEW).text


def test_a_slip_at_the_question_is_no_part_of_the_path() -> None:
    assert turn("7*1", "1*2*2").path == ("1", "2", "2")
    assert turn("7", "1*2*2").text.startswith("Choix invalide.\nVotre appel")
    ended = turn("7*7*7", "1*2*2")
    assert (ended.ends, ended.kind, ended.resumed) == (True, "none", False)


def test_double_zero_at_the_question_erases_the_call_that_dropped() -> None:
    erased = turn("00", "1*2*2*un")
    assert (erased.erased, erased.resumed, erased.answers) == (True, True, {})
    assert not turn("2*00", "1*2*2*un").resumed


@pytest.mark.parametrize("draft", ["1*6", "1*6*1", "1*6*0*2*2", "1*2*2*00", "1*2*2*un*2*1*1*1", "0", "x*x*x"])
def test_what_touched_the_protected_lane_or_is_over_is_never_offered(draft: str) -> None:
    assert turn("", draft).text == turn("").text
    assert not turn("1*2*2", draft).resumed


def test_a_call_may_drop_again_and_again() -> None:
    first = turn("1*2*2")
    second = turn("1*un", "*".join(first.path))
    third = turn("1*2", "*".join(second.path))
    assert third.answers == turn("1*2*2*un*2").answers
    assert first.position < second.position < third.position


@given(paths, paths, st.sampled_from([KNOWN, NEW]))
@settings(max_examples=many(400), deadline=None)
def test_a_continued_call_is_the_call_that_never_dropped(
    before: list[str], after: list[str], session: Session
) -> None:
    dropped = replace(session, draft=tuple(before))
    if not before or play(dropped, []).node != ASKED:
        assert play(dropped, after).text == play(session, after).text
        return
    on, whole = play(dropped, ["1", *after]), play(session, [*before, *after])
    assert (on.text, on.answers, on.kind, on.path) == (whole.text, whole.answers, whole.kind, whole.path)
    assert (on.resumed, on.position) == (True, whole.position + 1)
