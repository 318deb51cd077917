"""Ratings that waited until their phone was a day old begin to count (`indicators.md` §5.1)."""

from datetime import datetime
from typing import Final

from core.measures import measures
from gateway.house import House
from store import figures
from workers.work import TURN

AT_ONCE: Final = 50
"""Ratings of one transaction: whoever accepts a message waits for it."""


def count_due(house: House, now: datetime) -> int:
    """How many. In turn with the effects of messages, which move the same sums."""
    counted, by = 0, measures(house.country.indicators)
    while True:
        with house.database.write() as conn:
            house.database.take_turn(conn, TURN)
            done = figures.ripen_ratings(conn, now, AT_ONCE, by)
        counted += done
        if done < AT_ONCE:
            return counted
