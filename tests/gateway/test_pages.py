"""A table read page by page says what it says as a whole: its rows, and what follows from them, once."""

import zlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway.feeds import cube
from store import cubes, figures, packed
from store.database import Database
from store.keys import Keys
from store.tables import cubes as kept
from tests.gateway.rooms import Room, mali, moment, room, told
from tests.publishing import as_written
from workers.publishing import publish_due

pytestmark = pytest.mark.anyio
COMMUNES = ("ML070101", "ML070102", "ML070401")
SCORED = ("G1", "G2", "G3", "G6")
ADDRESS = "/v1/indicators?period=2026-Q3&level=adm3&by=sex"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Three communes of which women and men rate four things, published."""
    here = room(database, keys, data_dir)
    monkeypatch.setattr(cube, "published", as_written)
    monkeypatch.setattr(packed, "BLOCK", 4)
    for unit in COMMUNES:
        for indicator in SCORED:
            for sex in ("f", "m"):
                rate(here, unit, indicator, sex)
    here.clock.at = moment("2026-10-15T12:00")
    publish_due(here.house, here.clock.at)
    return here


def rate(here: Room, unit: str, indicator: str, sex: str) -> None:
    with here.house.database.write() as conn:
        for at in range(35):
            figures.observe(
                conn,
                indicator=indicator,
                places=mali().gazetteer.ancestors(unit),
                period="2026-Q3",
                authority=1,
                group=f"all sex:{sex}",
                numerator=float(at < 20),
                denominator=1.0,
                member=f"{unit}-{at % 3}",
            )


async def pages(here: Room, limit: int) -> list[dict[str, Any]]:
    found = [await told(here, f"{ADDRESS}&limit={limit}", "figures")]
    while after := found[-1]["links"].get("next"):
        found.append(await told(here, after, "figures"))
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7])
async def test_page_by_page(here: Room, limit: int) -> None:
    whole, found = await told(here, ADDRESS, "figures"), await pages(here, limit)
    assert [row for page in found for row in page["data"]] == whole["data"]
    for name, least in (("gender_gap", 12), ("community_score", 3)):
        beside = [each for page in found for each in page["meta"]["derived"][name]]
        assert len(beside) == least
        assert beside == whole["meta"]["derived"][name]


async def test_a_cube_of_an_older_version_is_read_as_before(here: Room) -> None:
    """Its tables lie in one piece, and in no order."""
    before = await told(here, ADDRESS, "figures")
    with here.house.database.write() as conn:
        for each in cubes.listed(conn):
            for name, rows in cubes.parts(conn, each.indicator, each.period).items():
                if isinstance(rows, packed.Packed):
                    body = zlib.compress(packed.dumped(list(rows)[::-1]))
                    of = (kept.c.indicator == each.indicator, kept.c.period == each.period)
                    conn.execute(update(kept).where(*of, kept.c.part == name).values(body=body))
    assert await told(here, ADDRESS, "figures") == before
