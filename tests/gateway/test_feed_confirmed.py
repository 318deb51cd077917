"""G12: closed cases, and what the people of the place say of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.definitions import Indicator
from gateway.feeds import cube
from gateway.feeds.csvtable import Row
from store import cases, opinions
from store.cases import Case
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, mali, moment, room, seen

READ = moment("2026-10-15T12:00")
CLOSED = moment("2026-07-01T12:00")


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir)
    made.clock.at = READ
    return made


def case(
    here: Room, answers: str, *, place: str = "ML070101", asked_in: str = "2026-Q3", code: str = "33"
) -> str:
    """A case of the mayor of a commune, closed, and one answer a letter: y, n or u."""
    words = {"y": "yes", "n": "no", "u": "unknown"}
    with here.house.database.write() as conn:
        kept = cases.refer(
            conn, Case("", 1, place, CLOSED - timedelta(days=20), place=place, code=code, week="2026-W24")
        )
        cases.close(conn, kept.id, CLOSED, "settled")
        for index, letter in enumerate(answers):
            opinions.keep(
                conn,
                what="case",
                id_=kept.id,
                pseudonym=f"{kept.id[:8]}-{index}",
                answer=words[letter],
                period=asked_in,
                session=None,
            )
    return kept.id


def g12(here: Room, level: int = 1) -> list[Row]:
    indicator = mali().indicator("G12")
    assert isinstance(indicator, Indicator)
    return list(cube.rows(here.house, indicator, "2026-Q3", cube.Cut(level, "figures")))


def test_more_than_half_of_the_answers_settle_a_case(here: Room) -> None:
    for answers in ["yyn"] * 6 + ["yn"] * 3 + ["nu"] * 3:
        case(here, answers)
    names = ("adm1_code", "authority", "value", "numerator", "denominator", "quality", "dont_know")
    assert seen(g12(here), *names) == [
        ("ML07", None, 0.5, 6, 12, "indicative", 0.1),
        ("ML07", "1", 0.5, 6, 12, "indicative", 0.1),
    ]
    assert {row["sampling"] for row in g12(here)} == {"self_selected"}


@pytest.mark.parametrize(
    "left_out",
    [
        {"answers": "uuu"},
        {"answers": ""},
        {"answers": "y", "asked_in": "2026-Q2"},
        {"answers": "y", "code": "61"},
    ],
    ids=["nobody knows", "nobody was asked", "asked in another quarter", "never"],
)
def test_what_is_no_closed_case_with_an_answer(here: Room, left_out: dict[str, str]) -> None:
    for _ in range(10):
        case(here, "y")
    case(here, **left_out)
    assert seen(g12(here), "denominator") == [(10,), (10,)]


def test_a_withdrawn_case_counts_nowhere(here: Room) -> None:
    ids = [case(here, "y") for _ in range(11)]
    with here.house.database.write() as conn:
        conn.exec_driver_sql(f"UPDATE cases SET withdrawn_at = 1 WHERE id = '{ids[0]}'")
    assert seen(g12(here), "denominator") == [(10,), (10,)]


def test_few_cases_are_hidden_and_nothing_is_finer_than_a_region(here: Room) -> None:
    for _ in range(9):
        case(here, "yy")
    assert seen(g12(here), "value", "suppressed") == [(None, "k<10"), (None, "k<10")]
    assert g12(here, level=2) == []


def test_nine_people_are_too_few_however_many_cases(here: Room) -> None:
    with here.house.database.write() as conn:
        for number in range(12):
            kept = cases.refer(conn, Case("", 1, "ML070101", CLOSED, place="ML070101", code="33"))
            cases.close(conn, kept.id, CLOSED, "settled")
            who = f"p{number % 9}"
            opinions.keep(
                conn, what="case", id_=kept.id, pseudonym=who, answer="yes", period="2026-Q3", session=None
            )
    assert seen(g12(here), "suppressed") == [("k<10",), ("k<10",)]
