"""`lasomi import places`: rows go into a country's table of places, checked whole before it is written."""

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from core.country import COUNTRIES
from core.files import read_table
from core.placefiles import PLACES, Wrong, checked_places, read_outline
from core.sheetrows import Found
from ops import sheet
from ops.sheet_words import refuse

NEEDED: Final = ("code", "edition", "name", "level", "parent", "lat", "lon", "precision", "source")


@dataclass(frozen=True, slots=True)
class Placed:
    """How many places are new, and how many were known and are now as the file has them."""

    added: int
    changed: int


def import_places(path: Path, country: str, root: Path = COUNTRIES) -> Placed:
    """Raises LasomiError with every fault of the file; Misconfigured with those of the country's table."""
    folder = root / country
    target = folder / "places.csv"
    brought = sheet.rows(path, NEEDED, PLACES)
    mine = {number: [cells.get(name, "").strip() for name in PLACES] for number, cells in brought}
    codes = {row[0] for row in mine.values()}
    kept = [row for _, row in read_table(target, PLACES)]
    stay = [row for row in kept if row[0] not in codes]
    drawn = read_outline(folder / "boundaries" / "adm1.topojson")
    rows = [*((-line, row) for line, row in enumerate(stay, 1)), *mine.items()]
    _, wrong = checked_places(rows, drawn, country.upper())
    refuse(path.name, sorted(map(_found, wrong), key=lambda each: each.row))
    known = {row[0]: row for row in kept}
    changed = sum(row[0] in known and row != known[row[0]] for row in mine.values())
    _write(target, _merged(kept, {row[0]: row for row in mine.values()}))
    return Placed(len(codes - known.keys()), changed)


def _found(wrong: Wrong) -> Found:
    """A row of the country's own table that does not go with the file is named by its code."""
    if wrong.line < 0:
        return Found(0, f"places.csv, {wrong.code}", "wrong", wrong.remedy)
    return Found(wrong.line, wrong.column, "wrong", wrong.remedy)


def _merged(kept: Iterable[list[str]], mine: Mapping[str, list[str]]) -> list[list[str]]:
    """Each in its old line, what is new at the end."""
    left = dict(mine)
    merged = [left.pop(row[0], row) for row in kept]
    return [*merged, *left.values()]


def _write(target: Path, rows: Iterable[list[str]]) -> None:
    """Whole or not at all, also where the power fails."""
    text = StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(PLACES)
    table.writerows(rows)
    beside = target.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)
