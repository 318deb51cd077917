"""The feed has one success shape, one error shape, and shows an event or an alert only to those it is for."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from store import alerts
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, room, seen, told

pytestmark = pytest.mark.anyio
CASES = Path(__file__).parent.parent / "cases" / "feeds"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    return room(database, keys, data_dir)


async def test_released_incidents_are_coarse_and_late(here: Room) -> None:
    """S7: an attack released at noon of the 13th is absent until the 16th, then at its cercle."""
    here.keep(incident(code="11", severity=4, state="verified"), released_at=NOON)
    here.clock.at = NOON + timedelta(hours=48)
    assert (await told(here, "/v1/incidents", "events"))["data"] == []
    here.clock.at = NOON + timedelta(hours=72)
    body = await told(here, "/v1/incidents", "events")
    assert seen(body["data"], "event_id", "adm2_code", "adm3_code", "geo_precision") == [
        ("i-58211", "ML0701", None, "cercle")
    ]
    assert body["meta"]["sensitivity"] == "high"


async def test_monitors_read_their_own_area_at_once(here: Room) -> None:
    here.keep(incident(confidence=0.58, sources=3))
    here.keep(incident("i-2", state="false"))
    here.keep(incident("i-3", adm1="ML05", adm2="ML0504", adm3=None))
    mine = await told(here, "/v1/incidents", "monitor@ML0701")
    assert seen(mine["data"], "event_id", "adm3_code", "confidence", "sources") == [
        ("i-58211", "ML070101", 0.58, 3)
    ]
    assert seen((await told(here, "/v1/incidents", "monitor@ML0702"))["data"], "event_id") == []
    assert seen((await told(here, "/v1/incidents", "monitor@ML"))["data"], "event_id") == [
        ("i-3",),
        ("i-58211",),
    ]
    assert (await told(here, "/v1/incidents", "events"))["data"] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place=ML07", ["a", "b"]),
        ("place=ML070101", ["a"]),
        ("code=2", ["a"]),
        ("code=11", ["b"]),
        ("state=corroborated", []),
        ("from=2026-10-18", ["a", "b"]),
        ("from=2026-10-19", []),
        ("to=2026-10-12", ["a", "b"]),
        ("to=2026-10-11", []),
        ("bbox=0,15,1,16", ["a", "b"]),
        ("bbox=2,15,3,16", []),
    ],
)
async def test_filters_read_what_a_row_shows(here: Room, query: str, found: list[str]) -> None:
    here.keep(incident("a", state="verified"), released_at=NOON)
    here.keep(incident("b", code="11", severity=4, state="verified"), released_at=NOON)
    here.clock.at = NOON + timedelta(days=30)
    assert [
        row["event_id"] for row in (await told(here, f"/v1/incidents?{query}", "events"))["data"]
    ] == found


async def test_pages_follow_one_another(here: Room) -> None:
    ids = [f"e{index}" for index in range(5)]
    for each in ids:
        here.keep(incident(each, state="verified"), released_at=NOON)
    here.clock.at = NOON + timedelta(days=30)
    read: list[str] = []
    async with here.reader("events") as reader:
        path: str | None = "/v1/incidents?limit=2"
        while path:
            body = (await reader.get(path)).json()
            read += [row["event_id"] for row in body["data"]]
            path = body["links"].get("next")
        file = await reader.get("/v1/incidents?limit=2&format=csv")
    assert read == ids
    assert 'rel="next"' in file.headers["link"]
    assert file.headers["content-disposition"].endswith('lasomi-incidents-high.csv"')


async def test_alerts_are_for_the_circle_until_they_are_released(here: Room) -> None:
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    mine = await told(here, "/v1/alerts", "monitor@ML0701")
    assert seen(mine["data"], "alert_id", "adm3_code", "sources", "certainty", "urgency", "raised") == [
        ("a1", "ML070101", 2, "Possible", "Expected", "2026-10-13T12:05:00+00:00")
    ]
    async with here.reader("alerts") as partner:
        assert (await partner.get("/v1/alerts")).json()["data"] == []
        assert (await partner.get("/v1/alerts/a1")).status_code == 404
        with here.house.database.write() as conn:
            alerts.release(conn, "a1", "someone", NOON)
        one = (await partner.get("/v1/alerts/a1")).json()
    assert (one["data"]["adm2_code"], one["data"]["adm3_code"], one["data"]["sources"]) == ("ML0701", None, 1)
    assert one["data"]["ack_seconds"] is None


async def test_a_monitor_elsewhere_knows_nothing_of_it(here: Room) -> None:
    here.keep(incident())
    here.alert(alert("a1", "2417"))
    async with here.reader("monitor@ML0504") as monitor:
        assert (await monitor.get("/v1/alerts")).json()["data"] == []
        assert (await monitor.get("/v1/alerts/a1")).status_code == 404


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=adm1&name=gao", ["ML07"]),
        ("parent=ML07&level=adm2", ["ML0701", "ML0702", "ML0703", "ML0704"]),
        ("parent=ML0701&level=adm3&name=bara", ["ML070102"]),
        ("level=adm2&name=xyzzy", []),
    ],
)
async def test_places_by_level_parent_and_name(here: Room, query: str, codes: list[str]) -> None:
    body = await told(here, f"/v1/places?{query}", "public")
    assert [row["code"] for row in body["data"]] == codes
    assert body["meta"]["edition"] == "2019"


async def test_code_lists(here: Room) -> None:
    codes = await told(here, "/v1/taxonomy", "public")
    assert {"11", "22", "90", "00"} <= {row["code"] for row in codes["data"]}
    assert codes["data"][1]["label"]["bm"]
    definitions = await told(here, "/v1/indicators/definitions", "public")
    assert {"G1", "G2", "E4"} <= {row["indicator"] for row in definitions["data"]}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", cases("errors.yaml"))
@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_one_error_shape(here: Room, case: dict[str, Any], lang: str) -> None:
    scopes = ("figures", "events", "alerts", "monitor@ML07")
    async with here.reader(*scopes, **{"Accept-Language": lang}) as reader:
        answer = await reader.get(case["path"])
    assert answer.status_code == case["status"], answer.text
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert (error["code"], bool(error["message"]), bool(error["hint"])) == (case["code"], True, True)
    assert "{" not in error["message"] + error["hint"]


async def test_another_method_is_an_error_of_the_same_shape(here: Room) -> None:
    async with here.reader("figures") as reader:
        answer = await reader.post("/v1/indicators")
    assert (answer.status_code, answer.json()["error"]["code"], answer.headers["allow"]) == (
        405,
        "wrong_method",
        "GET, HEAD",
    )


async def test_the_feed_describes_itself_without_a_key_or_a_third_party(here: Room) -> None:
    async with here.client() as stranger:
        schema = (await stranger.get("/v1/openapi.json")).json()
        page = await stranger.get("/v1/docs")
        style = await stranger.get("/v1/docs.css")
    assert "/v1/indicators" in schema["paths"]
    named = {each["name"] for each in schema["paths"]["/v1/indicators"]["get"]["parameters"]}
    assert {"place", "level", "period", "from", "to", "limit", "cursor", "format", "hxl", "bom"} <= named
    assert page.status_code == style.status_code == 200
    assert "/v1/incidents" in page.text
    assert "https://" not in page.text
    assert "script" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
