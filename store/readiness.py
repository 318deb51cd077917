"""When an answer to an alert of an exercise was asked for, and when it came: E10 (`indicators.md` §9).

E4 counts the first answer to an alert; an exercise counts one for each time that its ladder began, so also
the answer to an alert that became graver. In the real house nothing is written here.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from store.database import from_ms, ms
from store.rows import insert_new
from store.tables import asked


@dataclass(frozen=True, slots=True)
class Asked:
    """One ladder of an alert; `answered_at` None while nobody has answered."""

    alert_id: str
    asked_at: datetime
    answered_at: datetime | None


def ask(conn: Connection, alert_id: str, step: int, at: datetime) -> None:
    """A ladder begins with this step."""
    insert_new(conn, asked, {"alert_id": alert_id, "step": step, "asked_at": ms(at)})


def answer(conn: Connection, alert_id: str, at: datetime) -> None:
    """Somebody answers the last ladder of an alert; the first one counts."""
    mine = asked.c.alert_id == alert_id
    last = select(func.max(asked.c.step)).where(mine).scalar_subquery()
    first = update(asked).where(mine, asked.c.step == last, asked.c.answered_at.is_(None))
    conn.execute(first.values(answered_at=ms(at)))


def listed(conn: Connection) -> list[Asked]:
    """Every ladder that began, in that order."""
    found = conn.execute(select(asked).order_by(asked.c.asked_at, asked.c.alert_id, asked.c.step))
    return [Asked(row.alert_id, from_ms(row.asked_at), _time(row.answered_at)) for row in found]


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)
