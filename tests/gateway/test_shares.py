"""Delays and shares by place: nothing hidden can be told to within less than five people (P58)."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.definitions import Indicator
from core.disclosure import Entry
from core.warning import Referred, Share, Warned
from gateway.feeds import answered, cube, shares, warning
from gateway.feeds.publication import due, publish
from store import cubes
from store.database import Database
from store.keys import Keys
from store.tables import completeness
from store.warning import Measured
from tests.gateway.rooms import mali, moment, room
from tests.gateway.test_warning import referred
from tests.gateway.warning_room import READ, WEEK, Week

SHORT = {"ML07": 10, "ML06": 1, "ML05": 1}
"""12 in the country less 10 shown would leave 2, and whoever is hidden has one at least."""
HIDDEN = (
    (SHORT, {"ML07": "secondary", "ML06": "k<5", "ML05": "k<5"}),
    ({"ML07": 10, "ML06": 4, "ML05": 3}, {"ML07": None, "ML06": "k<5", "ML05": "k<5"}),
    ({"ML07": 10, "ML06": 6, "ML05": 1}, {"ML07": None, "ML06": "secondary", "ML05": "k<5"}),
    ({"ML07": 10, "ML06": 6}, {"ML07": None, "ML06": None}),
    ({"ML07": 10, "ML": 1}, {"ML07": "secondary"}),
)
"""By place: how many alerts there were, each told by somebody else, and why its row is hidden."""
REASONS = [pytest.param(sizes, wanted, id=str(sizes)) for sizes, wanted in HIDDEN]
SIZES = st.dictionaries(
    st.sampled_from(["ML", "ML05", "ML06", "ML07", "ML0701", "ML0702", "ML0603"]), st.integers(1, 12)
)


def indicator(name: str) -> Indicator:
    found = mali().indicator(name)
    assert found is not None
    return found


def measured(sizes: dict[str, int]) -> list[Measured]:
    return [
        Measured(place, 60.0 * at, frozenset({f"{place}-{at}"}))
        for place, n in sizes.items()
        for at in range(n)
    ]


def shared(sizes: dict[str, int]) -> dict[str, Share]:
    """The same as shares of all levels, half of each."""
    places = {place[:size] for place in sizes for size in range(2, len(place) + 1, 2)}
    wholes = {at: sum(n for place, n in sizes.items() if place.startswith(at)) for at in places}
    return {place: Share(n // 2, n, n) for place, n in wholes.items()}


def reasons(rows: list[dict[str, object]]) -> dict[object, object]:
    return {row["adm1_code"]: row["suppressed"] for row in rows}


@pytest.mark.parametrize(("sizes", "wanted"), REASONS)
def test_delays_leave_room_for_five(sizes: dict[str, int], wanted: dict[str, str | None]) -> None:
    rows = shares.delay_rows(mali(), indicator("E4"), WEEK, "receipt_to_alert", measured(sizes), level=1)
    assert reasons([dict(row) for row in rows]) == wanted
    assert {(row["n"], row["denominator"]) for row in rows} <= {(None, None)}


def test_of_six_that_two_regions_share_each_has_one_to_five() -> None:
    """The row of a delay that is hidden tells that somebody is there; that of a share does not."""
    sizes = {"ML07": 10, "ML06": 3, "ML05": 3}
    step, few = "receipt_to_alert", {"ML06": "k<5", "ML05": "k<5"}
    rows = shares.delay_rows(mali(), indicator("E4"), WEEK, step, measured(sizes), level=1)
    assert reasons([dict(row) for row in rows]) == {"ML07": "secondary", **few}
    rows = shares.share_rows(mali(), indicator("E5"), WEEK, shared(sizes), level=1)
    assert reasons([dict(row) for row in rows]) == {"ML07": None, **few}


@pytest.mark.parametrize(("sizes", "wanted"), REASONS)
def test_shares_are_hidden_as_widely(sizes: dict[str, int], wanted: dict[str, str | None]) -> None:
    rows = shares.share_rows(mali(), indicator("E5"), WEEK, shared(sizes), level=1)
    assert reasons([dict(row) for row in rows]) == wanted


@given(SIZES)
@settings(deadline=None, max_examples=50)
def test_nothing_hidden_is_exposed(sizes: dict[str, int]) -> None:
    assert not shares.delay_exposures(mali(), indicator("E4"), measured(sizes))
    assert not shares.share_exposures(mali(), indicator("E5"), shared(sizes))


@given(
    st.lists(st.tuples(st.sampled_from(["ML05", "ML06", None]), st.sampled_from([1, 4]), st.integers(1, 15)))
)
@settings(deadline=None, max_examples=50)
def test_no_answer_is_exposed(sizes: Sequence[tuple[str | None, int, int]]) -> None:
    asked = [Referred(authority, region, READ) for region, authority, n in sizes for _ in range(n)]
    assert not answered.audited(answered.cells(mali(), asked), answered.is_small)


def test_the_cases_of_no_region_do_not_follow() -> None:
    """Thirteen in the country less twelve in Gao would leave one: what the state itself was asked."""
    asked = [Referred(1, region, READ) for region in [*["ML07"] * 12, None]]
    why = answered.hidden(answered.cells(mali(), asked), answered.is_small)
    assert {place for place, _ in why} == {"ML07"}


@pytest.fixture
def week(database: Database, keys: Keys, data_dir: Path) -> Week:
    here = room(database, keys, data_dir)
    here.clock.at = READ
    return Week(here)


def alerts(week: Week) -> None:
    for place, n in (("ML0701", 10), ("ML0702", 1), ("ML0603", 1)):
        for _ in range(n):
            week.alerted("11", seconds=60.0, place=place, state="verified")


def relays(week: Week) -> None:
    with week.house.database.write() as conn:
        for area, expected in (("ML0701", 9), ("ML0603", 2)):
            values = {"area": area, "week": WEEK, "expected": expected, "reporting": 2, "phones": 9}
            conn.execute(completeness.insert().values(**values, population=None))


def cases(week: Week) -> None:
    for authority, n in ((1, 12), (4, 1)):
        for _ in range(n):
            referred(week, authority=authority, days=3)
    week.here.clock.at = moment("2026-10-15T12:00")


CARELESS = (
    ("E1", WEEK, "counts", alerts),
    ("E4", WEEK, "shares", alerts),
    ("E5", WEEK, "shares", alerts),
    ("E7", WEEK, "shares", relays),
    ("E8", "2026-Q3", "answered", cases),
    ("G10", "2026-Q3", "answered", cases),
    ("G11", "2026-Q3", "answered", cases),
)
"""An indicator, a period, the table whose suppression fails, and what was told."""


def primary(entries: Collection[Entry], *_: object) -> dict[str, str]:
    """What hides small cells and nothing beside them."""
    return {each.key: each.reason for each in entries if each.reason and not each.silent}


@pytest.mark.parametrize(("name", "period", "module", "told"), CARELESS)
def test_what_gives_somebody_away_is_not_published(
    week: Week, monkeypatch: pytest.MonkeyPatch, name: str, period: str, module: str, told: object
) -> None:
    assert callable(told)
    told(week)
    with monkeypatch.context() as careless:
        careless.setattr(f"gateway.feeds.{module}.suppress", primary)
        assert not publish(week.house, indicator(name), period, week.here.clock.at)
    with week.house.database.read() as conn:
        assert cubes.blocked(conn) == [f"{name} {period}"]
    assert publish(week.house, indicator(name), period, week.here.clock.at)
    assert cube.Cut(1, "figures").name in _parts(week, name, period)


@pytest.mark.parametrize("name", ["E1", "E3", "E6"])
def test_what_leans_on_a_week_waits_for_it(week: Week, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """And is held back with it, whoever asks."""
    alerts(week)
    house, now = week.house, week.here.clock.at
    assert WEEK not in due(house, indicator(name), now)
    with monkeypatch.context() as careless:
        careless.setattr("gateway.feeds.counts.suppress", primary)
        assert not publish(house, indicator("incidents"), WEEK, now)
        assert not publish(house, indicator(name), WEEK, now)
        assert WEEK not in due(house, indicator(name), now)
    assert publish(house, indicator("incidents"), WEEK, now)
    assert WEEK in due(house, indicator(name), now)
    assert publish(house, indicator(name), WEEK, now)


def _parts(week: Week, name: str, period: str) -> Collection[str]:
    with week.house.database.read() as conn:
        return cubes.parts(conn, name, period)


def test_seven_cases_of_one_person_do_not_follow() -> None:
    """Seventeen alerts less ten of Gao leave seven that name no region, and one person told of them all."""
    step, e4, e5 = "receipt_to_alert", indicator("E4"), indicator("E5")
    told = [*measured({"ML07": 10}), *(Measured("ML", 60.0, frozenset({"one"})) for _ in range(7))]
    rows = shares.delay_rows(mali(), e4, WEEK, step, told, level=1)
    assert reasons([dict(row) for row in rows]) == {"ML07": "secondary"}
    for apart, reason in ((1, "secondary"), (5, None)):
        found = {"ML": Share(8, 17, 11, apart), "ML07": Share(5, 10, 10)}
        rows = shares.share_rows(mali(), e5, WEEK, found, level=1)
        assert reasons([dict(row) for row in rows]) == {"ML07": reason}


def test_who_told_of_alerts_of_no_region() -> None:
    """Seven by one person; where regions are told, nothing finer is."""
    gao = [Warned("ML07", 4, "verified", None, frozenset({f"p{at}"})) for at in range(10)]
    elsewhere = [Warned(None, 4, "false", None, frozenset({"one"})) for _ in range(7)]
    assert warning._judged([*gao, *elsewhere], "ML", mali()) == Share(10, 17, 11, 1)
    assert warning._judged(gao, "ML07", mali()) == Share(10, 10, 10)
