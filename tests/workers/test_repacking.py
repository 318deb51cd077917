"""Rows follow the figures that were revised, where the difference tells of no one person (P59, P64)."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.periods import stamp
from core.revision import may_replace
from gateway.feeds import cube, publication
from gateway.feeds.flowresults.documents import Documents
from store import figures, packages
from store.database import Database
from store.keys import Keys
from store.packages import Package, Response
from tests.gateway.rooms import Room, mali, moment, room, told
from tests.gateway.test_flow_results import AFTER, PLAIN, rating
from tests.publishing import as_written
from tests.rated import MEASURES
from workers.publishing import revise_due
from workers.repacking import cells, repack_due, tend

MONDAY = moment("2026-11-02T06:30")
BARA = {"unit": "ML070102", "places": tuple(mali().gazetteer.ancestors("ML070102"))}
DAY = {"received_at": moment("2026-07-14T09:00"), **BARA, **PLAIN}


def rate(here: Room, numbers: range, **more: Any) -> None:
    with here.house.database.write() as conn:
        for number in numbers:
            figures.rate(conn, rating(number, **DAY | {"locality": f"v{number % 3}"} | more), MEASURES)


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Forty ratings of one day, published and packed."""
    monkeypatch.setattr(cube, "published", as_written)
    made = room(database, keys, data_dir)
    rate(made, range(40))
    made.clock.at = AFTER
    publish(made)
    assert tend(made.house, AFTER) == 1
    return made


def publish(here: Room) -> None:
    indicator = here.house.country.indicator("G1")
    assert indicator is not None
    assert publication.publish(here.house, indicator, "2026-Q3", AFTER)


def one(here: Room) -> tuple[Package, list[Response]]:
    with here.house.database.read() as conn:
        (found,) = packages.listed(conn)
        return found, list(packages.rows(conn, found.id))


def test_a_revised_figure_has_its_rows(here: Room) -> None:
    before, old = one(here)
    rate(here, range(100, 200))  # a crowd too of those who do not know
    here.clock.at = MONDAY
    here.house.keys.issue(MONDAY)
    assert revise_due(here.house, MONDAY) == 1
    assert [tend(here.house, MONDAY) for _ in range(2)] == [1, 0]
    after, new = one(here)
    assert (after.id, after.name) == (before.id, before.name)
    head = Documents(here.house).descriptor(after)
    assert (head["created"], head["modified"]) == (stamp(before.made_at), stamp(moment("2026-11-02T06:00")))
    assert not {row.id for row in old} & {row.id for row in new}
    marks = [row.answer for row in new if row.question == "G1" and row.answer in "1234"]
    path = "/v1/indicators?indicator=G1&level=adm1&period=2026-Q3"
    (figure,) = asyncio.run(told(here, path, "figures"))["data"]
    assert figure["denominator"] == len(marks)
    assert figure["numerator"] == sum(mark in "34" for mark in marks)


@pytest.mark.parametrize(
    ("late", "about"),
    [
        (range(100, 101), {}),  # the figure is not revised
        (range(100, 200), {"received_at": moment("2026-07-20T09:00")}),  # a day appears
    ],
)
def test_what_could_be_subtracted_stays_as_it_was(here: Room, late: range, about: dict[str, Any]) -> None:
    before = one(here)
    rate(here, late, **about)
    here.clock.at = MONDAY
    here.house.keys.issue(MONDAY)
    revise_due(here.house, MONDAY)
    assert repack_due(here.house, MONDAY) == 0
    assert one(here) == before


def response(session: int, answer: str, sex: str = "f") -> list[Response]:
    about = (f"c{session}", f"s{session}", "2026-07-14", "day")
    said = {"G1": answer, "sex": sex, "unit": "ML07", "authority": "1"}
    return [Response(f"{session}-{name}", *about, name, value) for name, value in said.items()]


@pytest.mark.parametrize(
    ("n", "answer", "sex", "may"),
    [
        (40, "4", "f", True),
        (50, "4", "f", True),
        (41, "4", "f", False),
        (40, "3", "f", False),
        (60, "4", "m", False),
    ],
)
def test_ten_or_nobody(n: int, answer: str, sex: str, may: bool) -> None:
    """Nobody, a crowd, one more, one other answer, a kind of person who was not there."""
    old = [row for each in range(40) for row in response(each, "4")]
    new = [row for each in range(n - 1) for row in response(each, "4")] + response(n - 1, answer, sex)
    assert may_replace(cells(old), cells(new), 10) == may
