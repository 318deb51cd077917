"""S7: the analyst's quarter, by HTTP: rows, order, formats, the public's key, and rows of incidents."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from gateway.feeds import cube
from store import figures, incidents
from tests.gateway.rooms import incident
from tests.publishing import as_written
from tests.scenarios.conftest import with_country
from tests.scenarios.feed import key, read
from tests.scenarios.town import Town, when
from workers.publishing import publish_due

PATH = "/v1/indicators?period=2026-Q3&level=adm2"
NAMES = (
    "indicator",
    "adm2_code",
    "value",
    "ci_lower",
    "ci_upper",
    "n_eff",
    "weighting",
    "suppressed",
    "quality",
)
ROWS = [
    ("G1", "ML0701", "0.4500", "0.3071", "0.6017", "40.0", "none", "", "normal"),
    ("G1", "ML0702", "", "", "", "", "none", "k<10", "suppressed"),
    ("G1", "ML0703", "", "", "", "", "none", "secondary", "suppressed"),
    ("G1", "ML0704", "0.6000", "0.4618", "0.7239", "50.0", "none", "", "normal"),
    ("G2", "ML0704", "0.4600", "0.3297", "0.5960", "50.0", "none", "", "normal"),
    ("G2", "ML0704", "0.5500", "0.3817", "0.7076", "32.0", "poststrat", "", "normal"),
    ("G3", "ML0701", "0.2500", "0.0759", "0.5292", "12.0", "none", "", "indicative"),
]


@pytest.fixture
def quarter(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The ratings of authority type 1, published by the clock and read on 15 October at noon."""
    monkeypatch.setattr(cube, "published", as_written)
    census = {("ML0704", "f"): 60_000, ("ML0704", "m"): 60_000}
    with_country(town, replace(town.house.country, census=census))
    for unit, yes, n in (("ML070101", 18, 40), ("ML070201", 5, 8), ("ML070301", 3, 12), ("ML070401", 30, 50)):
        rate(town, "G1", unit, yes, n)
    rate(town, "G3", "ML070101", 3, 12)
    rate(town, "G2", "ML070401", 7, 10, "sex:f")
    rate(town, "G2", "ML070401", 16, 40, "sex:m")
    town.watch.at = when("2026-10-15 12:00:00")
    publish_due(town.house, town.watch.at)
    return town


def rate(town: Town, indicator: str, unit: str, yes: int, n: int, sex: str = "") -> None:
    with town.house.database.write() as conn:
        for nth in range(n):
            figures.observe(
                conn,
                indicator=indicator,
                places=town.house.country.gazetteer.ancestors(unit),
                period="2026-Q3",
                authority=1,
                group=f"all {sex}".strip(),
                numerator=float(nth < yes),
                denominator=1.0,
                member=f"{unit}-{nth % 3}",
            )


def test_the_rows_and_their_order(quarter: Town) -> None:
    secret = key(quarter, "figures")
    first, again, marked = read(
        quarter, secret, f"{PATH}&format=csv&hxl=1", f"{PATH}&format=csv&hxl=1", f"{PATH}&format=csv&bom=1"
    )
    header, tags, *rows = csv.reader(io.StringIO(first.text))
    assert [tuple(row[header.index(name)] for name in NAMES) for row in rows] == ROWS
    assert (len(header), tags[0]) == (26, "#indicator+code")
    assert {row[header.index("method")].split(";")[0] for row in rows} == {"sampling=self_selected"}
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    (known,) = read(quarter, secret, f"{PATH}&format=csv&hxl=1", **{"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert marked.content.startswith(b"\xef\xbb\xbf")
    assert "Satisfaction à l'égard" in marked.content.decode("utf-8-sig")


def test_every_format_says_the_same(quarter: Town) -> None:
    told, book, points = read(
        quarter, key(quarter, "figures"), *(f"{PATH}&format={name}" for name in ("json", "xlsx", "geojson"))
    )
    values = [row["value"] for row in told.json()["data"]]
    assert values == [float(row[2]) if row[2] else None for row in ROWS]
    assert sheet(book.content) == values
    assert [each["properties"]["value"] for each in points.json()["features"]] == values


def sheet(content: bytes) -> list[Any]:
    """The column of values in the sheet that has one, without its row of tags."""
    for each in load_workbook(io.BytesIO(content)).worksheets:
        names, *rows = each.iter_rows(values_only=True)
        if "value" in names:
            return [row[names.index("value")] for row in rows if not str(row[0]).startswith("#")]
    raise AssertionError("no values")


def test_by_sex_stands_what_the_weights_lean_on(quarter: Town) -> None:
    (answer,) = read(quarter, key(quarter, "figures"), f"{PATH}&indicator=G2&by=sex")
    assert [(row["sex"], row["value"], row["n"]) for row in answer.json()["data"]] == [
        ("all", 0.46, 50),
        ("f", 0.7, 10),
        ("m", 0.4, 40),
    ]


def test_the_public_reads_regions(quarter: Town) -> None:
    refused, regions = read(quarter, key(quarter, "public"), PATH, PATH.replace("adm2", "adm1"))
    assert (refused.status_code, bool(refused.json()["error"]["hint"])) == (403, True)
    found = {row["indicator"]: row for row in regions.json()["data"]}
    assert [found["G1"][name] for name in ("value", "ci_lower", "ci_upper")] == [0.5091, 0.417, 0.6006]
    assert found["G3"]["suppressed"] == "raters<30"


def test_incidents_take_two_persons_and_three_days(quarter: Town) -> None:
    happened = when("2026-10-13 12:00:00")
    told = incident(code="11", state="verified", opened_at=happened, updated_at=happened, severity=4)
    with quarter.house.database.write() as conn:
        incidents.save(conn, told)
        assert incidents.release(conn, told.id, "someone", happened)
    alone, both = key(quarter, "events", approved_by=None), key(quarter, "events")
    assert read(quarter, alone, "/v1/incidents")[0].status_code == 403
    (early,) = read(quarter, both, "/v1/incidents")
    assert (early.status_code, early.json()["data"]) == (200, [])
    quarter.watch.at = when("2026-10-16 12:00:01")
    (later,) = read(quarter, both, "/v1/incidents")
    assert [(row["adm2_code"], row["adm3_code"]) for row in later.json()["data"]] == [("ML0701", None)]
