"""A cube is published once it is due, read from then on, and replaced by nothing that isolates a person."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.feeds import counts, cube, draft, publication
from ops.querylog import asked
from store import cubes, figures, queries
from store.database import Database
from store.keys import Keys
from store.shred import shred
from tests.gateway.rooms import Room, mali, moment, room, seen, told
from tests.publishing import as_written
from workers.publishing import publish_due, revise_due

pytestmark = pytest.mark.anyio
READ = moment("2026-10-15T12:00")
PATH = "/v1/indicators?period=2026-Q3&level=adm2&indicator=G2"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Read as it is written: nobody publishes but the duty."""
    monkeypatch.setattr(cube, "published", as_written)
    made = room(database, keys, data_dir)
    made.clock.at = READ
    return made


def rate(here: Room, unit: str, sex: str, *, yes: int, n: int, period: str = "2026-Q3") -> None:
    with here.house.database.write() as conn:
        for index in range(n):
            figures.observe(
                conn,
                indicator="G2",
                places=mali().gazetteer.ancestors(unit),
                period=period,
                authority=1,
                group=f"all sex:{sex} lang:bm" if sex else "all lang:fr",
                numerator=float(index < yes),
                denominator=1.0,
                member=f"{unit}-{index % 3}",
            )


async def values(here: Room, path: str = PATH) -> list[tuple[Any, ...]]:
    return seen((await told(here, path, "figures"))["data"], "sex", "value", "n", "suppressed")


def publish(here: Room, indicator: str = "G2", period: str = "2026-Q3") -> bool:
    found = here.house.country.indicator(indicator)
    assert found is not None
    return publication.publish(here.house, found, period, here.clock.at)


async def test_nothing_is_read_before_it_is_published_and_nothing_else_after(here: Room) -> None:
    rate(here, "ML070401", "f", yes=20, n=40)
    assert await values(here) == []
    assert publish(here)
    before = await values(here)
    assert before == [("all", 0.5, 40, None)]
    rate(here, "ML070401", "f", yes=20, n=20)
    assert not publish(here)
    assert await values(here) == before


async def test_by_sex(here: Room) -> None:
    """S7: women 7 of 10, men 16 of 40."""
    rate(here, "ML070401", "f", yes=7, n=10)
    rate(here, "ML070401", "m", yes=16, n=40)
    publish(here)
    assert await values(here, f"{PATH}&by=sex") == [
        ("all", 0.46, 50, None),
        ("f", 0.7, 10, None),
        ("m", 0.4, 40, None),
    ]
    assert await values(here) == [("all", 0.46, 50, None)]


async def test_who_did_not_say_hides_somebody_too(here: Room) -> None:
    """Three said nothing: with 53, 40 men and 10 women they would follow."""
    for sex, n in (("f", 10), ("m", 40), ("", 3)):
        rate(here, "ML070401", sex, yes=n // 2, n=n)
    publish(here)
    body = await told(here, f"{PATH}&by=sex", "figures")
    assert seen(body["data"], "sex", "n", "suppressed", "sex_missing") == [
        ("all", 53, None, None),
        ("f", None, "secondary", None),
        ("m", 40, None, None),
    ]


async def test_a_group_that_no_column_names_has_its_own_two(here: Room) -> None:
    for sex in ("f", ""):
        rate(here, "ML070401", sex, yes=10, n=20)
    publish(here)
    body = await told(here, f"{PATH}&by=language", "figures")
    assert seen(body["data"], "by", "group", "n") == [
        ("language", "all", 40),
        ("language", "bm", 20),
        ("language", "fr", 20),
    ]
    async with here.reader("figures") as reader:
        answer = await reader.get(f"{PATH}&by=language&format=csv")
    assert [line.split(",")[-2:] for line in answer.text.splitlines()] == [
        ["by", "group"],
        ["language", "all"],
        ["language", "bm"],
        ["language", "fr"],
    ]


@pytest.mark.parametrize("path", ["?indicator=incidents&by=sex", "?by=village", "?indicator=G10&by=sex"])
async def test_no_other_dimension(here: Room, path: str) -> None:
    async with here.reader("figures") as reader:
        answer = await reader.get(f"/v1/indicators{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_parameter")


def test_a_quarter_is_due_when_its_last_phone_is_a_day_old(here: Room) -> None:
    indicator = here.house.country.indicator("G1")
    assert indicator is not None
    end = moment("2026-10-01T00:00")
    assert "2026-Q3" not in publication.due(here.house, indicator, end + timedelta(hours=23))
    assert "2026-Q3" in publication.due(here.house, indicator, end + timedelta(hours=24))


async def test_the_clock_publishes_everything_that_is_due(here: Room) -> None:
    rate(here, "ML070401", "f", yes=20, n=40)
    here.reported("ML070101", "2026-W40", "22", 6, incidents_=3)
    assert publish_due(here.house, READ) > 0
    assert publish_due(here.house, READ) == 0
    assert await values(here) == [("all", 0.5, 40, None)]
    body = await told(here, "/v1/indicators?indicator=incidents_22&place=ML07&period=2026-W40", "figures")
    assert seen(body["data"], "value") == [(3,)]


def test_a_stored_week_knows_no_hidden_number(here: Room) -> None:
    here.reported("ML070101", "2026-W40", "22", 6, incidents_=3)
    here.reported("ML070101", "2026-W40", "21", 2, incidents_=2)
    publish(here, "incidents", "2026-W40")
    with here.house.database.read() as conn:
        week = counts.unpacked(cubes.part(conn, "incidents", "2026-W40", draft.TABLE))
    assert week.by_code["ML07", "22"].incidents == 3
    assert (week.by_code["ML07", "21"].incidents, week.hidden["ML07/21"]) == (0, "k<5")


async def test_a_cube_that_gives_somebody_away_is_not_published(
    here: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit is asked last, whatever suppressed the cells."""
    rate(here, "ML070401", "f", yes=20, n=40)
    rate(here, "ML070301", "f", yes=2, n=4)
    monkeypatch.setattr(
        "gateway.feeds.grouped.suppress", lambda entries, *_: {e.key: e.reason for e in entries if e.reason}
    )
    assert not publish(here)
    assert await values(here) == []
    with here.house.database.read() as conn:
        assert cubes.blocked(conn) == ["G2 2026-Q3"]


@pytest.mark.parametrize(("more", "replaced"), [(0, 0), (3, 0), (10, 1)])
async def test_on_the_first_monday_only_what_moved_by_a_crowd(here: Room, more: int, replaced: int) -> None:
    rate(here, "ML070401", "m", yes=20, n=40)
    publish(here)
    rate(here, "ML070401", "m", yes=more, n=more)
    assert revise_due(here.house, moment("2026-10-26T06:00")) == 0
    assert revise_due(here.house, moment("2026-11-02T06:00")) == replaced
    assert revise_due(here.house, moment("2026-11-02T06:01")) == 0
    here.clock.at = moment("2026-11-03T06:00")
    assert [row[2] for row in await values(here)] == [40 + more * replaced]


@pytest.mark.parametrize(("unsure", "replaced"), [(0, 1), (1, 0), (10, 1)])
def test_who_does_not_know_is_a_crowd_too(here: Room, unsure: int, replaced: int) -> None:
    """Fifteen more rate in Mopti; beside those of Gao one more may say that they do not know."""
    for unit in ("ML070401", "ML050101"):
        rate(here, unit, "m", yes=20, n=40)
    publish(here)
    rate(here, "ML050101", "m", yes=5, n=15)
    about: dict[str, Any] = {
        "indicator": "G2",
        "period": "2026-Q3",
        "authority": 1,
        "group": "all sex:m lang:bm",
    }
    with here.house.database.write() as conn:
        for _ in range(unsure):
            figures.observe(conn, places=mali().gazetteer.ancestors("ML070401"), dont_know=1, **about)
    assert revise_due(here.house, moment("2026-11-02T06:00")) == replaced


def test_a_share_that_is_told_as_one_is_of_a_crowd() -> None:
    """A million do not know beside ten who do: four digits tell no more."""
    row = {"indicator": "G2", "country": "ML", "denominator": 10, "dont_know": 1.0, "value": 0.5}
    row |= dict.fromkeys(("adm1_code", "adm2_code", "adm3_code"))
    indicator = mali().indicator("G2")
    assert indicator is not None
    (of,) = (cell for name, cell in publication.told(indicator, {"a": [row]}).items() if "dont_know" in name)  # type: ignore[operator]
    assert of.n == 100_000


async def test_what_a_key_asks_is_logged_for_ninety_days(here: Room) -> None:
    rate(here, "ML070401", "m", yes=20, n=40)
    publish(here)
    async with here.reader("figures") as reader:
        for path in (PATH, PATH, f"{PATH}&by=sex", "/v1/places?format=json"):
            assert (await reader.get(path)).status_code == 200
    rows = asked(here.house, 31)
    assert [(row["product"], row["bins"], row["times"], row["cells"], row["near"]) for row in rows[:2]] == [
        ("/v1/indicators", "by=sex indicator=G2 level=adm2 period=2026-Q3", 1, 2, 1),
        ("/v1/indicators", "indicator=G2 level=adm2 period=2026-Q3", 2, 1, 1),
    ]
    later = READ + timedelta(days=91)
    shred(here.house.database, here.house.keys, later)
    with here.house.database.read() as conn:
        assert queries.read(conn, READ - timedelta(days=1)) == []
