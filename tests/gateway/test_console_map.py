"""The map of events and of figures, from regions to communes, with links and a slider that need no script."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, incident, room
from tests.login import enter

pytestmark = pytest.mark.anyio
MAP = "/console/map"
ROW = re.compile(r'<th scope="row">(?:<a href="([^"]+)">)?([^<(]+).*?<td class="n">(\d+)</td>')


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir, patience=0.0)
    made.keep(incident(severity=4))
    made.keep(incident("i-2", adm3="ML070102"))
    made.keep(incident("old", opened_at=NOON - timedelta(weeks=2)))
    made.keep(incident("elsewhere", adm1="ML05", adm2="ML0504", adm3="ML050409"))
    made.person("moussa", ["monitor"], ["ML0701"])
    made.person("nana", ["national"], ["ML"])
    made.person("ada", ["analyst"], ["ML"])
    made.person("op", ["operator"], ["ML"])
    return made


async def rows(here: Room, login: str, query: str = "") -> dict[str, int]:
    page = await shown(here, login, query)
    return {name.strip(): int(n) for _, name, n in ROW.findall(page) if int(n)}


async def shown(here: Room, login: str, query: str = "", status: int = 200) -> str:
    async with here.client() as browser:
        await enter(browser, login)
        answer = await browser.get(f"{MAP}{query}")
    assert answer.status_code == status
    return unescape(answer.text)


async def test_from_the_country_down_to_a_commune(here: Room) -> None:
    assert await rows(here, "nana") == {"Gao": 2, "Mopti": 1}
    assert await rows(here, "nana", "?in=ML07") == {"Ansongo": 2}
    communes = await rows(here, "nana", "?in=ML0701")
    assert sorted(communes.values()) == [1, 1]
    page = await shown(here, "nana", "?in=ML0701")
    assert page.count("<svg") == 1
    assert 'aria-current="true">Ansongo' in page


async def test_a_monitor_sees_their_own_area_only(here: Room) -> None:
    assert await rows(here, "moussa") == {"Gao": 2}
    await shown(here, "moussa", "?in=ML05", 404)
    assert "Mopti: 1" not in await shown(here, "moussa")


async def test_the_slider_goes_back_in_weeks(here: Room) -> None:
    assert await rows(here, "nana", "?back=2") == {"Gao": 1}
    empty = await shown(here, "nana", "?back=9")
    assert "Allez plus loin en arrière" in empty
    assert 'type="range"' in empty
    assert "back=10" in empty
    assert "Semaine 40 de 2026" in await shown(here, "nana", "?back=2")


async def test_an_analyst_sees_figures_and_no_event(here: Room) -> None:
    page = await shown(here, "ada", "?what=G1")
    assert "<svg" in page
    assert "Événements de ma zone" not in page
    await shown(here, "ada", "?what=events", 404)
    await shown(here, "op", "", 404)


@pytest.mark.parametrize(
    "query", ["?what=nothing", "?in=ML99", "?in=ML070101", "?what=G1&in=XX", "?back=x&in=<"]
)
async def test_what_is_not_there_is_not_shown(here: Room, query: str) -> None:
    await shown(here, "nana", query, 404)


async def test_the_figure_of_an_earlier_period(here: Room) -> None:
    pages = [await shown(here, "ada", f"?what=G1&back={back}") for back in (0, 1)]
    assert "Trimestre 3 de 2026" in pages[0]
    assert "Trimestre 2 de 2026" in pages[1]
