"""Every format says the same of the same rows, cell by cell, and no cell can bite (§1, P79)."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import openpyxl
import pyarrow.dataset as ds
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from core.errors import LasomiError
from gateway.feeds import alerts, codes, commitments, incidents, released, shapes
from gateway.feeds.csvtable import Column, Row
from gateway.feeds.formats import FORMATS, acled, dataset
from gateway.feeds.formats.dictionary import dictionary
from gateway.feeds.openapi import SCHEMAS
from gateway.feeds.table import Feature, Manner, Table
from tests.gateway.rooms import event, incident, mali

TRIGGERS = "=+-@\t\r\n＝＋－＠"
CORPUS = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "feeds" / "injections.yaml").read_text(encoding="utf-8")
)
COLUMNS = (
    *(Column(name, f"#{name}") for name in ("period", "name_fr")),
    Column("n", "#n", numeric=True),
    *(Column(name, f"#{name}", numeric=True, decimals=4) for name in ("value", "ci_lower")),
)
WRITABLE = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t")
TEXT = st.text(WRITABLE, max_size=12) | st.sampled_from(CORPUS)
NUMBER = st.floats(-180, 180).map(lambda value: round(value, 4))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.sampled_from(["2026-Q3", "2026-W29"]),
            "name_fr": st.none() | TEXT,
            "n": st.none() | st.integers(0, 10**7),
            "value": st.none() | NUMBER,
            "ci_lower": st.none() | NUMBER,
        }
    ),
    max_size=6,
)


def table(rows: Sequence[Row], shown: tuple[Column, ...] = COLUMNS, **more: Any) -> Table:
    def feature(row: Row) -> Feature:
        return Feature("x", None)

    given_: dict[str, Any] = {"product": "indicators", "sensitivity": "low", "feature": feature} | more
    return Table(columns=shown, rows=rows, key=lambda row: (), **given_)


def written(name: str, told: Table, manner: Manner | None = None) -> bytes:
    file = io.BytesIO()
    FORMATS[name].write(file, told, manner or Manner())
    return file.getvalue()


def sheet(file: bytes, name: str = "Données") -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(file))
    return list(book[name].iter_rows(values_only=True))


def as_cells(rows: Sequence[Row]) -> list[list[str]]:
    """What a file has in it: the texts of the columns, as CSV defines them."""
    return [[column.text(row[column.name]) for column in COLUMNS] for row in rows]


@given(ROWS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_formats_agree_cell_by_cell(rows: list[Row]) -> None:
    told = table(rows)
    wanted = as_cells(rows)
    assert list(csv.reader(io.StringIO(written("csv", told).decode(), newline="")))[1:] == wanted
    assert as_cells(json.loads(written("json", told))["data"]) == wanted
    assert (
        as_cells([each["properties"] for each in json.loads(written("geojson", told))["features"]]) == wanted
    )
    for y, line in enumerate(sheet(written("xlsx", told))[2:]):
        read = [raw if isinstance(raw, str) else COLUMNS[x].text(raw) for x, raw in enumerate(line)]
        assert [cell.replace("_x0009_", "\t").replace("_x000D_", "\r") for cell in read] == wanted[y]


@pytest.mark.parametrize("text", CORPUS)
def test_no_cell_begins_with_what_a_spreadsheet_would_run(text: str) -> None:
    rows = [{"period": text, "name_fr": text, "n": 1, "value": -0.5, "ci_lower": text}]
    for line in csv.reader(io.StringIO(written("csv", table(rows)).decode(), newline="")):
        assert not [
            cell for cell in line if cell.lstrip(" \ufeff")[:1] in tuple(TRIGGERS) and cell != "-0.5000"
        ]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", table(rows))))
    for line in book["Données"].iter_rows():
        assert {cell.data_type for cell in line} <= {"s", "n"}
        assert not [cell for cell in line if isinstance(cell.value, str) and cell.value[:1] in TRIGGERS]


@pytest.mark.parametrize("text", CORPUS)
def test_a_workbook_is_well_formed_whatever_is_in_it(text: str) -> None:
    rows = [{"period": text, "name_fr": f"<a>&{text}]]>", "n": None, "value": None, "ci_lower": None}]
    with zipfile.ZipFile(io.BytesIO(written("xlsx", table(rows)))) as packed:
        for name in packed.namelist():
            assert fromstring(packed.read(name)) is not None


def test_the_same_rows_are_the_same_workbook() -> None:
    rows = [{"period": "2026-Q3", "name_fr": "é", "n": 3, "value": 0.5, "ci_lower": None}]
    first, second = (written("xlsx", table(rows, changed=date(2026, 10, 1))) for _ in range(2))
    assert first == second


def test_three_sheets_say_what_it_is_what_is_in_it_and_what_it_means() -> None:
    told = table([], shapes.COLUMNS, beside=shapes.BESIDE, meta={"periods": ["2026-Q3"]})
    file = written("xlsx", told, Manner(credit=mali().attribution))
    about = dict(line for line in sheet(file, "Lisez-moi"))
    assert about["Quand"] == "2026-Q3"
    assert about["Sensibilité"] == "faible"
    assert "parmi les participants" in about["Qui manque"]
    assert "OCHA" in about["Sources des lieux"]
    names, hxl = sheet(file)
    assert names[:26] == tuple(column.name for column in shapes.COLUMNS)
    assert hxl[13] == "#indicator+value+num"
    assert [line[0] for line in sheet(file, "Dictionnaire")][1:] == list(names)
    assert all(line[2] for line in sheet(file, "Dictionnaire"))


@pytest.mark.parametrize(
    ("product", "shown"),
    [
        ("indicators", (*shapes.columns_for(3), *shapes.BESIDE)),
        ("incidents", (*released.COLUMNS, *incidents.BESIDE)),
        ("alerts", alerts.COLUMNS),
        ("commitments", commitments.COLUMNS),
        ("places", codes.PLACE_COLUMNS),
        ("taxonomy", codes.CATEGORY_COLUMNS),
        ("definitions", codes.DEFINITION_COLUMNS),
    ],
)
def test_every_column_has_its_meaning(product: str, shown: tuple[Column, ...]) -> None:
    words = dictionary()
    assert words.products[product].title
    assert all(words.meaning(product, column.name).meaning for column in shown)


def test_a_sheet_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.feeds.formats.workbook.MOST_ROWS", 1)
    with pytest.raises(LasomiError, match="1 lignes au plus"):
        written("xlsx", table([dict.fromkeys(column.name for column in COLUMNS)] * 2))


CANDIDATES: dict[str, dict[str, Any]] = {
    "a": {"code": "12", "severity": 3, "state": "verified", "killed": 2},
    "b": {"code": "12", "severity": 3, "state": "corroborated"},
    "c": {"code": "22", "state": "verified"},
}


def test_acled_columns_hold_candidates_that_are_verified_and_exact() -> None:
    told = [
        released.row(event(incident(each, **facts)), mali(), own_area=False)
        for each, facts in CANDIDATES.items()
    ]
    lines = written("acled", table(told)).decode().split("\r\n")
    assert lines == [
        "event_date,disorder_type,event_type,sub_event_type,admin1,admin2,location,latitude,longitude,"
        "geo_precision,notes,fatalities",
        "2026-10-13,Political violence,Battles,Armed clash,Gao,Ansongo,Ansongo,15.66160,0.50014,2,"
        "candidate; quality=exact; code=12; state=verified; not ACLED data,2",
        "",
    ]


def test_every_sub_event_of_the_taxonomy_has_its_event_type() -> None:
    for category in mali().taxonomy.categories.values():
        found = category.maps.get("acled") or []
        for mapped in found if isinstance(found, list) else [found]:
            assert not mapped["sub_event"] or acled.TYPES[mapped["sub_event"]][1] == mapped["event"]


def test_schemas_are_schemas() -> None:
    for path in SCHEMAS.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_parquet_is_parted_and_says_the_same(tmp_path: Path) -> None:
    rows = [
        {"period": period, "name_fr": "=é", "n": n, "value": 0.25, "ci_lower": None}
        for n, period in enumerate(("2026-Q2", "2026-Q3", "2026-Q3"))
    ]
    dataset.write(tmp_path / "out", table(rows))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["period=2026-Q2", "period=2026-Q3"]
    read = ds.dataset(tmp_path / "out", partitioning="hive").to_table().sort_by("n").to_pylist()
    assert as_cells(read) == as_cells(rows)
    with pytest.raises(FileExistsError):
        dataset.write(tmp_path / "out", table(rows))
