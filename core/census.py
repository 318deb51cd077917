"""How many people live in a region or a cercle, where the deployer has put a census on file (E1).

Nothing is shipped but the header: no source for the cercles of the present edition was found.
"""

from collections.abc import Iterator
from pathlib import Path

from core.errors import Fault, Misconfigured
from core.files import read_table
from core.places import Gazetteer

COLUMNS = ("code", "population", "year", "source")
FINEST = 2


def read_population(path: Path, gazetteer: Gazetteer) -> dict[str, int]:
    """People by p-code; empty without a file. Misconfigured names the rows that are wrong."""
    if not path.is_file():
        return {}
    rows = list(read_table(path, COLUMNS))
    faults = [fault for line, row in rows for fault in _faults(path.name, line, row, gazetteer)]
    if faults:
        raise Misconfigured(*faults)
    return {row[0]: int(row[1]) for _, row in rows}


def _faults(name: str, line: int, row: list[str], gazetteer: Gazetteer) -> Iterator[Fault]:
    unit = gazetteer.get(row[0])
    if unit is None or unit.level > FINEST:
        yield Fault(name, f"line {line}, code", f"{row[0]} is no region and no cercle: correct it")
    if not (row[1].isdecimal() and int(row[1]) > 0):
        yield Fault(name, f"line {line}, population", f"{row[1]!r} is no number of people: write digits only")
    if not (row[2].isdecimal() and row[3]):
        yield Fault(name, f"line {line}", "needs the year and the source of the number")
