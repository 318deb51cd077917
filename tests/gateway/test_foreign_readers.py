"""What analysts have opens what we serve: LibreOffice, R, GDAL (which QGIS reads with), OWSLib."""

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
import uvicorn

from store.database import Database
from store.keys import Keys
from tests.docs.test_worked_example import run
from tests.gateway.plot_room import rated
from tests.gateway.rooms import room
from tests.gateway.test_formats import CORPUS, table, written
from tests.publishing import published_when_asked

__all__ = ["published_when_asked"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASKED = "/v1/indicators?indicator=G1&level=adm1&period=2026-Q3"
UTF8 = "CSV:44,34,76,1"
"""LibreOffice's filter for comma, double quote, UTF-8, from line 1."""


@pytest.fixture
def environ(database: Database, keys: Keys, data_dir: Path) -> Iterator[dict[str, str]]:
    """A house that knows its own address, as links lead to it, and a key to it."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        site = f"http://127.0.0.1:{door.getsockname()[1]}"
        here = rated(room(database, keys, data_dir, public_url=site))
        server = uvicorn.Server(uvicorn.Config(here.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()  # who knocks before it is ready waits in the socket's queue
        yield os.environ | {"LASOMI_URL": site, "LASOMI_KEY": here.key("figures")}
        server.should_exit = True
        thread.join(10)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not here")
    return found


def fetched(environ: dict[str, str], path: str) -> bytes:
    headers = {"Authorization": f"Bearer {environ['LASOMI_KEY']}"}
    answer = httpx.get(environ["LASOMI_URL"] + path, headers=headers, timeout=60)
    assert answer.status_code == 200
    return answer.content


def office(folder: Path, name: str, to: str, *more: str) -> Path:
    """A file as LibreOffice read it, written out anew."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = folder / "out"
    command = [tool("soffice"), profile, "--headless", *more, "--convert-to", to, "--outdir", str(out)]
    run([*command, str(folder / name)], dict(os.environ), folder)
    return out / f"{Path(name).stem}.{to.partition(':')[0]}"


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_libreoffice_opens_the_csv_with_its_accents(environ: dict[str, str], tmp_path: Path) -> None:
    """Headless it does not look at the mark, so its filter says which encoding it is."""
    (tmp_path / "g1.csv").write_bytes(fetched(environ, f"{ASKED}&format=csv&bom=1"))
    opened = office(tmp_path, "g1.csv", "xlsx", f"--infilter={UTF8}")
    head, *rows = openpyxl.load_workbook(opened).worksheets[0].iter_rows(values_only=True)
    wanted_head, *wanted = lines((tmp_path / "g1.csv").read_text("utf-8-sig"))
    assert list(head) == wanted_head
    assert len(rows) == len(wanted)
    for row, cells in zip(rows, wanted, strict=True):
        told = dict(zip(wanted_head, cells, strict=True))
        read = dict(zip(wanted_head, row, strict=True))
        assert read["name_fr"] == told["name_fr"] == "Satisfaction à l'égard du travail de l'autorité"
        assert read["adm1_name"] == told["adm1_name"]
        assert read["value"] == (float(told["value"]) if told["value"] else None)


def test_libreoffice_opens_the_workbook(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "g1.xlsx").write_bytes(fetched(environ, f"{ASKED}&format=xlsx"))
    again = openpyxl.load_workbook(office(tmp_path, "g1.xlsx", "xlsx"))
    ours = openpyxl.load_workbook(tmp_path / "g1.xlsx")
    assert again.sheetnames == ["Lisez-moi", "Données", "Dictionnaire"]
    for name in again.sheetnames:
        read, told = (list(book[name].iter_rows(values_only=True)) for book in (again, ours))
        assert _cells(read) == _cells(told)


def _cells(rows: list[tuple[object, ...]]) -> list[list[object]]:
    """An empty text is an empty cell; what is written as 0.4500 is read as a number."""
    return [[cell or None if isinstance(cell, str) else cell for cell in row] for row in rows if any(row)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_libreoffice_runs_no_cell(tmp_path: Path, form: str, database_url: str) -> None:
    rows = [{"period": text, "name_fr": text, "n": 1, "value": -0.5, "ci_lower": None} for text in CORPUS]
    (tmp_path / f"x.{form}").write_bytes(written(form, table(rows)))
    how = (f"--infilter={UTF8}",) if form == "csv" else ()
    with zipfile.ZipFile(office(tmp_path, f"x.{form}", "ods", *how)) as packed:
        content = packed.read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count("-0.5") >= len(CORPUS)


def test_readr_reads_both(environ: dict[str, str], tmp_path: Path) -> None:
    """The accents, the numbers and what is missing, with the mark and without."""
    rscript = tool("Rscript")
    if subprocess.run([rscript, "-e", "library(readr)"], check=False, capture_output=True).returncode:
        pytest.skip("readr is not here")
    for name, bom in (("plain.csv", "0"), ("marked.csv", "1")):
        (tmp_path / name).write_bytes(fetched(environ, f"{ASKED}&format=csv&bom={bom}"))
    script = """library(readr)
    for (name in c("plain.csv", "marked.csv")) {
      g1 <- read_csv(name, show_col_types = FALSE)
      cat(names(g1)[1], nrow(g1), class(g1$value), sum(is.na(g1$value)), unique(g1$name_fr), "\\n", sep = "|")
    }"""
    (tmp_path / "read.R").write_text(script, "utf-8")
    told = run([rscript, "--vanilla", "read.R"], os.environ | {"LC_ALL": "C.UTF-8"}, tmp_path).splitlines()
    wanted = lines((tmp_path / "plain.csv").read_text("utf-8"))
    at = wanted[0].index("value")
    hidden = sum(not row[at] for row in wanted[1:])
    said = f"indicator|{len(wanted) - 1}|numeric|{hidden}|Satisfaction à l'égard du travail de l'autorité|"
    assert [line.rstrip("|") for line in told] == [said.rstrip("|")] * 2


def test_gdal_reads_the_geojson(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "g1.geojson").write_bytes(fetched(environ, f"{ASKED}&format=geojson"))
    count = len(json.loads((tmp_path / "g1.geojson").read_bytes())["features"])
    told = run([tool("ogrinfo"), "-ro", "-al", "g1.geojson"], dict(os.environ), tmp_path)
    assert f"Feature Count: {count}" in told
    assert "Geometry: Point" in told
    assert 'ID["EPSG",4326]' in told
    assert re.search(r"adm1_name \(String\) = Ségou", told)
    assert re.search(r"value \(Real\) = 0\.\d+", told)


def test_gdal_walks_the_collections(environ: dict[str, str], tmp_path: Path) -> None:
    """As QGIS does it: from the landing page to the points, page by page."""
    at = f"OAPIF:{environ['LASOMI_URL']}/v1"
    ours = os.environ | {"GDAL_HTTP_HEADERS": f"Authorization: Bearer {environ['LASOMI_KEY']}"}
    told = run([tool("ogrinfo"), "-ro", at], ours, tmp_path)
    assert {"incidents", "indicators-adm1", "places"} <= set(
        re.findall(r"^\d+: ([\w-]+)", told, re.MULTILINE)
    )
    told = run([tool("ogrinfo"), "-ro", "-oo", "PAGE_SIZE=5", at, "indicators-adm1"], ours, tmp_path)
    asked = json.loads(fetched(environ, "/v1/collections/indicators-adm1/items?limit=10000"))
    assert told.count("OGRFeature(indicators-adm1)") == asked["numberReturned"] > 5


def test_owslib_walks_them_too(environ: dict[str, str]) -> None:
    features = pytest.importorskip("owslib.ogcapi.features", reason="owslib is not here")
    headers = {"Authorization": f"Bearer {environ['LASOMI_KEY']}"}
    client = features.Features(f"{environ['LASOMI_URL']}/v1", headers=headers)
    assert any(each.endswith("/conf/core") for each in client.conformance()["conformsTo"])
    assert "indicators-adm1" in client.feature_collections()
    page = client.collection_items("indicators-adm1", limit=3)
    assert (len(page["features"]), page["numberReturned"]) == (3, 3)
    one = client.collection_item("indicators-adm1", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]
