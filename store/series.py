"""How many incidents there were, by cercle, code and day: what the series of `alerts.md` §3 are made of.

What was refuted, set aside, merged into another, or belongs to the protected lane is in no series. A flood is
one incident, and an exercise has a store of its own.
"""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, or_, select

from store.database import EPOCH, ms
from store.tables import incidents

DAY_MS: Final = 86_400_000
PROTECTED: Final = "6"
Key = tuple[str, str, date]
"""A cercle, a code, a day of reception."""


def counts(conn: Connection, since: datetime, until: datetime) -> dict[Key, int]:
    """Incidents opened from `since` to before `until`; days without any are not there."""
    number = incidents.c.opened_at // DAY_MS
    asked = (
        select(incidents.c.adm2, incidents.c.code, number, func.count())
        .where(incidents.c.opened_at >= ms(since), incidents.c.opened_at < ms(until))
        .where(incidents.c.adm2.is_not(None), incidents.c.sources > 0, incidents.c.state != "false")
        .where(or_(incidents.c.set_aside.is_(None), ~incidents.c.set_aside))
        .where(~incidents.c.code.startswith(PROTECTED), incidents.c.merged_into.is_(None))
        .group_by(incidents.c.adm2, incidents.c.code, number)
    )
    return {(area, code, _day(n)): count for area, code, n, count in conn.execute(asked)}


def _day(number: int) -> date:
    return (EPOCH + timedelta(days=number)).date()
