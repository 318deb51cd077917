"""The feed over HTTP in every format: the same numbers, sound files, schemas that hold."""

import csv
import io
import shutil
import subprocess
from asyncio import to_thread
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from geojson_pydantic import FeatureCollection
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from gateway.feeds.openapi import SCHEMAS, schema
from store.database import Database
from store.keys import Keys
from tests.gateway.rooms import NOON, Room, alert, incident, moment, room

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
GAO = "/v1/indicators?period=2026-Q3&level=adm2"
RSCRIPT = shutil.which("Rscript")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
EVERYTHING = ("figures", "events", "monitor@ML")
REGISTRY: Registry[Any] = Registry().with_resources(
    (path.name, Resource.from_contents(schema(path.stem))) for path in SCHEMAS.glob("*.json")
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def here(database: Database, keys: Keys, data_dir: Path) -> Room:
    """S7, two released incidents, an alert; read on 15 October 2026."""
    made = room(database, keys, data_dir)
    made.keep(incident("i-1", state="verified", killed=1), released_at=NOON)
    made.keep(incident("i-2", code="12", severity=3, state="verified"), released_at=NOON)
    made.keep(incident())
    made.alert(alert("a1", "2417"))
    made.clock.at = moment("2026-10-17T12:00")
    for unit, yes, no in (("ML070101", 18, 22), ("ML070201", 5, 3), ("ML070301", 3, 9), ("ML070401", 30, 20)):
        made.ratings(unit, "2026-Q3", yes=yes, no=no)
    return made


async def read(here: Room, path: str, *scopes: str, **headers: str) -> httpx.Response:
    async with here.reader(*(scopes or EVERYTHING), **headers) as reader:
        return await reader.get(path)


async def test_every_format_gives_the_same_numbers(here: Room) -> None:
    """S7, second sentence, and `standards.md` §1."""
    rows = (await read(here, GAO)).json()["data"]
    points = (await read(here, f"{GAO}&format=geojson")).json()
    lines = list(csv.DictReader(io.StringIO((await read(here, f"{GAO}&format=csv")).text)))
    book = openpyxl.load_workbook(io.BytesIO((await read(here, f"{GAO}&format=xlsx")).content))
    names, _, *cells = book["Données"].iter_rows(values_only=True)
    for name in ("adm2_code", "value", "ci_lower", "ci_upper", "n_eff", "suppressed", "target_status"):
        wanted = [row[name] for row in rows]
        assert [feature["properties"][name] for feature in points["features"]] == wanted
        assert [line[names.index(name)] for line in cells] == wanted
        assert [line[name] and _number(line[name]) for line in lines] == [each or "" for each in wanted]
    assert points["features"][0]["geometry"]["coordinates"] == [0.50014, 15.6616]


def ran(*order: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(order, capture_output=True, check=False, timeout=100)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (GAO, "indicators"),
        ("/v1/indicators?level=adm3", "indicators"),
        ("/v1/incidents", "incidents"),
        ("/v1/alerts", "alerts"),
        ("/v1/alerts/a1", "alert"),
        ("/v1/commitments", "commitments"),
        ("/v1/places?level=adm1", "places"),
        ("/v1/taxonomy", "taxonomy"),
        ("/v1/indicators/definitions", "definitions"),
        ("/v1/incidents?format=geojson", "features"),
        ("/v1/indicators?level=adm9", "error"),
        ("/v1", "landing"),
        ("/v1/conformance", "conformance"),
        ("/v1/collections", "collections"),
        ("/v1/collections/places", "collection"),
        ("/v1/collections/incidents/items", "items"),
        ("/v1/collections/incidents/items/i-1", "item"),
    ],
)
async def test_bodies_are_what_their_schema_says(here: Room, path: str, name: str) -> None:
    body = (await read(here, path)).json()
    validator = Draft202012Validator(dict(schema(name)), registry=REGISTRY)
    assert [f"{list(each.path)}: {each.message}" for each in validator.iter_errors(body)] == []


@pytest.mark.parametrize(
    "path",
    ["/v1/incidents?format=geojson", f"{GAO}&format=geojson", "/v1/places?level=adm1&format=geojson"],
)
async def test_geojson_is_sound(here: Room, path: str) -> None:
    answer = await read(here, path)
    assert answer.headers["content-type"] == "application/geo+json"
    found: FeatureCollection[Any] = FeatureCollection.model_validate_json(answer.content)
    assert found.features
    assert all(feature.geometry is not None for feature in found.features)


async def test_libhxl_reads_both_rows_of_tags(here: Room) -> None:
    hxl = pytest.importorskip("hxl", reason="libhxl is not here")
    for path in (f"{GAO}&hxl=strict&format=csv", "/v1/incidents?hxl=1&format=csv"):
        body = (await read(here, path)).content
        source = hxl.data(list(csv.reader(io.StringIO(body.decode()))))
        assert len(source.columns) in {26, 28}
        assert hxl.validate(source)


@pytest.mark.skipif(RSCRIPT is None, reason="Rscript is not here")
@pytest.mark.parametrize("bom", ["0", "1"])
async def test_readr_reads_the_accents_and_the_numbers(here: Room, tmp_path: Path, bom: str) -> None:
    file = tmp_path / "figures.csv"
    file.write_bytes((await read(here, f"{GAO}&format=csv&bom={bom}")).content)
    code = (
        f'd <- suppressWarnings(readr::read_csv("{file}", show_col_types = FALSE)); '
        'cat(names(d)[1], d$name_fr[1], d$value[1], is.na(d$value[2]), class(d$n_eff), sep = "|")'
    )
    run = await to_thread(ran, str(RSCRIPT), "-e", code)
    if b"readr" in run.stderr and run.returncode:
        pytest.skip("readr is not here")
    told = run.stdout.decode("utf-8").split("|")
    assert (told[0], told[2:]) == ("indicator", ["0.45", "TRUE", "numeric"]), run.stderr
    assert "à l'égard" in told[1]


UTF_8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"
"""Comma, quotes, UTF-8, from the first line: without it the alphabet is that of the machine."""


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not here")
async def test_libreoffice_opens_the_workbook(here: Room, tmp_path: Path) -> None:
    (tmp_path / "figures.xlsx").write_bytes((await read(here, f"{GAO}&format=xlsx")).content)
    order = [str(OFFICE), "--headless", "--convert-to", UTF_8, "--outdir", str(tmp_path)]
    order.append(str(tmp_path / "figures.xlsx"))
    assert (await to_thread(ran, *order)).returncode == 0
    assert "Lasomi" in (tmp_path / "figures.csv").read_text("utf-8")


@pytest.mark.parametrize("format_", ["json", "csv", "xlsx", "geojson"])
async def test_the_same_question_has_the_same_bytes_in_every_format(here: Room, format_: str) -> None:
    first = await read(here, f"{GAO}&format={format_}")
    here.clock.at += timedelta(hours=1)
    known = {"If-None-Match": first.headers["etag"]}
    assert (await read(here, f"{GAO}&format={format_}", **known)).status_code == 304


@pytest.mark.parametrize(
    "path", [GAO, "/v1/incidents?format=csv", "/v1/alerts/a1", "/v1", "/v1/openapi.json"]
)
async def test_head_tells_what_get_would(here: Room, path: str) -> None:
    async with here.reader(*EVERYTHING) as reader:
        whole, head = await reader.get(path), await reader.head(path)
    assert (head.status_code, head.content) == (200, b"")
    names = ("content-length", "content-type", "etag")
    assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]


@pytest.mark.parametrize("path", ["/v1", "/v1/incidents", "/v1/alerts/a1", "/v1/collections/places/items"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_another_method_is_told_which_ones_there_are(here: Room, path: str, method: str) -> None:
    async with here.reader(*EVERYTHING) as reader:
        answer = await reader.request(method, path)
        nowhere = await reader.request(method, "/v1/nothing")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["error"]["code"] == "wrong_method"
    assert nowhere.status_code == 404


async def test_files_bear_their_mark(here: Room) -> None:
    for query, name in (("xlsx", "lasomi-incidents-high.xlsx"), ("acled", "lasomi-incidents-high-acled.csv")):
        answer = await read(here, f"/v1/incidents?format={query}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["x-sensitivity"] == "high"


async def test_incidents_are_paged_over_days_and_ids(here: Room) -> None:
    for n, at in enumerate(("2026-10-12T23:59", "2026-10-13T00:01", "2026-10-13T09:00", "2026-10-14T01:00")):
        here.keep(incident(f"p-{9 - n}", state="verified", opened_at=moment(at)), released_at=NOON)
    whole = [row["event_id"] for row in (await read(here, "/v1/incidents")).json()["data"]]
    assert whole == ["p-9", "i-1", "i-2", "i-58211", "p-7", "p-8", "p-6"]
    paged: list[str] = []
    path: str | None = "/v1/incidents?limit=1"
    while path:
        body = (await read(here, path)).json()
        paged += [row["event_id"] for row in body["data"]]
        path = body["links"].get("next")
    assert paged == whole
