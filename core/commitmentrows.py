"""The rows of a file of commitments: every fault and warning by row and column (`indicators.md` §8.2)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.commitments import ADDRESSEES, HSC, NAP
from core.frameworks import Framework, newest
from core.sheetrows import Found, SheetRow
from core.updaterows import LONGEST as OF_UPDATES
from core.updaterows import UPDATE, doubts, update

COLUMNS: Final = (
    *("code", "framework", "version", "objective", "text_fr", "text_bm", "text_taq", "addressee_type"),
    *("addressee_unit", "since", "due", "weight", "owner", "hsc_outcome", "nap_objective", "source_ref"),
    *UPDATE,
)
"""A commitment, and from `date` on what is known of it so far. `driver` may stand for `objective`."""
NEEDED: Final = ("code", "framework", "text_fr", "addressee_type", "addressee_unit")
LONGEST: Final = {
    **dict.fromkeys(("objective", "driver"), 40),
    "owner": 80,
    "source_ref": 200,
    **OF_UPDATES,
}
LANGUAGES: Final = ("fr", "bm", "taq")


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is held against. `objectives`: of all that the house has, by framework and version."""

    frameworks: tuple[Framework, ...]
    is_place: Callable[[str], bool]
    codes: Collection[str]
    objectives: Mapping[tuple[str, str], Sequence[str]]
    today: date


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it will be kept: a commitment, and its first update where one is told."""

    row: int
    commitment: Mapping[str, Any]
    update: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Lines are kept only where there is no fault at all."""

    lines: Sequence[Line]
    faults: Sequence[Found]
    warnings: Sequence[Found]


def check(rows: Iterable[tuple[int, Mapping[str, str]]], known: Known) -> Checked:
    """Reads every row to its end, however many are wrong."""
    read = [SheetRow(number, cells) for number, cells in rows]
    lines = [_line(row, known) for row in read]
    faults = [fault for row in read for fault in row.faults] + list(_twice(read, known))
    warnings = [each for line in lines for each in _warnings(line, known)]
    warnings += _counts([line.commitment for line in lines], known)
    return Checked(lines, sorted(faults, key=_place), sorted(warnings, key=_place))


def _line(row: SheetRow, known: Known) -> Line:
    """Without a day of its own it counts from the first of its framework, or from what is said of it."""
    kept, said = _commitment(row, known), update(row, known.today)
    if said and kept["since"] is None:
        kept["since"] = said["on"]
    return Line(row.number, kept, said)


def _commitment(row: SheetRow, known: Known) -> dict[str, Any]:
    framework = _framework(row, known)
    row.at_most(LONGEST)
    if not known.is_place(row.cell("addressee_unit")):
        row.fault("addressee_unit", "unknown")
    texts = {language: row.cell(f"text_{language}") for language in LANGUAGES}
    row.needed("text_fr")
    return {
        "code": row.needed("code"),
        "framework": row.cell("framework"),
        "version": framework.version if framework else "",
        "objective": row.cell("objective") or row.cell("driver"),
        "text": {language: text for language, text in texts.items() if text},
        "addressee_type": row.one_of("addressee_type", ADDRESSEES),
        "addressee_unit": row.cell("addressee_unit"),
        "since": row.day("since") or (framework.valid_from if framework else None),
        "due": row.day("due"),
        "weight": _weight(row),
        "owner": row.cell("owner"),
        "hsc": row.whole("hsc_outcome", HSC),
        "nap": row.whole("nap_objective", NAP),
        "source_ref": row.cell("source_ref"),
    }


def _framework(row: SheetRow, known: Known) -> Framework | None:
    """The version that is named, or the newest of its key."""
    key, version = row.cell("framework"), row.cell("version")
    of_key = tuple(each for each in known.frameworks if each.key == key)
    named = (each for each in of_key if each.version == version)
    found = next(named, None) if version else newest(of_key, key)
    if found is None:
        row.fault("version" if of_key else "framework", "unknown")
    return found


def _weight(row: SheetRow) -> float:
    """1 where none is given."""
    weight = row.decimal("weight", "not_a_weight")
    if weight is not None and weight <= 0:
        row.fault("weight", "not_a_weight")
    return 1.0 if weight is None else weight


def _warnings(line: Line, known: Known) -> Iterator[Found]:
    """What is kept and ought to be looked at."""
    kept, said = line.commitment, line.update
    for language in LANGUAGES[1:]:
        if language not in kept["text"]:
            yield Found(line.row, f"text_{language}", "no_text")
    if said:
        yield from doubts(line.row, said)
    if kept["due"] and kept["due"] < known.today and said is None:
        yield Found(line.row, "due", "due_unsaid", kept["due"].isoformat())


def _twice(read: Iterable[SheetRow], known: Known) -> Iterator[Found]:
    seen: set[str] = set()
    for row in read:
        code = row.cell("code")
        if code and (code in seen or code in known.codes):
            yield Found(row.number, "code", "twice" if code in seen else "taken", code)
        seen.add(code)


def _counts(commitments: Iterable[Mapping[str, Any]], known: Known) -> Iterator[Found]:
    """Whether a framework is whole with this file, and still in force."""
    brought: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in commitments:
        brought[each["framework"], each["version"]].append(each["objective"])
    for framework in known.frameworks:
        key = (framework.key, framework.version)
        if key in brought:
            objectives = [*known.objectives.get(key, ()), *brought[key]]
            yield from _amounts(framework, len(objectives), len(set(filter(None, objectives))))
            if not framework.is_valid(known.today):
                yield Found(0, f"{framework.key} {framework.version}", "not_in_force")


def _amounts(framework: Framework, rows: int, kinds: int) -> Iterator[Found]:
    expected = {
        "rows": (framework.expected_rows, rows),
        "drivers": (framework.expected_drivers, kinds),
        "objectives": (framework.expected_objectives, kinds),
    }
    for what, (wanted, found) in expected.items():
        if wanted is not None and wanted != found:
            yield Found(0, f"{framework.key} {framework.version}", f"count_of_{what}", f"{found}/{wanted}")


def _place(each: Found) -> tuple[int, int]:
    return each.row, COLUMNS.index(each.column) if each.column in COLUMNS else -1
