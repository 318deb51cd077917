"""What is made public of communes gives nothing away that the public feed hides of their regions (P58)."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.disclosure import random_ratings
from core.disclosure import public_reason
from core.groups import ALL
from core.referrals import Office
from gateway.feeds import cube, publishable, ratings
from gateway.feeds.publication import publish
from gateway.feeds.ratings import RatingCell
from store import figures
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import moment, room
from tests.mali import mali
from tests.publishing import as_written

READ = moment("2026-10-15T12:00")


def told(sizes: dict[str, int]) -> set[str]:
    """Where a rating may be made public; `sizes` are of all levels."""
    cells = [RatingCell(place, 1, n / 2, n, n, 0, 5) for place, n in sizes.items()]
    return opened(cells)


def opened(cells: list[RatingCell]) -> set[str]:
    indicator = mali().indicator("G1")
    assert indicator is not None
    rows = publishable.rows(mali(), indicator, "2026-Q3", ratings.suppressed(cells, mali()))
    return {office.unit for office in publishable.offices(rows)}


def test_a_small_commune_does_not_follow_from_the_region() -> None:
    """Fifty-two of Gao, less forty of Ansongo: twelve are fewer than thirty, and one who hears both knows."""
    alone = {"ML": 52, "ML07": 52, "ML0701": 40, "ML0702": 12}
    assert told(alone) == {"ML", "ML07"}
    assert told(alone | {"ML": 92, "ML07": 92, "ML0703": 40}) == {"ML", "ML07", "ML0703"}
    assert told({"ML": 80, "ML07": 80, "ML0701": 40, "ML0702": 40}) == {"ML", "ML07", "ML0701", "ML0702"}


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=15)
def test_only_what_thirty_said_and_the_feed_has_of_regions(seed: int) -> None:
    shown = ratings.suppressed(random_ratings(mali(), random.Random(seed)), mali())
    may = {each.cell.place: each for each in shown if each.cell.group == ALL}
    open_ = opened([each.cell for each in shown])
    for place in open_:
        cell = may[place].cell
        assert not public_reason(may[place].reason, cell.denominator, cell.localities)
    assert {place for place in open_ if len(place) < 5} == {
        place for place, each in may.items() if len(place) < 5 and not each.refused
    }


def test_nothing_is_referred_before_it_is_published(
    database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was published: who rates late makes no commune public."""
    monkeypatch.setattr(cube, "published", as_written)
    here = room(database, keys, data_dir)
    here.clock.at = READ
    indicator = here.house.country.indicator("G2")
    assert indicator is not None
    rated(here.house.database, range(29))
    assert cube.rated(here.house, indicator, "2026-Q3") == []
    assert publish(here.house, indicator, "2026-Q3", READ)
    rated(here.house.database, range(29, 60))
    assert cube.rated(here.house, indicator, "2026-Q3") == []
    rated(here.house.database, range(40), "2026-Q2")
    assert publish(here.house, indicator, "2026-Q2", READ)
    assert Office(1, "ML070401") in cube.rated(here.house, indicator, "2026-Q2")


def rated(database: Database, numbers: range, period: str = "2026-Q3") -> None:
    with database.write() as conn:
        for index in numbers:
            figures.observe(
                conn,
                indicator="G2",
                places=mali().gazetteer.ancestors("ML070401"),
                period=period,
                authority=1,
                group="all",
                numerator=1.0,
                denominator=1.0,
                member=f"v{index % 3}",
            )
