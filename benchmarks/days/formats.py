"""Every format says what JSON says, cell by cell: no number where JSON has none, no row that it has not."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import openpyxl
from pyarrow import dataset

from benchmarks.adversary import Row
from benchmarks.days import drawings
from benchmarks.days.reading import LEVELS, PAUSE, rows
from gateway.console import figures as pages
from gateway.feeds.shapes import COLUMNS
from ops.exporting import Asked, export
from tests.gateway.rooms import Room

SAID: Final = ("value", "ci_lower", "ci_upper", "numerator", "denominator", "n_eff")
"""What must be empty where a value is hidden."""
BESIDE: Final = ("n", "deff", "dont_know", "assisted_share", "sex_missing")
SHEET: Final = "Données"
BOXES: Final = ("", "&bbox=-13,10,5,25", "&bbox=-1,15,2,18")
Cells = Counter[tuple[Any, ...]]


async def agree(here: Room) -> None:
    """As files and on maps, as drawings, in the console and as `lasomi export` writes them."""
    for scope, levels in LEVELS.items():
        async with here.reader(scope) as reader:
            for level in levels:
                for by in ("", "sex") if level == "adm1" else ("",):
                    asked = f"/v1/indicators?level={level}&limit=10000" + (f"&by={by}" if by else "")
                    told = [row async for row in rows(here, reader, asked)]
                    assert all(_is_dark(row, (*SAID, *BESIDE)) for row in told)
                    await files(here, reader, asked, cells(told, SAID))
            await drawings.agree(here, reader, scope)
            if scope == "figures":
                await _features(here, reader)
    _parquet(here)
    _console(here)


def _is_dark(row: Row, names: Sequence[str]) -> bool:
    """Whether a row is shown, or says no number at all."""
    return row["value"] is not None or not row["suppressed"] or all(row.get(name) is None for name in names)


def cells(told: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Cells:
    """What is told of each series and region, whatever it is written in."""
    return Counter(
        (str(row["indicator"]), str(row["adm1_code"] or ""), str(row["period_start"]), *_numbers(row, names))
        for row in told
    )


def _numbers(row: Mapping[str, Any], names: Sequence[str]) -> Iterator[float | None]:
    for name in names:
        yield None if row[name] in {None, ""} else round(float(row[name]), 4)


async def _got(here: Room, reader: httpx.AsyncClient, path: str) -> httpx.Response:
    here.clock.at += PAUSE
    answer = await reader.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer


async def files(here: Room, reader: httpx.AsyncClient, asked: str, told: Cells) -> None:
    """CSV with and without HXL, XLSX, GeoJSON of one question; `told` is what JSON says (`cells`)."""
    for hxl in ("0", "1", "strict"):
        text = (await _got(here, reader, f"{asked}&format=csv&hxl={hxl}")).text
        assert cells(_lines(text), SAID) == told, (asked, hxl)
    sheet = openpyxl.load_workbook(
        io.BytesIO((await _got(here, reader, f"{asked}&format=xlsx")).content), read_only=True
    )[SHEET]
    names, _, *lines = sheet.iter_rows(values_only=True)
    whole = [dict(zip(names, line, strict=True)) for line in lines]
    assert cells(whole, SAID) == told
    assert all(_is_dark(row, BESIDE) for row in whole)
    features = (await _got(here, reader, f"{asked}&format=geojson")).json()["features"]
    whole = [each["properties"] for each in features]
    assert cells(whole, SAID) == told
    assert all(_is_dark(row, BESIDE) for row in whole)


def _lines(text: str) -> list[dict[str, str]]:
    """The rows of a CSV under the names of our columns, whether names, HXL tags or both stand above them."""
    heads, *lines = csv.reader(io.StringIO(text))
    names = {column.tag: column.name for column in COLUMNS}
    kept = (line for line in lines if not line[0].startswith("#"))
    return [dict(zip([names.get(head, head) for head in heads], line, strict=True)) for line in kept]


async def _features(here: Room, reader: httpx.AsyncClient) -> None:
    for level in LEVELS["figures"][1:]:
        told = cells(
            [row async for row in rows(here, reader, f"/v1/indicators?level={level}&limit=10000")], SAID
        )
        for box in BOXES:
            path = f"/v1/collections/indicators-{level}/items?limit=10000{box}"
            shown = [each["properties"] for each in (await _got(here, reader, path)).json()["features"]]
            assert not cells(shown, SAID) - told, path


def _parquet(here: Room) -> None:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "set"
        export(here.house, Asked("indicators", "parquet", out, {"level": "adm1"}))
        whole = dataset.dataset(out, partitioning="hive").to_table().to_pylist()
    assert whole
    assert all(_is_dark(row, (*SAID, *BESIDE)) for row in whole)


def _console(here: Room) -> None:
    """The tables of the console: a remark instead of a number."""
    lines = [line for table in pages.rating_tables(here.house, "fr") for line in table.rows]
    lines += pages.count_lines(here.house, "fr")[1]
    assert all(line.remark and not line.interval and line.n is None for line in lines if not line.value)
