"""Requests of a call come twice, late, in any order, or from somebody else; the database may be locked."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from gateway.house import House
from gateway.ussd import BUDGET_SECONDS, UNAVAILABLE
from store.database import Database, open_database
from store.keys import Keys
from tests.gateway.line import Line, due, house, know, open_line

REPORT = ["2", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]
RATING = ["1", "2", "1", "3", "2"]
ON_FILE = "+22376000003"
NEW = "+22376000001"
CALLS = ((NEW, REPORT), (ON_FILE, RATING[1:]), (NEW, REPORT[:6]), (ON_FILE, REPORT[1:]))
number = count(1)
patient = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House) -> Iterator[Line]:
    with open_line(one) as opened:
        know(opened, ON_FILE, home="ML070102")
        yield opened


def requests(typed: list[str]) -> list[str]:
    return ["*".join(typed[:n]) for n in range(len(typed) + 1)]


def dialled(line: Line, caller: str, texts: list[str]) -> list[str]:
    session = f"S{next(number)}"
    return [line.dial(caller, session, text) for text in texts]


@pytest.mark.usefixtures("unhurried")
@given(call=st.sampled_from(CALLS), dice=st.randoms(use_true_random=False))
@patient
def test_in_any_order_and_number_each_request_has_its_own_screen_and_the_last_turn_stands(
    line: Line, at: datetime, call: tuple[str, list[str]], dice: random.Random
) -> None:
    caller, typed = call
    begins, *later = requests(typed)
    shown = dict(zip([begins, *later], dialled(line, caller, [begins, *later]), strict=True))
    line.run(_emptied(line))
    shuffled = [*later, *dice.choices([begins, *later], k=len(later))]
    dice.shuffle(shuffled)
    assert dialled(line, caller, [begins, *shuffled]) == [shown[text] for text in [begins, *shuffled]]
    rows = line.bodies()
    assert len({row["row"]["position"] for row in rows}) == len(rows)
    last = max(rows, key=lambda row: int(row["position"]))
    assert (last["position"], last["row"]["state"]) == (len(typed), "new")
    assert due(last["row"], at) == (0 if shown[later[-1]].startswith("END") else 60)
    line.run(_emptied(line))


async def _emptied(line: Line) -> None:
    with line.house.database.write() as conn:
        conn.execute(sql("DELETE FROM inbox"))


@pytest.mark.usefixtures("unhurried")
@given(call=st.sampled_from(CALLS), stranger=st.integers(1, 99_999), turn=st.integers(0, 99))
@patient
def test_who_guesses_a_session_from_another_number_learns_and_leaves_nothing(
    line: Line, call: tuple[str, list[str]], stranger: int, turn: int
) -> None:
    caller, typed = call
    texts, session = requests(typed), f"S{next(number)}"
    shown = [line.dial(caller, session, text) for text in texts[:-1]]
    before = (line.rows("inbox"), line.rows("sessions"), line.rows("contacts"))
    guessed = texts[turn % len(texts)]
    assert line.dial(f"+223500{stranger:05d}", session, guessed) == UNAVAILABLE
    assert (line.rows("inbox"), line.rows("sessions"), line.rows("contacts")) == before
    assert [line.dial(caller, session, text) for text in texts[:-1]] == shown


def test_a_call_whose_start_comes_twice_or_at_once_starts_once(line: Line) -> None:
    form = {"sessionId": "S", "phoneNumber": NEW, "serviceCode": "*384#", "text": ""}
    path = f"/hooks/africastalking/{'t' * 43}/ussd"
    answers = [*line.at_once(path, [form] * 20), line.post(path, form)]
    assert len({answer.content for answer in answers}) == 1
    assert len(line.rows("sessions")) == 1


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process that has every table for itself, as a migration or a repair has."""
    other = open_database(database.url, database.data_dir)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with other.write() as conn:
            if database.dialect == "postgresql":
                conn.execute(sql("LOCK TABLE sessions, inbox, contacts, marks IN ACCESS EXCLUSIVE MODE"))
            held.set()
            release.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        yield
    finally:
        release.set()
        thread.join()
        other.close()


def timed(dial: Callable[[], str]) -> str:
    """A screen that came within the budget of a call."""
    began = time.monotonic()
    screen = dial()
    assert time.monotonic() - began < BUDGET_SECONDS + 0.5
    return screen


def test_while_the_tables_are_locked_a_call_that_is_known_goes_on_and_its_report_is_spooled(
    line: Line, database: Database
) -> None:
    texts = requests(REPORT)
    shown = dialled(line, NEW, texts)
    for text in texts[:8]:
        line.dial(NEW, "S", text)
    with locked(database):
        assert [timed(lambda at=text: line.dial(NEW, "S", at)) for text in texts[8:]] == shown[8:]  # type: ignore[misc]
        assert len(list(line.house.settings.spool_dir.glob("*.spool"))) == 2


def test_while_the_tables_are_locked_a_call_that_another_process_began_is_answered_in_time(
    one: House, database: Database
) -> None:
    texts = requests(REPORT)
    with open_line(one) as first:
        shown = [first.dial(NEW, "S", text) for text in texts[:4]]
    with open_line(one) as second, locked(database):
        screens = [timed(lambda at=text: second.dial(NEW, "S", at)) for text in texts[1:4]]  # type: ignore[misc]
    honest = [UNAVAILABLE] * 3 if database.dialect == "postgresql" else shown[1:4]
    assert screens == honest, "SQLite has readers beside a writer; PostgreSQL's wait, 300 ms and no longer"


def test_while_the_tables_are_locked_many_that_wait_hold_up_nobody_who_can_be_served(
    line: Line, database: Database
) -> None:
    """An SMS needs a thread for the spool: those of calls that wait for a read are others."""
    path = f"/hooks/africastalking/{'t' * 43}"
    form = {"sessionId": "?", "phoneNumber": NEW, "serviceCode": "*384#", "text": "1*2"}
    calls = [{**form, "sessionId": f"unknown{n}"} for n in range(40)]
    with locked(database):
        began = time.monotonic()
        answers = line.at_once(f"{path}/ussd", calls)
        assert time.monotonic() - began < BUDGET_SECONDS + 0.5
        assert {answer.text for answer in answers} == {UNAVAILABLE}
        began = time.monotonic()
        assert line.sms().status_code == 200
        assert time.monotonic() - began < 3.5
