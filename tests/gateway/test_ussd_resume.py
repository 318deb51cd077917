"""A call that dropped is continued for ten minutes by the same phone on the same code, and by nobody else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.house import House
from store import people
from store.database import Database
from store.keys import Keys
from tests.gateway.line import Line, house, open_line

CALLER = "+22376000001"
DROPPED = ["", "1", "1*1", "1*1*2", "1*1*2*2", "1*1*2*2*Ansongo"]
OFFER = "Votre appel a été coupé."
WHEN = "Quand?"


@pytest.fixture
def one(database: Database, keys: Keys, at: datetime) -> House:
    return house(database, keys, at)


@pytest.fixture
def line(one: House, at: datetime) -> Iterator[Line]:
    with open_line(one) as opened:
        drop(opened)
        opened.move(at + timedelta(minutes=2))
        yield opened


def drop(line: Line, session: str = "A", number: str = CALLER) -> None:
    """A first call that ends at the question of the time."""
    assert WHEN in [line.dial(number, session, text) for text in DROPPED][-1]


def kept(line: Line) -> list[dict[str, Any]]:
    return [row for row in line.bodies() if row["row"]["kind"] == "ussd"]


def test_the_same_phone_goes_on_where_it_dropped_and_it_is_one_report(line: Line) -> None:
    assert line.dial(CALLER, "B") == f"CON {OFFER}\n1 Continuer\n2 Recommencer"
    assert line.dial(CALLER, "B") == line.dial(CALLER, "B", "")
    assert WHEN in line.dial(CALLER, "B", "1")
    assert line.dial(CALLER, "B", "1*2*1*1*1").startswith("END ")
    rows = kept(line)
    assert len({row["row"]["session"] for row in rows}) == 1
    assert len(line.rows("sessions")) == 2
    last = rows[-1]
    whole = {"code": "22", "place": "ML0701", "occurred": "today", "victims": "none", "basis": "eyewitness"}
    assert whole.items() <= last["answers"].items()
    assert (last["confirmed"], last["language"]) == (True, "fr")
    assert last["typed"] == ["1", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]
    assert [row["row"]["state"] for row in rows if row["position"] < last["position"]] == ["done"] * (
        len(rows) - 1
    )
    assert OFFER not in line.dial(CALLER, "C")


def test_also_through_another_gateway_and_after_a_restart(line: Line, one: House) -> None:
    screens = [line.dial(CALLER, "B", text) for text in ("", "1", "1*2")]
    with open_line(one) as other:
        assert [other.dial(CALLER, "B", text) for text in ("", "1", "1*2")] == screens
        assert other.dial(CALLER, "B", "1*2*1*1*1").startswith("END ")
        assert len({row["row"]["session"] for row in kept(other)}) == 1


def test_a_call_that_continues_another_may_drop_too(line: Line, at: datetime) -> None:
    for text in ("", "8", "8*1", "8*1*2"):
        line.dial(CALLER, "B", text)
    line.move(at + timedelta(minutes=11))
    assert OFFER in line.dial(CALLER, "C")
    assert "victimes" in line.dial(CALLER, "C", "1")
    for text in ("1*1", "1*1*1", "1*1*1*1"):
        screen = line.dial(CALLER, "C", text)
    assert screen.startswith("END ")
    assert len({row["row"]["session"] for row in kept(line)}) == 1
    assert kept(line)[-1]["typed"] == ["1", "1", "2", "2", "Ansongo", "2", "1", "1", "1"]


def test_who_begins_anew_tells_another_report(line: Line) -> None:
    line.dial(CALLER, "B")
    assert "1 Francais" in line.dial(CALLER, "B", "2")
    for text in ("2*1", "2*1*1", "2*1*1*1", "2*1*1*1*1"):
        line.dial(CALLER, "B", text)
    assert len({row["row"]["session"] for row in kept(line)}) == 2


@pytest.mark.parametrize("minutes", [11, 14, 60])
def test_after_ten_minutes_nothing_is_offered(line: Line, at: datetime, minutes: int) -> None:
    line.move(at + timedelta(minutes=minutes))
    assert OFFER not in line.dial(CALLER, "B")


def test_it_is_offered_until_the_tenth_minute_and_across_midnight(one: House, at: datetime) -> None:
    late = at.replace(hour=23, minute=55)
    with open_line(one) as line:
        line.move(late)
        drop(line)
        line.move(late + timedelta(minutes=10))
        assert OFFER in line.dial(CALLER, "B")
        assert line.dial(CALLER, "B", "1*2*1*1*1").startswith("END ")
        assert len({row["row"]["session"] for row in kept(line)}) == 1


def test_another_phone_or_service_code_is_offered_nothing(line: Line) -> None:
    assert OFFER not in line.dial("+22376000002", "B")
    assert OFFER not in line.dial(CALLER, "C", serviceCode="*999#")


@pytest.mark.parametrize("rest", ["*2*1*1*1", "*00", "*0*0*0*0*0", "*7*7*7"])
def test_a_call_that_was_ended_is_not_continued(line: Line, rest: str) -> None:
    assert line.dial(CALLER, "A", DROPPED[-1] + rest).startswith("END ")
    assert OFFER not in line.dial(CALLER, "B")


def test_a_call_that_told_nothing_is_not_continued(one: House) -> None:
    with open_line(one) as line:
        for text in DROPPED[:4]:
            line.dial(CALLER, "A", text)
        assert OFFER not in line.dial(CALLER, "B")


def test_00_erases_the_call_that_it_would_continue(line: Line) -> None:
    line.dial(CALLER, "B")
    assert "Rien n'est gardé." in line.dial(CALLER, "B", "00")
    assert (line.rows("inbox"), line.rows("sessions")) == ([], [])
    assert OFFER not in line.dial(CALLER, "C")


def test_00_in_a_call_that_was_continued_erases_both(line: Line) -> None:
    for text in ("", "1", "1*2", "1*2*00"):
        line.dial(CALLER, "B", text)
    assert (line.rows("inbox"), line.rows("sessions")) == ([], [])


def test_help_for_a_woman_in_a_call_that_was_continued_leaves_nothing_of_either(line: Line) -> None:
    line.dial(CALLER, "B")
    assert line.dial(CALLER, "B", "1*0*0*0*6*1").startswith("END Parlez")
    assert (line.rows("inbox"), line.rows("sessions")) == ([], [])
    assert [(row["name"], row["n"]) for row in line.rows("counters")] == [("protected", 1)]
    assert OFFER not in line.dial(CALLER, "C")
    assert line.dial(CALLER, "A", DROPPED[-1] + "*2").startswith("CON ")
    assert line.rows("inbox") == []


def test_help_in_a_call_that_began_anew_leaves_the_earlier_report_and_offers_it_no_more(
    line: Line, one: House
) -> None:
    told = kept(line)[-1]
    line.dial(CALLER, "B")
    screen = line.dial(CALLER, "B", "2*1*1*6*1")
    assert screen.startswith("END Parlez")
    assert kept(line)[-1] == told
    assert line.rows("sessions") == []
    assert OFFER not in line.dial(CALLER, "C")
    with open_line(one) as other:
        assert other.dial(CALLER, "B", "2*1*1*6*1") == screen
        assert [row["n"] for row in other.rows("counters")] == [1]


def test_effacer_leaves_no_draft(line: Line, one: House, at: datetime) -> None:
    with one.database.write() as conn:
        people.erase(conn, one.vault, CALLER, at + timedelta(minutes=2))
    assert line.rows("sessions") == []
    assert OFFER not in line.dial(CALLER, "B")


def test_no_word_and_no_number_of_it_lies_in_the_files(line: Line, one: House) -> None:
    line.dial(CALLER, "B")
    line.dial(CALLER, "B", "1*2")
    files = [path for path in one.settings.data_dir.rglob("*") if path.is_file()]
    for word in (b"Ansongo", b"76000001"):
        assert not [path.name for path in files if word in path.read_bytes()]
    cells = [value for table in ("sessions", "inbox") for row in line.rows(table) for value in row.values()]
    assert not [cell for cell in cells if "Ansongo" in str(cell) or "76000001" in str(cell)]
