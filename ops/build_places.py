"""Makes a country's tables of places from the compiled sources, without what can be read off a parent."""

import csv
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from core.placefiles import PLACES

DRAWINGS = ("adm1", "adm2", "adm3", "regions_2023_approx")
TABLES = ("aliases.csv", "crosswalk_2015.csv", "crosswalk_2023.csv", "regions_2023.csv")

Row = dict[str, str]


def build(source: Path, target: Path) -> int:
    """Writes places, aliases, crosswalks and drawings into a country's folder; says how many places.

    The same source gives the same bytes. Nothing is read from the target, and its other files stay.
    """
    (target / "boundaries").mkdir(parents=True, exist_ok=True)
    rows = compact(_rows(source / "places.csv"))
    with (target / "places.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, PLACES, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    for name in TABLES:
        shutil.copyfile(source / name, target / name)
    for name in DRAWINGS:
        shutil.copyfile(*(folder / "boundaries" / f"{name}.topojson" for folder in (source, target)))
    return len(rows)


def compact(rows: Iterable[Row]) -> list[Row]:
    """The rows without a region of 2023 that is also their parent's; the units follow from the parent."""
    by_code = {row["code"]: row for row in rows}
    return [row | {"region_2023": _own_region(row, by_code)} for row in by_code.values()]


def _own_region(row: Row, by_code: Mapping[str, Row]) -> str:
    above = by_code.get(row["parent"], {})
    return "" if above.get("region_2023") == row["region_2023"] else row["region_2023"]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
