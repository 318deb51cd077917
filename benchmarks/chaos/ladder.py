"""Escalation within a trial: steps that would be due in an hour are due in seconds, and are they on time?"""

import time
from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, select, update

from gateway.house import House
from store import elapsed, steps
from store.tables import steps as table

SOON_MS: Final = 2_000
Rung = tuple[str, int]


def bring_forward(house: House, most: int, seconds: float) -> list[Rung]:
    """Makes so many waiting steps due in so many seconds of the house's time; which."""
    with house.database.write() as conn:
        now = elapsed.now(house.database, conn)
        waits = and_(table.c.state == steps.WAITING, table.c.due > now + SOON_MS)
        found = [(row.alert_id, row.number) for row in conn.execute(select(table).where(waits).limit(most))]
        for alert_id, step in found:
            one = and_(table.c.alert_id == alert_id, table.c.number == step)
            conn.execute(update(table).where(one).values(due=now + int(seconds * 1000)))
    return found


def settled(house: House, rungs: Sequence[Rung], seconds: float = 60.0) -> float | None:
    """As `late`, once all of them are taken, waited for at most so long."""
    deadline = time.monotonic() + seconds
    while (found := late(house, rungs)) is None and rungs and time.monotonic() < deadline:
        time.sleep(0.5)
    return found


def late(house: House, rungs: Sequence[Rung]) -> float | None:
    """Seconds by which the slowest of these steps was taken after it was due; None while one waits."""
    worst = 0.0
    with house.database.read() as conn:
        for alert_id, number in rungs:
            one = and_(table.c.alert_id == alert_id, table.c.number == number)
            row = conn.execute(select(table).where(one)).one()
            if row.done is None:
                return None
            worst = max(worst, (row.done - row.due) / 1000)
    return round(worst, 1) if rungs else None
