"""Files of published figures, each in the audit; and how far an import, an export, a backup is."""

import json
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from store import audit, strides
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, room
from tests.login import enter

pytestmark = pytest.mark.anyio
PAGE = "/console/exports"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.ratings("ML070101", "2026-Q3", yes=40, no=20)
    made.person("ada", ["analyst"], ["ML"])
    made.person("root", ["admin"], ["ML"])
    return made


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("indicators.csv?indicator=G1&level=adm1", b"indicator,"),
        ("indicators.xlsx", b"PK"),
        ("indicators.geojson?indicator=G1", b'{"type":"FeatureCollection"'),
        ("commitments.csv", b"commitment,"),
    ],
)
async def test_a_file_is_what_the_feed_serves_and_stands_in_the_audit(
    here: Room, path: str, begins: bytes
) -> None:
    async with here.client() as browser:
        await enter(browser, "ada")
        answer = await browser.get(f"{PAGE}/{path}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert "attachment; filename=" in answer.headers["content-disposition"]
    acts = [each for each in _acts(here) if each.action == "export"]
    assert [each.object for each in acts] == [path.partition(".")[0]]


def _acts(here: Room) -> list[audit.Act]:
    with here.house.database.read() as conn:
        return list(audit.acts(conn, 10))


@pytest.mark.parametrize(
    "path", ["incidents.csv", "indicators.acled", "indicators.json", "indicators.csv?level=adm9"]
)
async def test_what_is_no_file_of_theirs_is_not_there(here: Room, path: str) -> None:
    async with here.client() as browser:
        await enter(browser, "ada")
        assert (await browser.get(f"{PAGE}/{path}")).status_code == 404


async def test_who_sees_no_figures_takes_none_away(here: Room) -> None:
    async with here.client() as browser:
        await enter(browser, "root")
        answers = [await browser.get(path) for path in (PAGE, f"{PAGE}/indicators.csv")]
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_long_import_shows_how_far_it_is(here: Room) -> None:
    data = here.house.settings.data_dir
    async with here.client() as browser:
        await enter(browser, "ada")
        empty = unescape((await browser.get(PAGE)).text)
        with strides.stride(data, "import commitments", here.clock, 2000) as went:
            went(700)
            going = unescape((await browser.get(PAGE)).text)
            went(2000)
        done = unescape((await browser.get(PAGE)).text)
    assert "Aucun import" in empty
    assert 'value="700" max="2000"' in going
    assert 'data-every="10"' in going
    assert '<noscript><p><a href="">Actualiser</a></p></noscript>' in going
    assert "import d'engagements · terminé · 2000 / 2000" in done


def test_work_that_fails_and_work_that_was_killed(here: Room) -> None:
    data = here.house.settings.data_dir
    with pytest.raises(ValueError, match="bad"), strides.stride(data, "backup", here.clock):
        raise ValueError("bad")
    left = strides.stride(data, "export indicators", here.clock)
    left.__enter__()
    later = [
        strides.listed(data, NOON + after) for after in (timedelta(0), timedelta(hours=7), timedelta(days=8))
    ]
    assert sorted(one.state for one in later[0]) == ["failed", "going"]
    assert sorted(one.state for one in later[1]) == ["failed", "lost"]
    assert later[2] == []


def test_no_name_of_a_file_and_no_person_stands_in_it(here: Room) -> None:
    data = here.house.settings.data_dir
    with strides.stride(data, "import updates", here.clock, 3) as went:
        went(3)
    (path,) = (data / strides.FOLDER).glob("*.json")
    assert set(json.loads(path.read_text())) == {"id", "what", "done", "total", "begun", "last", "state"}
