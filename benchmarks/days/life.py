"""A day of the simulated house, and the weeks that it has lived before somebody reads it."""

import random
from datetime import datetime, timedelta
from typing import Final

from benchmarks.days import incidents, ratings
from core.revision import is_first_monday
from tests.gateway.rooms import Room
from workers.publishing import publish_due, revise_due
from workers.repacking import tend as pack

BEFORE: Final = 21
"""Days that are lived at once, before the first that is read."""
DAY: Final = timedelta(days=1)


def before(here: Room, first: datetime, chance: random.Random, days: int = BEFORE) -> None:
    """What is there on the first day: the house was not born on it."""
    for back in range(days, 0, -1):
        happens(here, first - back * DAY, chance)


def happens(here: Room, at: datetime, chance: random.Random) -> None:
    """Sixty ratings, a dozen incidents, a few cases and answers; corrections among them."""
    with here.house.database.write() as conn:
        ratings.rate(here, conn, at, chance, 60)
        ratings.correct(here, conn, at, chance)
        incidents.judge(conn, at, chance)
        incidents.happen(here, conn, at, chance, 12)
        incidents.refer(here, conn, at, chance, 4)
        incidents.watch(here, conn, at, chance)
        ratings.answer(conn, at, chance, 12)
        if is_first_monday(at.date()):
            ratings.crowd(here, conn, at, chance, 25)


def tended(here: Room, at: datetime) -> None:
    """What the clock has done on a day: publish, revise, pack."""
    publish_due(here.house, at)
    revise_due(here.house, at)
    pack(here.house, at)
