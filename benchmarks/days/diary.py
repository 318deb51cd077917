"""What was read of each cube, version by version, and what was true on the day on which it appeared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.adversary import Name, Row
from benchmarks.days.reading import HEARD, Version
from benchmarks.days.truths import Truth, truth
from core.disclosure import K_RATINGS, K_REPORTERS
from store import cubes
from tests.gateway.rooms import Room

SILENT = frozenset({"T1", "T2", "T3", "T4", "T5", "E10"})
"""They tell of commitments and of exercises, not of people."""
COUNTED = "incidents"
ALIKE = ("n", "dont_know", "assisted_share", "sex_missing")
"""What of a row is a number of people."""


@dataclass
class Diary:
    """By indicator and period. Each version has the truth of its day."""

    versions: dict[Name, list[Version]] = field(default_factory=lambda: defaultdict(list))
    truths: dict[Name, list[Truth]] = field(default_factory=lambda: defaultdict(list))
    _today: dict[Name, Truth] = field(default_factory=dict)

    def look(self, here: Room) -> None:
        """What is true of the cubes that were published or revised today."""
        with here.house.database.read() as conn:
            listed, today = cubes.listed(conn), here.clock.at.date()
            names = [(each.indicator, each.period) for each in listed]
            new = [
                name for name in names if cubes.last_changed(conn, *name) == today or name not in self._today
            ]
        for id_, period in new:
            indicator = here.house.country.indicator(id_)
            if indicator is not None and id_ not in SILENT:
                self._today[id_, period] = truth(here.house, indicator, period)

    def write(self, today: Mapping[Name, Version]) -> bool:
        """Whether anything was new. What one scope reads later than another is the same version."""
        new = False
        for name, version in today.items():
            known = self.versions[name]
            if known and all(version.get(key) == row for key, row in known[-1].items()):
                new |= len(version) > len(known[-1])
                known[-1] = version
                continue
            new = True
            known.append(version)
            self.truths[name].append(self._today.get(name, {}))
        return new


def subtracted(diary: Diary) -> Iterator[Name]:
    """Cells of which two versions differ by fewer than k in anything that they tell, or of which one hides
    what the other shows.
    """
    for (indicator, period), versions in diary.versions.items():
        if indicator in SILENT:
            continue
        k = K_REPORTERS if indicator == COUNTED else K_RATINGS
        for old, new in pairwise(versions):
            for name in old.keys() & new.keys():
                if told := _between(indicator, old[name], new[name], k):
                    yield indicator, period, "two versions", told, *name


def _between(indicator: str, old: Row, new: Row, k: float) -> str:
    """What of a cell moved by some, and by fewer than k; "" where nothing did."""
    if (old["value"] is None) != (new["value"] is None):
        return "hidden in one"
    before, after = people(old), people(new)
    if not before and not after:
        return "" if indicator in {COUNTED, HEARD} or old["value"] == new["value"] else "value"
    apart = ((each, abs(before.get(each, 0) - after.get(each, 0))) for each in ALIKE)
    moved = (each for each, by in apart if 0 < by < k)
    if told := next(moved, ""):
        return told
    same = before.get("n") == after.get("n") and old["value"] != new["value"]
    return "value" if same else ""


def people(row: Row) -> Mapping[str, float]:
    """How many people a row tells of: whom it counts, who does not know, was helped, did not say."""
    if row["value"] is None:
        return {}
    whole = next((row[name] for name in ("denominator", "n") if row.get(name) is not None), None)
    if whole is None:
        return {"n": row["value"]} if "code" in row and row["indicator"].startswith(COUNTED) else {}
    found = {"n": float(whole)}
    for name in ("dont_know", "assisted_share"):
        if row.get(name) is not None and row[name] < 1:
            found[name] = round(row[name] * whole / (1 - row[name]))
    if row.get("sex_missing") is not None:
        found["sex_missing"] = round(row["sex_missing"] * whole)
    return found
