"""`lasomi import commitments`: a file of what was promised goes in whole, or not at all (§8.2)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.commitmentrows import COLUMNS, NEEDED, Known, Line, check
from core.country import Country
from ops import sheet
from ops.desk import Desk
from ops.sheet_words import lines, refuse
from store import audit, commitments
from store.strides import stride

COMMUNE = 3
ACCOUNT, ROLE = "system", "admin"
"""In whose name the audit has what a command did."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many commitments and updates came in, and what ought to be looked at."""

    commitments: int
    updates: int
    warnings: Sequence[str]


def import_commitments(desk: Desk, path: Path) -> Imported:
    """Raises LasomiError with every fault of the file; then nothing of it is kept."""
    country, today = desk.country, desk.clock().date()
    rows = sheet.rows(path, NEEDED, (*COLUMNS, "driver"))
    with desk.database.write() as conn:
        known = Known(
            country.frameworks, _is_place(country), commitments.codes(conn), _objectives(conn), today
        )
        checked = check(rows, known)
        refuse(path.name, checked.faults)
        with stride(desk.settings.data_dir, "import commitments", desk.clock, len(checked.lines)) as went:
            for number, line in enumerate(checked.lines, 1):
                _keep(desk, conn, line)
                went(number)
    updates = sum(line.update is not None for line in checked.lines)
    return Imported(len(checked.lines), updates, lines(path.name, checked.warnings))


def _keep(desk: Desk, conn: Any, line: Line) -> None:
    now = desk.clock()
    commitments.add(conn, now=now, **line.commitment)
    code = line.commitment["code"]
    if line.update is not None:
        commitments.report(conn, code, recorded=now.date(), **line.update)
    about = {"account": ACCOUNT, "role": ROLE, "action": "commitment_imported", "object": code}
    audit.write(conn, desk.vault, at=now, **about)


def _is_place(country: Country) -> Callable[[str], bool]:
    """The country, a region, a cercle or a commune: what an addressee can be in charge of."""

    def known(code: str) -> bool:
        place = country.gazetteer.get(code)
        return code == country.code.upper() or (place is not None and place.level <= COMMUNE)

    return known


def _objectives(conn: Any) -> Mapping[tuple[str, str], Sequence[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in commitments.listed(conn):
        found[each.framework, each.version or ""].append(each.objective)
    return found
