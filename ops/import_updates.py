"""`lasomi import updates`: what became of commitments since goes in whole, or not at all (§8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.updaterows import COLUMNS, NEEDED, Known, Line, check
from ops import sheet
from ops.desk import Desk
from ops.importing import ACCOUNT, ROLE
from ops.sheet_words import lines, refuse
from store import audit, commitments
from store.strides import stride


@dataclass(frozen=True, slots=True)
class Imported:
    """How many updates were added, and what ought to be looked at."""

    updates: int
    warnings: Sequence[str]


def import_updates(desk: Desk, path: Path) -> Imported:
    """Raises LasomiError with every fault of the file; then nothing of it is kept."""
    rows = sheet.rows(path, NEEDED, COLUMNS)
    with desk.database.write() as conn:
        since = {each.code: each.since for each in commitments.listed(conn)}
        known = Known(since, commitments.said(conn), desk.clock().date())
        checked = check(rows, known)
        refuse(path.name, checked.faults)
        with stride(desk.settings.data_dir, "import updates", desk.clock, len(checked.lines)) as went:
            for number, line in enumerate(checked.lines, 1):
                _keep(desk, conn, line)
                went(number)
    return Imported(len(checked.lines), lines(path.name, checked.warnings))


def _keep(desk: Desk, conn: Any, line: Line) -> None:
    now = desk.clock()
    commitments.report(conn, line.code, recorded=now.date(), **line.update)
    about = {"account": ACCOUNT, "role": ROLE, "action": "commitment_said", "object": line.code}
    audit.write(conn, desk.vault, at=now, reason="import", **about)
