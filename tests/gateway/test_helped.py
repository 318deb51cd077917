"""The one figure of the protected lane: off unless two agreed, from ten on, subtracted from nothing (P41)."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from core.country import Country, Protected, load_country
from core.countryfiles import read_indicators
from core.errors import Misconfigured
from gateway.feeds import publication
from gateway.feeds import routes as feeds
from store import cubes, figures
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import Room, mali, moment, room, told

pytestmark = pytest.mark.anyio
QUARTER = "2026-Q3w"  # weeks 27 to 39, of 29 June to 27 September
END = moment("2026-09-28T00:00")
ASKED = f"/v1/indicators?indicator=P1&period={QUARTER}"
COUNTED = {
    ("ML07", "2026-W27"): 4,
    ("ML07", "2026-W39"): 6,
    ("ML07", "2026-W40"): 30,  # the next quarter's
    ("ML06", "2026-W29"): 9,
    ("ML01", "2026-W29"): 57,
    ("ML", "2026-W29"): 400,  # nobody knows where
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """As it ships: nothing of the lane is published."""
    here = room(database, keys, data_dir)
    count(here)
    return here


@pytest.fixture
def open_(here: Room) -> Room:
    """Where the deployer and the focal organisation agreed in writing."""
    return in_country(here, agreed())


def agreed() -> Country:
    settings = replace(mali().settings, protected=Protected(publish=True, focal="Association de la place"))
    listed = read_indicators(mali().folder / "indicators.yaml")
    return replace(mali(), settings=settings, indicators=listed)


def in_country(here: Room, country: Country) -> Room:
    house, app = replace(here.house, country=country), FastAPI(openapi_url=None)
    app.include_router(feeds.router(house))
    return replace(here, house=house, app=app)


def count(here: Room) -> None:
    with here.house.database.write() as conn:
        for (place, week), n in COUNTED.items():
            figures.count(conn, "protected", place, week, n)


async def rows(here: Room, path: str = ASKED, *scopes: str) -> list[tuple[Any, ...]]:
    body = await told(here, path, *(scopes or ("figures",)))
    return [(row["adm1_code"], row["value"], row["period"]) for row in body["data"]]


async def test_as_it_ships_there_is_no_such_figure(here: Room) -> None:
    async with here.reader("figures") as reader:
        answer = await reader.get(ASKED)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_parameter")
        definitions = await reader.get("/v1/indicators/definitions?limit=1000")
        assert "P1" not in {row["indicator"] for row in definitions.json()["data"]}


async def test_regions_from_ten_on_and_no_row_below(open_: Room) -> None:
    assert await rows(open_) == [("ML01", 57.0, QUARTER), ("ML07", 10.0, QUARTER)]
    assert await rows(open_, ASKED, "public") == [("ML01", 57.0, QUARTER), ("ML07", 10.0, QUARTER)]


@pytest.mark.parametrize("level", ["adm0", "adm2", "adm3"])
async def test_nothing_above_and_nothing_below_the_region(open_: Room, level: str) -> None:
    assert await rows(open_, f"{ASKED}&level={level}") == []


@pytest.mark.parametrize("period", ["2026-W29", "2026-Q3"])
async def test_no_week_and_no_calendar_quarter(open_: Room, period: str) -> None:
    async with open_.reader("figures") as reader:
        assert (await reader.get(f"/v1/indicators?indicator=P1&period={period}")).status_code == 400
        everything = (await reader.get(f"/v1/indicators?period={period}")).json()["data"]
    assert "P1" not in {row["indicator"] for row in everything}


async def test_no_rating_has_a_quarter_of_weeks(open_: Room) -> None:
    assert {code for code, *_ in await rows(open_, f"/v1/indicators?period={QUARTER}")} == {"ML01", "ML07"}
    async with open_.reader("figures") as reader:
        assert (await reader.get(f"/v1/indicators?indicator=G1&period={QUARTER}")).status_code == 400


@pytest.mark.parametrize(("scope", "hours"), [("figures", 24), ("public", 72)])
async def test_not_before_its_time(open_: Room, scope: str, hours: int) -> None:
    open_.clock.at = END + timedelta(hours=hours, seconds=-1)
    async with open_.reader(scope) as reader:
        assert (await reader.get(ASKED)).status_code == 400
    open_.clock.at += timedelta(seconds=1)
    assert len(await rows(open_, ASKED, scope)) == 2


@pytest.mark.parametrize("format_", ["csv", "xlsx", "geojson"])
async def test_every_format_has_the_same_two_rows(open_: Room, format_: str) -> None:
    async with open_.reader("figures") as reader:
        answer = await reader.get(f"{ASKED}&format={format_}")
    body = read(answer.content)
    assert [code in body for code in ("ML01", "ML07", "ML06")] == [True, True, False]


def read(content: bytes) -> str:
    """What a file says; of a workbook every sheet."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist())


def test_the_cube_is_written_once_and_moves_by_ten_or_not_at_all(open_: Room) -> None:
    """What a verifier moves here later, one by one, could be subtracted from the version before."""
    (indicator,) = (each for each in open_.house.country.indicators if each.id == "P1")
    assert publication.publish(open_.house, indicator, QUARTER, END + timedelta(hours=24))
    monday = moment("2026-10-05T06:00")
    for more, replaced in ((1, False), (8, False), (1, True)):
        with open_.house.database.write() as conn:
            figures.count(conn, "protected", "ML07", "2026-W30", more)
        assert publication.revise(open_.house, indicator, QUARTER, monday) == replaced
    with open_.house.database.read() as conn:
        shown = cubes.part(conn, "P1", QUARTER, "public/1/all")
    assert {row["adm1_code"]: row["value"] for row in shown} == {"ML01": 57, "ML07": 20}


def test_it_takes_both_words_of_the_country_file(tmp_path: Path) -> None:
    """`publish` alone stops the start; with the organisation's name the figure is there."""
    assert mali().indicator("P1") is None
    with pytest.raises(Misconfigured, match="focal organisation"):
        load_country("ml", pack(tmp_path / "a", "publish: true", "focal: null"))
    assert load_country("ml", pack(tmp_path / "b", "publish: true", "focal: Une association")).indicator("P1")


def pack(root: Path, *said: str) -> Path:
    """The pack of Mali with other words under `protected`."""
    folder = root / "ml"
    folder.mkdir(parents=True)
    for path in mali().folder.iterdir():
        (folder / path.name).symlink_to(path)
    file = folder / "country.yaml"
    text = file.read_text("utf-8")
    file.unlink()
    for line, word in zip(("publish: false", "focal: null"), said, strict=True):
        assert text.count(line) == 1
        text = text.replace(line, word)
    file.write_text(text, "utf-8")
    return root
