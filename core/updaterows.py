"""What became of commitments since: every fault of a file by row and column (`indicators.md` §8.1)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.commitments import NOT_BEGUN, PROGRESS, STATES, contradicts
from core.sheetrows import Found, SheetRow

UPDATE: Final = ("date", "state", "progress", "evidence_kind", "reported_by_role", "verified_by_role")
COLUMNS: Final = ("code", *UPDATE)
NEEDED: Final = ("code", "date", "state")
LONGEST: Final = {"code": 40, "evidence_kind": 40, "reported_by_role": 16, "verified_by_role": 16}
IMPORTED: Final = "admin"
"""The role of who reports, where the file names none."""
Said = tuple[str, str, str, float, str]
"""What makes two updates the same: commitment, day, state, progress, and the role of who says it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it will be kept."""

    row: int
    code: str
    update: Mapping[str, Any]

    @property
    def said(self) -> Said:
        told = self.update
        return self.code, told["on"].isoformat(), told["state"], told["progress"], told["role"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Lines are kept only where there is no fault at all."""

    lines: Sequence[Line]
    faults: Sequence[Found]
    warnings: Sequence[Found]


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is held against: from which day each commitment counts, and what was said of them."""

    since: Mapping[str, str]
    said: Collection[Said]
    today: date


def check(rows: Iterable[tuple[int, Mapping[str, str]]], known: Known) -> Checked:
    """Reads every row to its end, however many are wrong."""
    read = [SheetRow(number, cells) for number, cells in rows]
    lines = [_line(row, known) for row in read]
    found = [line for line in lines if line is not None]
    faults = [fault for row in read for fault in row.faults] + list(_again(found, known))
    warnings = [each for line in found for each in doubts(line.row, line.update)]
    return Checked(found, sorted(faults, key=_place), sorted(warnings, key=_place))


def doubts(row: int, said: Mapping[str, Any]) -> Iterator[Found]:
    """What is kept and ought to be looked at."""
    if contradicts(said["state"], said["progress"]):
        yield Found(row, "progress", "contradicts", f"{said['state']} {said['progress']:g}")
    if said["verified_by_role"] == said["role"]:
        yield Found(row, "verified_by_role", "same_role", said["role"])


def update(row: SheetRow, today: date) -> dict[str, Any] | None:
    """None where nothing is said yet: neither state nor progress."""
    if not row.cell("state") and not row.cell("progress"):
        return None
    state = row.one_of("state", STATES)
    row.needed("date")
    on = row.day("date")
    if on and on > today:
        row.fault("date", "to_come")
    return {
        "on": on or today,
        "state": state,
        "progress": _progress(row, state),
        "evidence_kind": row.cell("evidence_kind"),
        "role": row.cell("reported_by_role") or IMPORTED,
        "verified_by_role": row.cell("verified_by_role") or None,
    }


def _progress(row: SheetRow, state: str) -> float:
    """One of five; nothing need be written of what has not begun or is not known."""
    if not row.cell("progress") and state not in {*NOT_BEGUN, "unknown"}:
        row.fault("progress", "not_a_step")
    done = row.decimal("progress", "not_a_step")
    if done is not None and done not in PROGRESS:
        row.fault("progress", "not_a_step")
    return done or 0.0


def _line(row: SheetRow, known: Known) -> Line | None:
    """None where nothing is said at all: then a fault says so."""
    row.at_most(LONGEST)
    code, since = row.needed("code"), known.since.get(row.cell("code"))
    if code and since is None:
        row.fault("code", "unknown")
    said = update(row, known.today)
    if said is None:
        row.fault("state", "empty")
        return None
    if since and row.cell("date") and said["on"].isoformat() < since:
        row.fault("date", "too_early", since)
    return Line(row.number, code, said)


def _again(lines: Iterable[Line], known: Known) -> Iterator[Found]:
    """A file that is taken twice would count everything twice (T3)."""
    seen: set[Said] = set()
    for line in lines:
        if line.said in known.said or line.said in seen:
            yield Found(line.row, "date", "said_already", line.said[1])
        seen.add(line.said)


def _place(each: Found) -> tuple[int, int]:
    return each.row, COLUMNS.index(each.column)
