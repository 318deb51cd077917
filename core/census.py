"""How many people live in a region or a cercle, where the deployer has put a census on file (E1, weights).

Nothing is shipped but the header: no source for the cercles of the present edition was found.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from core.errors import Fault, Misconfigured
from core.files import read_table
from core.places import Gazetteer
from core.poststrat import Sex

COLUMNS: Final = ("code", "sex", "population", "year", "source")
FINEST: Final = 2
ALL: Final = "all"
SEXES: Final[tuple[Sex, ...]] = ("f", "m")
Census = Mapping[tuple[str, str], int]
"""People by p-code and sex: `f`, `m` or `all`."""


def read_census(path: Path, gazetteer: Gazetteer) -> dict[tuple[str, str], int]:
    """Empty without a file. Misconfigured names the rows that are wrong."""
    if not path.is_file():
        return {}
    rows = list(read_table(path, COLUMNS))
    faults = [fault for line, row in rows for fault in _faults(path.name, line, row, gazetteer)]
    faults += _twice(path.name, ((line, row[0], row[1]) for line, row in rows))
    if faults:
        raise Misconfigured(*faults)
    return {(row[0], row[1]): int(row[2]) for _, row in rows}


def totals(census: Census) -> dict[str, int]:
    """All people by p-code: as counted together, else women and men where both are on file."""
    codes = dict.fromkeys(code for code, _ in census)
    sums = {code: [census.get((code, sex)) for sex in SEXES] for code in codes}
    found = {code: census.get((code, ALL)) or _both(sums[code]) for code in codes}
    return {code: people for code, people in found.items() if people}


def by_sex(census: Census, code: str) -> dict[Sex, int]:
    """Women and men of a unit; empty unless both are on file."""
    found = {sex: census[code, sex] for sex in SEXES if (code, sex) in census}
    return found if len(found) == len(SEXES) else {}


def _both(counted: Iterable[int | None]) -> int:
    each = [people for people in counted if people]
    return sum(each) if len(each) == len(SEXES) else 0


def _faults(name: str, line: int, row: list[str], gazetteer: Gazetteer) -> Iterator[Fault]:
    code, sex, people, year, source = row
    unit = gazetteer.get(code)
    if unit is None or unit.level > FINEST:
        yield Fault(name, f"line {line}, code", f"{code} is no region and no cercle: correct it")
    if sex not in {*SEXES, ALL}:
        yield Fault(name, f"line {line}, sex", f"{sex!r} is none of f, m and all: correct it")
    if not (people.isdecimal() and int(people) > 0):
        yield Fault(name, f"line {line}, population", f"{people!r} is no number of people: write digits only")
    if not (year.isdecimal() and source):
        yield Fault(name, f"line {line}", "needs the year and the source of the number")


def _twice(name: str, keys: Iterable[tuple[int, str, str]]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for line, code, sex in keys:
        if (code, sex) in seen:
            yield Fault(name, f"line {line}", f"{code}, {sex} is given twice: keep one")
        seen.add((code, sex))
