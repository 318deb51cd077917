"""A country's tables of places, read and checked. The columns are explained in the pack's README."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.files import read_table
from core.outline import Outline, outline
from core.placeindex import Alias, Codes, Place
from core.placenames import joined
from core.places import Gazetteer, PlaceWords

PLACES = (
    "code", "edition", "name", "other_names", "level", "parent", "region_2023",
    "lat", "lon", "precision", "population", "source",
)  # fmt: skip
ALIASES = ("alias", "codes", "name", "language", "reason", "confidence")
REGIONS = (
    "id", "name", "code_law_2023_006", "code_law_2023_007", "codes_status", "seat",
    "lat", "lon", "cercles_2019", "note",
)  # fmt: skip
CROSSWALK = (
    "code_2019", "level", "name_2019", "adm1_2019", "region_2019", "region_2023",
    "code_law_2023_006", "code_law_2023_007", "codes_status", "certainty", "note",
)  # fmt: skip
PRECISIONS = frozenset({"seat", "point", "centroid"})
LEVEL_ABOVE = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 3}
MOST_FAULTS = 20

Row = tuple[int, list[str]]


def load_gazetteer(folder: Path, *, edition: str, words: PlaceWords | None = None) -> Gazetteer:
    """The places of a country pack, every row checked; Misconfigured names the rows that are wrong.

    The folder bears the country's code, which is the parent of its regions.
    """
    country = folder.name.upper()
    drawn = read_outline(folder / "boundaries" / "adm1.topojson")
    places = read_places(folder / "places.csv", drawn, country)
    return Gazetteer(
        places,
        edition=edition,
        country=country,
        aliases=tuple(read_aliases(folder / "aliases.csv", places)),
        regions_2023=read_regions(folder, places),
        words=words,
    )


def read_outline(path: Path) -> Outline:
    try:
        return outline(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"is no drawing of the regions ({type(error).__name__}): put the TopoJSON there"
        raise Misconfigured(Fault(f"boundaries/{path.name}", "the file", remedy)) from None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a row of places and what mends it."""

    line: int
    code: str
    column: str
    remedy: str


def read_places(path: Path, drawn: Outline, country: str) -> dict[str, Place]:
    """Every place by its code. Parents may stand anywhere in the file; a place takes their units."""
    places, faults = checked_places(read_table(path, PLACES), drawn, country)
    if faults:
        told = [
            Fault(path.name, f"line {each.line}, {each.code or 'no code'}", each.remedy) for each in faults
        ]
        raise Misconfigured(*sorted(told[:MOST_FAULTS], key=str))
    return places


def checked_places(rows: Iterable[Row], drawn: Outline, country: str) -> tuple[dict[str, Place], list[Wrong]]:
    """The places of rows in any order, and what is wrong with the others."""
    faults: list[Wrong] = []
    places: dict[str, Place] = {}
    lost: set[str] = set()  # what stands under a wrong row is not wrong itself
    for line, row in sorted(rows, key=_level_first):
        if row[5] in lost:
            lost.add(row[0])
        elif wrong := _wrong(row, places, drawn, country):
            lost.add(row[0])
            faults.append(Wrong(line, row[0], *wrong))
        else:
            places[row[0]] = _place(row, places.get(row[5]))
    return places, faults


def _level_first(row: Row) -> str:
    return row[1][4]


def _wrong(
    row: list[str], places: Mapping[str, Place], drawn: Outline, country: str
) -> tuple[str, str] | None:
    """The column that is wrong with a row, and what mends it."""
    code, _, name, _, level, parent, _, lat, lon, precision, population, _ = row
    above = places.get(parent)
    if not code or code in places:
        return "code", "the code is empty or given twice: a code is one place's only"
    if not joined(name):
        return "name", "the name is empty: give the one to show"
    if level not in LEVEL_ABOVE or precision not in PRECISIONS:
        column = "precision" if level in LEVEL_ABOVE else "level"
        return column, f"level {level!r} must be 1 to 5, precision {precision!r} seat, point or centroid"
    if (above.level if above else 0 if parent == country else None) != LEVEL_ABOVE[level]:
        return "parent", (
            f"the parent {parent!r} is no place of level {LEVEL_ABOVE[level]} in this file: correct it"
        )
    if population and not population.isdecimal():
        return "population", f"the population {population!r} is no number: correct or empty it"
    astray = _astray(lat, lon, drawn)
    return ("lat", astray) if astray else None


def _astray(lat: str, lon: str, drawn: Outline) -> str:
    try:
        inside = drawn.holds(float(lat), float(lon))
    except ValueError:
        return f"the point {lat!r}, {lon!r} is no pair of degrees: correct it"
    return "" if inside else f"the point {lat}, {lon} lies outside the country: correct it, or its sign"


def _place(row: list[str], above: Place | None) -> Place:
    code, edition, name, others, level, parent, region_2023, lat, lon, precision, population, source = row
    adm1, adm2, adm3 = (above.adm1, above.adm2, above.adm3) if above else (None, None, None)
    return Place(
        code,
        edition,
        name,
        tuple(others.split("|")) if others else (),
        int(level),
        parent,
        code if level == "1" else adm1,
        code if level == "2" else adm2,
        code if level == "3" else adm3,
        region_2023 or (above.region_2023 if above else ""),
        float(lat),
        float(lon),
        precision,
        int(population or 0),
        len({each.partition(":")[0] for each in source.split("|")}),
    )


def read_aliases(path: Path, places: Mapping[str, Place]) -> Iterator[Alias]:
    """Spellings added by hand; each code must be a place."""
    for line, (name, codes, _, _, reason, confidence) in read_table(path, ALIASES):
        known = _known(codes.split("|"), places, path.name, line)
        if confidence not in {"high", "medium", "low"} or not reason or not joined(name):
            remedy = "an alias needs a name, a reason and a confidence of high, medium or low"
            raise Misconfigured(Fault(path.name, f"line {line}, {name}", remedy))
        yield Alias(name, known, confidence)  # type: ignore[arg-type]


def read_regions(folder: Path, places: Mapping[str, Place]) -> dict[str, Codes]:
    """The units that each region of 2023 was made of: its cercles, and the communes it took from others.

    None where a country has no such table: no reform lies between its edition and what people say.
    """
    if not (folder / "regions_2023.csv").is_file():
        return {}
    regions = {
        joined(row[1]): _known(filter(None, row[8].split("|")), places, "regions_2023.csv", line)
        for line, row in read_table(folder / "regions_2023.csv", REGIONS)
    }
    for line, row in read_table(folder / "crosswalk_2023.csv", CROSSWALK):
        (code,) = _known([row[0]], places, "crosswalk_2023.csv", line)
        if joined(row[5]) not in regions:
            raise Misconfigured(
                Fault(
                    "crosswalk_2023.csv",
                    f"line {line}",
                    f"{row[5]} is in no regions_2023.csv: correct one of them",
                )
            )
        regions[joined(row[5])] = tuple(dict.fromkeys((*regions[joined(row[5])], code)))
    return regions


def _known(codes: Iterable[str], places: Mapping[str, Place], name: str, line: int) -> Codes:
    known = tuple(codes)
    if missing := [code for code in known if code not in places]:
        raise Misconfigured(
            Fault(name, f"line {line}", f"{missing[0]} is no place of places.csv: correct it")
        )
    return known
