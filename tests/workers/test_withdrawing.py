"""What was published under laxer rules is named, and taken back without telling anything new (P58, P59)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.feeds import cube, publication, shares
from gateway.feeds.masking import masked
from store import cubes, figures
from store.database import Database
from store.keys import Keys
from store.warning import Measured
from tests.gateway.rooms import Room, mali, moment, room
from tests.gateway.test_hidden_groups import crowd, rate, sessions
from tests.publishing import as_written
from workers.withdrawing import WHOLE, Found, looked_through

READ = moment("2026-10-15T12:00")
PERIOD = "2026-Q3"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(cube, "published", as_written)
    made = room(database, keys, data_dir)
    made.clock.at = READ
    return made


@contextmanager
def careless(monkeypatch: pytest.MonkeyPatch, *, audited: bool = False) -> Iterator[None]:
    """As if only small cells were hidden, and nobody looked."""
    with monkeypatch.context() as before:
        few = {
            "suppress": lambda entries, *_: {e.key: e.reason for e in entries if e.reason and not e.silent}
        }
        for name, rule in (few if audited else {**few, "exposures": lambda *_: []}).items():
            before.setattr(f"gateway.feeds.grouped.{name}", rule)
        yield


def told(here: Room, indicator: str, level: int) -> dict[Any, tuple[Any, Any]]:
    defined = here.house.country.indicator(indicator)
    assert defined is not None
    rows = cube.rows(here.house, defined, PERIOD, cube.Cut(level, "figures"))
    return {row["adm2_code"]: (row["n"], row["suppressed"]) for row in rows}


def observe(here: Room, unit: str, n: int) -> None:
    with here.house.database.write() as conn:
        for index in range(n):
            about = {"indicator": "G2", "period": PERIOD, "authority": 1, "group": "all"}
            places = mali().gazetteer.ancestors(unit)
            sums = {"numerator": 1.0, "denominator": 1.0, "member": f"{unit}-{index % 3}"}
            figures.observe(conn, places=places, **about, **sums)  # type: ignore[arg-type]


def small_and_large(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four in one cercle follow from the forty of the other."""
    observe(here, "ML070401", 40)
    observe(here, "ML070301", 4)
    indicator = here.house.country.indicator("G2")
    assert indicator is not None
    with careless(monkeypatch):
        assert publication.publish(here.house, indicator, PERIOD, READ)


def test_a_cube_is_named_and_loses_what_would_be_hidden(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    small_and_large(here, monkeypatch)
    observe(here, "ML070401", 7)
    before = {"ML0703": (None, "k<10"), "ML0704": (40, None)}
    (found,) = looked_through(here.house, READ, withdraw=False)
    assert found.what == f"G2 {PERIOD}"
    assert told(here, "G2", 2) == before
    assert looked_through(here.house, READ, withdraw=True) == [found]
    assert told(here, "G2", 2) == {**before, "ML0704": (None, "secondary")}
    assert told(here, "G2", 1) == {None: (44, None)}, "those who came since are told in no version"
    assert looked_through(here.house, READ, withdraw=True) == []


def test_a_cube_that_would_be_held_back_is_not_published_again(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_and_large(here, monkeypatch)
    with careless(monkeypatch, audited=True):
        assert looked_through(here.house, READ, withdraw=True) == [Found(f"G2 {PERIOD}", WHOLE)]
    assert told(here, "G2", 1) == {}
    with here.house.database.read() as conn:
        assert cubes.blocked(conn) == [f"G2 {PERIOD}"]
    indicator = here.house.country.indicator("G2")
    assert indicator is not None
    assert PERIOD not in publication.due(here.house, indicator, READ)


def test_rows_lose_what_the_figures_hide(here: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were one of the groups hidden, the rows would not say who is of which."""
    rate(here, crowd(f=40, m=40, unsaid=12))
    assert Counter(each.get("sex") for each in sessions(here)) == {"f": 40, "m": 40, None: 12}
    monkeypatch.setattr("workers.packaging._whole", lambda *_: frozenset())
    (found,) = looked_through(here.house, here.clock.at, withdraw=False)
    assert (found.what, found.tells) == ("lasomi-ml-ratings-2026-q3", 80)
    assert looked_through(here.house, here.clock.at, withdraw=True) == [found]
    assert Counter(each.get("sex") for each in sessions(here)) == {None: 92}
    assert looked_through(here.house, here.clock.at, withdraw=True) == []


def test_rows_lose_an_answer_whose_figure_is_not_published(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(here, crowd(f=40, m=40))
    with here.house.database.write() as conn:
        cubes.withdraw(conn, "G1", PERIOD)
    assert looked_through(here.house, here.clock.at, withdraw=True)
    assert sessions(here) == []


def test_what_is_in_order_stays(here: Room) -> None:
    rate(here, crowd(f=40, m=40))
    before = sessions(here)
    assert looked_through(here.house, here.clock.at, withdraw=True) == []
    assert sessions(here) == before


def test_a_delay_keeps_its_seconds_and_loses_of_how_many_it_is() -> None:
    """As it was told until it was found that two steps say together how many alerts nobody answered."""
    indicator = mali().indicator("E4")
    assert indicator is not None
    measured = [Measured("ML07", 60.0 + at, frozenset({f"p{at}"})) for at in range(5)]
    today = shares.delay_rows(mali(), indicator, "2026-W40", "receipt_to_alert", measured, level=1)
    before = [{**row, "n": 5} for row in today]
    assert masked({"figures/1/all": before}, {"figures/1/all": today}) == ({"figures/1/all": today}, 2)
    assert [row["value"] for row in today] == [62.0, 63.6]
