"""`.cap` and `.atom`: to whom a key opens what, version by version, byte for byte (`standards.md` §5)."""

from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from core.capchecks import faults
from store import alerts
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import HOST, NOON, Room, alert, incident, room
from tests.workers.capbench import said
from workers import cap

pytestmark = pytest.mark.anyio
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """An alert of Ansongo town, verified at 12:40 and released at 13:00."""
    made = room(database, keys, data_dir)
    made.keep(incident(severity=4, code="11", state="verified"))
    made.alert(alert("a1", "2417", state="verified"))
    with database.write() as conn:
        cap.tell(made.house, conn, NOON + timedelta(minutes=7), alert("a1", "2417"))
        verified = alert("a1", "2417", state="verified", sources=3)
        cap.tell(made.house, conn, NOON + timedelta(minutes=40), verified)
        cap.acknowledge(made.house, conn, NOON + timedelta(minutes=41), verified, "monitor")
    return made


def release(here: Room) -> None:
    with here.house.database.write() as conn:
        alerts.release(conn, "a1", "someone", NOON)
        verified = alert("a1", "2417", state="verified", sources=3)
        cap.release(here.house, conn, NOON + timedelta(minutes=60), verified)


async def read(here: Room, path: str, *scopes: str, **headers: str) -> httpx.Response:
    async with here.reader(*scopes, **headers) as reader:
        return await reader.get(path)


async def test_the_circle_reads_at_once_and_partners_after_the_release(here: Room) -> None:
    mine = await read(here, "/v1/alerts/a1.cap", "monitor@ML0701")
    assert (mine.status_code, mine.headers["content-type"]) == (200, "application/cap+xml")
    assert mine.headers["x-sensitivity"] == "severe"
    assert [said(mine.content, name) for name in ("identifier", "scope", "sent")] == [
        "lasomi-ml-2417-2",
        "Private",
        "2026-10-13T12:40:00-00:00",
    ]
    assert (await read(here, "/v1/alerts/a1.cap", "alerts")).status_code == 404
    release(here)
    theirs = await read(here, "/v1/alerts/a1.cap", "alerts")
    assert theirs.headers["x-sensitivity"] == "high"
    assert [said(theirs.content, name) for name in ("msgType", "scope", "restriction")] == [
        "Update",
        "Restricted",
        "Partenaires abonnés; ne pas rediffuser",
    ]
    assert said(theirs.content, "sender") == "lasomi.example.org"
    assert list(faults(theirs.content)) == []


async def test_sources_are_rough_and_the_commune_stands_once_verified(here: Room) -> None:
    release(here)
    mine = (await read(here, "/v1/alerts/a1.cap?version=2", "monitor@ML07")).text
    theirs = (await read(here, "/v1/alerts/a1.cap", "alerts")).text
    assert "<valueName>sources</valueName><value>3</value>" in mine
    assert "<valueName>sources</valueName><value>1</value>" in theirs
    assert "Commune d'Ansongo, cercle d'Ansongo, région de Gao" in theirs


@pytest.mark.parametrize(
    ("scope", "version", "status"),
    [
        ("monitor@ML0701", 1, 200),
        ("monitor@ML0701", 3, 200),  # the acknowledgement
        ("monitor@ML0701", 4, 200),
        ("monitor@ML0701", 5, 404),
        ("monitor@ML05", 1, 404),
        ("monitor@ML05", 4, 404),
        ("alerts", 1, 404),
        ("alerts", 3, 404),
        ("alerts", 4, 200),
        ("figures", 4, 403),
    ],
)
async def test_each_version_is_for_its_audience(here: Room, scope: str, version: int, status: int) -> None:
    release(here)
    answer = await read(here, f"/v1/alerts/a1.cap?version={version}", scope)
    assert answer.status_code == status
    if status == 200:
        assert said(answer.content, "identifier") == f"lasomi-ml-2417-{version}"


@pytest.mark.parametrize("path", ["/v1/alerts/a1.cap?version=0", "/v1/alerts/a1.cap?other=1"])
async def test_what_is_not_a_version_is_refused(here: Room, path: str) -> None:
    answer = await read(here, path, "monitor@ML")
    assert (answer.status_code, set(answer.json())) == (400, {"error"})


async def test_the_same_bytes_and_304(here: Room) -> None:
    for path in ("/v1/alerts/a1.cap", "/v1/alerts.atom"):
        first = await read(here, path, "monitor@ML")
        here.clock.at += timedelta(minutes=5)
        again = await read(here, path, "monitor@ML", **{"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.headers["etag"]) == (304, first.headers["etag"])


async def test_the_index_lists_what_a_key_may_read(here: Room) -> None:
    release(here)
    feed = fromstring((await read(here, "/v1/alerts.atom", "monitor@ML")).content)
    entries = feed.findall(f"{ATOM}entry")
    links = [entry.find(f"{ATOM}link") for entry in entries]
    assert [link.get("href") for link in links if link is not None] == [
        f"{HOST}/v1/alerts/a1.cap?version={version}" for version in (4, 2, 1)
    ]
    assert feed.findtext(f"{ATOM}updated") == "2026-10-13T13:00:00+00:00"
    for part in (feed, *entries):
        assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    theirs = fromstring((await read(here, "/v1/alerts.atom", "alerts")).content)
    assert len(theirs.findall(f"{ATOM}entry")) == 1


async def test_an_empty_index_is_one(here: Room) -> None:
    answer = await read(here, "/v1/alerts.atom", "alerts")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = fromstring(answer.content)
    assert (feed.findtext(f"{ATOM}updated"), feed.findall(f"{ATOM}entry")) == (
        "1970-01-01T00:00:00+00:00",
        [],
    )
