"""A call over the real webhook: the screens of S1, what is kept of them, and what never is."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from core.text import septets
from gateway.house import House
from gateway.ussd import UNAVAILABLE
from store.database import Database
from store.keys import Keys
from tests.gateway.line import TOKEN, Broken, Full, Hanging, Line, due, house, know, open_line

CALLER = "+22376000001"
PATH = f"/hooks/africastalking/{TOKEN}/ussd"
S1 = ["", "2", "2*1", "2*1*2", "2*1*2*2", "2*1*2*2*Ansongo", "2*1*2*2*Ansongo*2", "2*1*2*2*Ansongo*2*1"]
S1 += ["2*1*2*2*Ansongo*2*1*1", "2*1*2*2*Ansongo*2*1*1*1"]


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        yield opened


def test_s1_ten_requests_and_what_each_leaves(line: Line, at: datetime) -> None:
    screens = [line.dial(CALLER, "S1", text) for text in S1]
    assert [screen[:3] for screen in screens] == ["CON"] * 9 + ["END"]
    assert all(septets(screen[4:]) <= 160 for screen in screens)
    rows = line.bodies()
    assert {row["row"]["kind"] for row in rows} == {"ussd"}
    assert [row["position"] for row in rows] == [4, 5, 6, 7, 8, 9][-len(rows) :]
    assert [row["row"]["outcome"] for row in rows] == ["superseded"] * (len(rows) - 1) + [None]
    last = rows[-1]
    assert (last["urn"], last["kind"], last["confirmed"], last["language"]) == (CALLER, "report", True, "bm")
    assert last["answers"]["code"] == "22"
    assert last["answers"]["place"] == "ML0701"
    assert due(last["row"], at) == 0
    assert len(line.rows("sessions")) == 1


def test_the_honest_end_has_its_words_first_and_asks_to_erase_the_call_last() -> None:
    first, last = UNAVAILABLE.split("\n")
    assert first == "END Service indisponible. Reessayez plus tard."
    assert last == "Effacez cet appel de votre téléphone."
    assert septets(UNAVAILABLE[4:]) <= 160


def test_a_request_posted_again_has_the_same_bytes_and_changes_nothing(line: Line) -> None:
    screens = [line.dial(CALLER, "S1", text) for text in S1]
    before = line.rows("inbox")
    assert [line.dial(CALLER, "S1", text) for text in reversed(S1)] == screens[::-1]
    assert line.rows("inbox") == before


def test_another_process_gives_the_same_screens(one: House) -> None:
    with open_line(one) as first:
        screens = [first.dial(CALLER, "S1", text) for text in S1[:6]]
    with open_line(one) as second:
        assert [second.dial(CALLER, "S1", text) for text in S1[:6]] == screens
        assert len(second.rows("sessions")) == 1


def test_a_dropped_call_is_due_a_minute_after_its_last_step(line: Line, at: datetime) -> None:
    for text in S1[:6]:
        line.dial(CALLER, "S1", text)
    last = line.bodies()[-1]
    assert (last["confirmed"], due(last["row"], at)) == (False, 60)


def test_the_operators_word_that_the_call_is_over_makes_it_due_now(line: Line, at: datetime) -> None:
    for text in S1[:6]:
        line.dial(CALLER, "S1", text)
    assert line.hang_up(CALLER, "S1", S1[5]).content == b""
    report, end = line.bodies(state="new")
    assert due(report["row"], at) == 0
    assert end["row"]["kind"] == "session_end"
    assert end["row"]["session"] == report["row"]["session"]
    assert (end["status"], end["hops"], end["duration_ms"]) == ("Incomplete", 0, 0)
    assert S1[5] not in str(end)
    line.hang_up(CALLER, "S1", S1[5])
    assert len(line.rows("inbox", kind="session_end")) == 1


def test_the_end_of_an_unknown_call_is_discarded(line: Line) -> None:
    assert line.hang_up(CALLER, "S9", "1*2").status_code == 200
    assert line.rows("inbox") == []


def test_00_erases_what_the_call_had_kept(line: Line) -> None:
    for text in S1[:8]:
        line.dial(CALLER, "S1", text)
    erased = line.dial(CALLER, "S1", S1[7] + "*00")
    assert erased.startswith("END ")
    assert (line.rows("inbox"), line.rows("sessions")) == ([], [])
    assert line.dial(CALLER, "S1", S1[7] + "*00") == erased
    assert line.dial(CALLER, "S1", S1[6]).startswith("CON ")
    line.hang_up(CALLER, "S1", S1[7] + "*00")
    assert line.rows("inbox") == []


def test_choosing_a_language_is_kept_at_the_end_of_the_call_only(line: Line) -> None:
    line.dial(CALLER, "S1")
    line.dial(CALLER, "S1", "2")
    assert line.rows("inbox") == []
    assert line.dial(CALLER, "S1", "2*0").startswith("END ")
    (kept,) = line.bodies()
    assert (kept["kind"], kept["answers"]) == ("contact", {"language": "bm"})


def test_a_rating_is_kept_from_its_mark_on_and_asks_the_two_items_that_were_drawn(
    line: Line, at: datetime
) -> None:
    know(line, home="ML070102")
    screens = [line.dial("+22376000003", "S1", text) for text in ["", "2", "2*1"]]
    assert [screen[:3] for screen in screens] == ["CON"] * 3
    assert line.rows("inbox") == []
    rest = ["2*1*3" + "*2" * n for n in range(6)]
    answered = [line.dial("+22376000003", "S1", text)[:3] for text in rest]
    assert answered == ["CON"] * 5 + ["END"]
    first, *_, last = line.bodies()
    assert (first["kind"], first["confirmed"], due(first["row"], at)) == ("rating", False, 60)
    assert (last["kind"], last["confirmed"], due(last["row"], at)) == ("rating", True, 0)
    drawn = dict.fromkeys(first["drawn"]["general"].split(","), "2")
    assert len(drawn) == 2
    assert {name: last["answers"][name] for name in drawn} == drawn
    assert {name for name in last["answers"] if name[0] == "g"} == set(drawn)
    profile = {"sex": "m", "age": "25", "displaced": "no"}
    assert last["answers"] == {"authority": "1", "unit": "ML070102", "core": "3"} | drawn | profile


def test_another_number_or_service_code_in_a_known_call_learns_nothing(line: Line) -> None:
    for text in S1[:5]:
        line.dial(CALLER, "S1", text)
    before = line.rows("inbox")
    assert line.dial("+22376000002", "S1", S1[5]) == UNAVAILABLE
    assert line.dial(CALLER, "S1", S1[5], serviceCode="*999#") == UNAVAILABLE
    assert line.rows("inbox") == before
    told = line.rows("audit")
    assert [(row["action"], row["object"]) for row in told] == [("ussd_other_caller", "africastalking")]
    line.hang_up("+22376000002", "S1", S1[5])
    assert line.rows("inbox", kind="session_end") == []


def test_a_call_that_nobody_began_gets_the_honest_end(line: Line) -> None:
    assert line.dial(CALLER, "S1", "1*2") == UNAVAILABLE
    assert line.rows("inbox") == []


@pytest.mark.parametrize(("field", "reason"), [("phoneNumber", "no_sender"), ("sessionId", "unreadable")])
def test_a_request_that_cannot_be_read_ends_and_is_set_aside(line: Line, field: str, reason: str) -> None:
    form = {"phoneNumber": CALLER, "sessionId": "S1", "serviceCode": "*384#", "text": "", field: ""}
    answer = line.post(PATH, form)
    assert (answer.status_code, answer.text) == (200, UNAVAILABLE)
    assert [row["reason"] for row in line.rows("quarantine")] == [reason]


@pytest.mark.usefixtures("unhurried")
def test_50_finals_at_once_are_one_report(line: Line) -> None:
    for text in S1[:9]:
        line.dial(CALLER, "S1", text)
    form = {"sessionId": "S1", "phoneNumber": CALLER, "serviceCode": "*384#", "text": S1[9]}
    answers = line.at_once(PATH, [form] * 50)
    assert len({answer.content for answer in answers}) == 1
    assert len(line.rows("inbox", state="new")) == 1


@pytest.mark.usefixtures("unhurried")
def test_200_calls_at_once_do_not_mix(line: Line) -> None:
    numbers = [f"+2237600{index:04d}" for index in range(1, 201)]
    calls = [{"sessionId": f"S{number}", "phoneNumber": number, "serviceCode": "*384#"} for number in numbers]
    for text in (S1[0], S1[4], S1[9]):
        typed = [{**call, "text": text} for call in calls]
        answers = line.at_once(PATH, typed)
        assert {answer.text for answer in answers} == {answers[0].text}
    kept = line.bodies(state="new")
    assert sorted(row["urn"] for row in kept) == numbers
    assert len({row["row"]["session"] for row in kept}) == 200


def test_a_call_that_crosses_midnight_goes_on(one: House, at: datetime) -> None:
    late = datetime(2026, 7, 14, 23, 59, 50, tzinfo=at.tzinfo)
    with open_line(one) as line:
        line.move(late)
        for text in S1[:6]:
            line.dial(CALLER, "S1", text)
        line.move(late + timedelta(seconds=20))
        for text in S1[6:]:
            screen = line.dial(CALLER, "S1", text)
        assert screen.startswith("END ")
        assert len(line.rows("inbox", state="new")) == 1


def test_while_the_database_is_away_a_call_is_a_first_one_and_its_report_is_spooled(one: House) -> None:
    with open_line(one, committer=Broken(one.database)) as line:
        know(line, CALLER)
        screens = [line.dial(CALLER, "S1", text) for text in S1]
        assert screens[-1].startswith("END ")
        assert UNAVAILABLE not in screens
        assert line.rows("inbox") == []
        assert list(one.settings.spool_dir.glob("*.spool"))
    with open_line(one) as line:
        until_flushed(line)
        last = max(line.bodies(), key=lambda row: row["position"])
        assert (last["position"], last["confirmed"]) == (9, True)


def until_flushed(line: Line) -> None:
    """Requests give the tasks of the process their turns."""
    for _ in range(2000):
        if not list(line.house.settings.spool_dir.glob("*.spool")):
            return
        line.get("/healthz")
    pytest.fail("the spool is not empty")


def test_nothing_durable_nothing_thanked(one: House) -> None:
    with open_line(
        one, committer=Broken(one.database), spool=Full(one.settings.spool_dir, one.vault)
    ) as line:
        screens = [line.dial(CALLER, "S1", text) for text in S1]
    assert screens[:3] != [UNAVAILABLE] * 3
    assert screens[4:] == [UNAVAILABLE] * 6
    assert not any(screen.startswith("END ") for screen in screens if screen != UNAVAILABLE)


def test_the_budget_of_a_screen_is_kept(one: House) -> None:
    """A commit that hangs is not waited for."""
    with open_line(one, committer=Hanging(one.database)) as line:
        began = time.monotonic()
        assert line.dial(CALLER, "S1").startswith("CON ")
        assert time.monotonic() - began < 3.0
