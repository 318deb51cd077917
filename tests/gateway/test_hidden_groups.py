"""Rows tell of no group that the figures hide: sex stands in all rows of a region or in none (P58)."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from core.coarsening import K_ROWS
from core.groups import SAID
from gateway.feeds import cube, publication
from store import figures, packages
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, moment, room
from tests.gateway.test_flow_results import AFTER, PLAIN, rating
from tests.publishing import as_written
from tests.rated import MEASURES
from workers import packaging
from workers.packaging import pack_due

DAY = {"received_at": moment("2026-07-14T09:00"), **PLAIN}
SEXES: Mapping[str, Any] = {"f": "f", "m": "m", "unsaid": None}
TRIED = {"core": "G1", "g2": "G2"}


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(cube, "published", as_written)
    return room(database, keys, data_dir)


def rate(here: Room, told: Iterable[dict[str, Any]]) -> None:
    """Ratings of three villages in turn, published and packed."""
    with here.house.database.write() as conn:
        for number, more in enumerate(told):
            figures.rate(conn, rating(number, **DAY | {"locality": f"v{number % 3}"} | more), MEASURES)
    here.clock.at = AFTER
    for each in here.house.country.indicators:
        if each.id in TRIED.values():
            assert publication.publish(here.house, each, "2026-Q3", AFTER)
    pack_due(here.house, AFTER)


def crowd(**sexes: int) -> Iterator[dict[str, Any]]:
    """So many women, men, and who did not say."""
    yield from ({"sex": SEXES[sex], "core": 3} for sex, n in sexes.items() for _ in range(n))


def sessions(here: Room) -> list[dict[str, str]]:
    """Of every package."""
    found: dict[str, dict[str, str]] = {}
    with here.house.database.read() as conn:
        for each in packages.listed(conn):
            for row in packages.rows(conn, each.id):
                found.setdefault(row.session, {})[row.question] = row.answer
    return list(found.values())


def shown(here: Room, indicator: str, by: str) -> dict[str, float | None]:
    """How many stand in each group of the mayors of Gao, as the feed says it."""
    defined = here.house.country.indicator(indicator)
    assert defined is not None
    rows = cube.rows(here.house, defined, "2026-Q3", cube.Cut(1, "figures", by))
    return {row["group"]: row["denominator"] for row in rows if row["adm1_code"] == "ML07"}


def test_a_group_that_the_figures_hide_stands_in_no_row(here: Room) -> None:
    """Eight said no sex, so the women are hidden too: forty rows of women would give both away."""
    rate(here, crowd(f=40, m=40, unsaid=8))
    assert sum(n is None for n in shown(here, "G1", "sex").values()) == 1
    told = sessions(here)
    assert len(told) == 88
    assert {each.get("sex") for each in told} == {None}


def test_groups_that_are_all_shown_stand_in_the_rows(here: Room) -> None:
    rate(here, crowd(f=40, m=40, unsaid=12))
    assert Counter(each.get("sex") for each in sessions(here)) == {"f": 40, "m": 40, None: 12}


def test_a_group_hidden_for_one_question_stands_beside_none(here: Room) -> None:
    """Thirty women rated; five of them were asked the second question as well."""
    rate(here, ({**each, "items": {"g2": 3}} if n > 24 else each for n, each in enumerate(crowd(f=30, m=40))))
    assert None not in shown(here, "G1", "sex").values()
    assert None in shown(here, "G2", "sex").values()
    told = sessions(here)
    assert sum("G2" in each for each in told) == 45
    assert {each.get("sex") for each in told} == {None}


def test_women_of_two_villages_are_told_in_no_row(here: Room) -> None:
    """Enough of them, and yet hidden: who is hidden is for the figures to say."""
    near = ({**each, "locality": f"v{n % 2}"} if n < 40 else each for n, each in enumerate(crowd(f=40, m=40)))
    rate(here, near)
    assert None in shown(here, "G1", "sex").values()
    assert {each.get("sex") for each in sessions(here)} == {None}


def test_what_few_were_asked_otherwise_is_not_left_by_subtraction(here: Room) -> None:
    """Eight answered another version of the questions: the rows of all others would leave these eight."""
    rate(here, ({**each, "form": "0" * 16} if n < 8 else each for n, each in enumerate(crowd(f=40, m=40))))
    assert shown(here, "G1", "sex")["all"] == 80
    assert sessions(here) == []


@pytest.mark.parametrize(("unsaid", "hides"), [(0.2, False), (None, True)])
def test_where_who_did_not_say_is_hidden_the_sex_is(
    here: Room, monkeypatch: pytest.MonkeyPatch, unsaid: float | None, hides: bool
) -> None:
    """Whatever else the figures show."""
    row = {"adm1_code": "ML07", "authority": "1", "value": 0.5, "group": "all", "sex_missing": unsaid}
    monkeypatch.setattr(cube, "rows", lambda *_: [row, {**row, "group": "f", "sex_missing": None}])
    hidden = packaging.published(here.house, "2026-Q3").hidden
    assert (("ML07", "1") in hidden["sex"]) == hides
    assert not hidden["age"]


def anyone(chance: random.Random) -> Iterator[dict[str, Any]]:
    """A crowd of which some do not say who they are, on several days."""
    often = [chance.choice((0, 1, 3, 9)) for _ in range(3)]
    for _ in range(chance.choice((40, 120, 300))):
        yield {
            "sex": chance.choices(("f", "m", None), (3 + often[0], 4, often[1]))[0],
            "age": chance.choices(("15", "35", "55", None), (4, 4, often[1], often[2]))[0],
            "displaced": chance.choices(("yes", "no", "skip"), (often[2], 6, often[0]))[0],
            "items": {"g2": chance.randint(1, 4)} if chance.random() < 0.5 else None,
            "received_at": moment(f"2026-07-{chance.randint(1, 9):02}T09:00"),
            "core": chance.choice((1, 2, 3, 4, 9)),
        }


@pytest.mark.parametrize("seed", range(8))
def test_rows_and_figures_cannot_be_subtracted(here: Room, seed: int) -> None:
    """An adversary holds every group of each question in the rows against the same group of the figures."""
    rate(here, anyone(random.Random(seed)))
    told = sessions(here)
    for indicator in TRIED.values():
        valid = [each for each in told if each.get(indicator, "9") in "1234"]
        for name, (by, _) in SAID.items():
            groups = shown(here, indicator, by)
            assert (groups.pop("all") or 0) == len(valid)
            if any(name in each for each in valid):
                rows = Counter(each[name] for each in valid if name in each)
                assert sorted(rows.values()) == sorted(n or 0 for n in groups.values()), (indicator, name)
    kinds = Counter(tuple(each.get(name, "") for name in SAID) for each in told)
    assert all(n >= K_ROWS for n in kinds.values())
