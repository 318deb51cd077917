"""The highlights of a week beside the cube: totals of the country, alerts and how they ended, in public."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from benchmarks import adversary
from benchmarks.adversary import Name, Notebook, place
from benchmarks.days.diary import COUNTED, Diary
from benchmarks.days.reading import of_scope
from core.disclosure import K_REPORTERS, is_open
from core.periods import iso_week
from core.warning import in_time
from gateway.feeds import warning
from gateway.highlights.alerted import ANSWERS, ENDS
from gateway.highlights.facts import Facts, facts
from store import warning as told
from tests.gateway.rooms import Room

WEEKS: Final = 2
"""The last that may be spoken of, and the one before it: what is told may change until it is approved."""
STEPS: Final = {"receipt_to_alert": ("raised",), "alert_to_acknowledgement": ("in_time", "late")}
"""What a delay of E4 is measured of, in the words of the highlights."""


@dataclass
class Editions:
    """Every edition that was read, by week, with how many alerts there truly were of each kind, and how many
    versions of the week's cube there were by then.
    """

    read: dict[str, list[tuple[Facts, Mapping[Name, float], int]]] = field(default_factory=dict)

    def look(self, here: Room, diary: Diary) -> None:
        for back in range(1, WEEKS + 1):
            week = iso_week(here.clock.at - timedelta(weeks=back))
            if not is_open(week, "public", here.clock.at):
                continue
            known, seen = self.read.setdefault(week, []), facts(here.house, week)
            if not known or known[-1][0] != seen:
                known.append((seen, _alerts(here, week), len(diary.versions.get((COUNTED, week), ()))))


def _alerts(here: Room, week: str) -> Mapping[Name, float]:
    with here.house.database.read() as conn:
        raised = told.warned(conn, *warning.stretch(week))
    ends = Counter(each.state if each.state in ENDS else "open" for each in raised)
    soon = in_time(raised, here.house.country.alerts.acknowledge_seconds)
    silent = sum(each.ack_seconds is None for each in raised)
    answers = {"in_time": len(soon), "unanswered": silent, "late": len(raised) - silent - len(soon)}
    return {(name,): float(n) for name, n in {"raised": len(raised), **ends, **answers}.items()}


def worked_out(here: Room, diary: Diary, editions: Editions) -> Iterator[Name]:
    """Incidents by the totals of their groups; alerts by their sums and by what is measured of them (E4)."""
    country = here.house.country
    for week, read in editions.read.items():
        for number, (seen, true, versions) in enumerate(read):
            if versions:
                totals = {each["group"]: each["n"] for each in seen["brief"]}
                rows = of_scope(diary.versions[COUNTED, week][versions - 1], "figures")
                cells = diary.truths[COUNTED, week][versions - 1][""]
                for name in adversary.of_week(country, rows, totals).recovered(cells, K_REPORTERS):
                    yield "highlights", week, str(number), *name
            counts = (seen["alerts"] or {}).get("counts", {})
            book = of_alerts(counts, _measured(diary, week))
            for name in book.recovered(true, K_REPORTERS):
                yield "highlights", week, str(number), *name


def _measured(diary: Diary, week: str) -> Mapping[str, float]:
    """By step, of how many alerts of the country a partner reads the delays (E4)."""
    versions = diary.versions.get(("E4", week))
    rows = of_scope(versions[-1], "figures") if versions else ()
    return {row["cause"]: row["n"] for row in rows if len(place(row)) == len("ML") and row["n"] is not None}


def of_alerts(counts: Mapping[str, int | None], measured: Mapping[str, float]) -> Notebook:
    """What was raised is the sum of how it ended, and of how it was answered; delays tell of how many of each
    they are.
    """
    book = Notebook({(name,): float(n) for name, n in counts.items() if n is not None})
    for parts in (ENDS, ANSWERS):
        book.add(("raised",), [(name,) for name in parts], open_=False)
    for step in measured.keys() & STEPS.keys():
        book.known[(step,)] = float(measured[step])
        book.add((step,), [(name,) for name in STEPS[step]], open_=False)
    return book
