"""OGC API – Features, core: what QGIS asks, in the order it asks it (`standards.md` §3)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import HOST, NOON, Room, incident, moment, room

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    made = room(database, keys, data_dir)
    for each in ("a", "b", "c"):
        made.keep(incident(each, state="verified"), released_at=NOON)
    made.clock.at = moment("2026-11-02T12:00")
    made.ratings("ML070101", "2026-Q3", yes=18, no=22)
    return made


async def told(here: Room, path: str, *scopes: str, status: int = 200) -> Any:
    async with here.reader(*(scopes or ("events",))) as reader:
        answer = await reader.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


def link(body: Any, rel: str) -> str | None:
    return next((each["href"] for each in body["links"] if each["rel"] == rel), None)


async def test_from_the_landing_page_to_the_last_point(here: Room) -> None:
    async with here.client() as stranger:
        landing = (await stranger.get("/v1")).json()
        conformance = (await stranger.get(str(link(landing, "conformance")))).json()
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conformance["conformsTo"]
    collections = await told(here, str(link(landing, "data")))
    found = next(each for each in collections["collections"] if each["id"] == "incidents")
    west, south, east, north = found["extent"]["spatial"]["bbox"][0]
    assert -13 < west < east < 5
    assert 10 < south < north < 25
    ids: list[str] = []
    path = f"{link(found, 'items')}?limit=2"
    while path:
        page = await told(here, path)
        assert page["numberReturned"] == len(page["features"])
        ids += [feature["id"] for feature in page["features"]]
        path = link(page, "next") or ""
    assert ids == ["a", "b", "c"]
    one = await told(here, f"{link(found, 'items')}/b")
    assert (one["id"], urlsplit(str(link(one, "self"))).path) == ("b", "/v1/collections/incidents/items/b")
    assert str(link(one, "self")).startswith(HOST)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("bbox=0,15,1,16", 3),
        ("bbox=0,15,-50,1,16,5000", 3),
        ("bbox=170,15,1,16", 3),
        ("bbox=2,15,3,16", 0),
        ("datetime=2026-10-13", 3),
        ("datetime=2026-10-18T00:00:00Z", 3),
        ("datetime=2026-10-19T00:00:00Z", 0),
        ("datetime=../2026-10-13", 3),
        ("datetime=2026-10-20/..", 0),
        ("datetime=2026-10-01/2026-10-30T12:00:00%2B00:00", 3),
        ("limit=20000", 3),
    ],
)
async def test_boxes_and_intervals(here: Room, query: str, count: int) -> None:
    assert (await told(here, f"/v1/collections/incidents/items?{query}"))["numberReturned"] == count


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("incidents/items?bbox=1,2,3", 400),
        ("incidents/items?bbox=a,b,c,d", 400),
        ("incidents/items?datetime=yesterday", 400),
        ("incidents/items?datetime=2026-10-14/2026-10-13", 400),
        ("incidents/items?limit=0", 400),
        ("incidents/items?other=1", 400),
        ("incidents/items?cursor=WyJ4Il0", 400),
        ("incidents/items/none", 404),
        ("places/items/none", 404),
        ("nothing", 404),
        ("nothing/items", 404),
        ("indicators-adm2/items", 403),
    ],
)
async def test_what_cannot_be_answered_has_our_error(here: Room, path: str, status: int) -> None:
    assert set(await told(here, f"/v1/collections/{path}", status=status)) == {"error"}


async def test_figures_lie_at_the_seat_of_their_unit(here: Room) -> None:
    base = "/v1/collections/indicators-adm2/items"
    page = await told(here, f"{base}?datetime=2026-08-01&limit=100", "figures")
    rated = [each for each in page["features"] if each["properties"]["indicator"] == "G1"]
    assert [each["id"] for each in rated] == ["G1.ML0701.1.all.all.all.2026-Q3.none"]
    assert rated[0]["properties"]["value"] == 0.45
    assert (await told(here, f"{base}/{rated[0]['id']}", "figures"))["geometry"] == rated[0]["geometry"]
    await told(here, f"{base}/none", "figures", status=404)
    await told(here, base, "public", status=403)


async def test_places_need_any_key(here: Room) -> None:
    page = await told(here, "/v1/collections/places/items?bbox=0.4,15.6,0.6,15.7", "sessions")
    assert "ML070101" in {feature["id"] for feature in page["features"]}
    assert (await told(here, "/v1/collections/places/items/ML07", "public"))["properties"]["name"] == "Gao"
    async with here.client() as stranger:
        assert (await stranger.get("/v1/collections")).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "status"), [(("events",), 200), (("figures",), 403), (("monitor@ML07",), 200)]
)
async def test_incidents_need_their_scope(here: Room, scopes: tuple[str, ...], status: int) -> None:
    await told(here, "/v1/collections/incidents/items", *scopes, status=status)
    await told(here, "/v1/collections/incidents/items/a", *scopes, status=status)


async def test_one_person_alone_opens_no_rows(here: Room) -> None:
    """P50: the door looks at both names whatever the address."""
    alone = here.key("events", approved_by="ben")
    with here.house.database.write() as conn:
        conn.exec_driver_sql("UPDATE api_keys SET approved_by = issued_by")
    async with here.client(Authorization=f"Bearer {alone}") as reader:
        for path in ("/v1/incidents", "/v1/collections/incidents/items", "/v1/incidents?format=xlsx"):
            assert (await reader.get(path)).status_code == 403
