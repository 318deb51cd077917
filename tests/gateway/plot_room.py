"""Two years of ratings in every state that a plot can show: normal, indicative, hidden, unanswered."""

from tests.gateway.rooms import Room, moment
from tests.poured import poured

READ = moment("2026-10-15T12:00")
QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
UNITS = ("ML010101", "ML020101", "ML030101", "ML040101", "ML050101", "ML060101", "ML070101", "ML090101")


def rated(here: Room) -> Room:
    """G1 of the mayors: regions rise or fall; Gao is indicative, then hidden; nobody answers in Kidal."""
    here.clock.at = READ
    poured(here.house.database, "rated", lambda: _told(here))
    return here


def _told(here: Room) -> None:
    for step, quarter in enumerate(QUARTERS):
        for index, unit in enumerate(UNITS):
            size = 60 if unit != "ML070101" else (20, 4, 4, 22, 35, 40, 12)[step]
            yes = round(size * min(0.95, 0.12 * index + 0.05 * (step if index % 2 else 6 - step)))
            here.ratings(unit, quarter, yes=yes, no=size - yes)
    here.ratings("ML070101", "2026-Q3", yes=9, no=30, authority=4)
