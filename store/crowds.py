"""How many incidents of a category a cercle has had, and whether a rule has told of them (`alerts.md` §2)."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from store.database import ms
from store.tables import alerts, incidents


def count(conn: Connection, area: str, category: str, since: datetime) -> int:
    """Incidents of a cercle, of a code or a first digit, opened since: those that count for anything."""
    counts = and_(
        incidents.c.sources > 0,
        incidents.c.state != "false",
        incidents.c.set_aside.is_not(True),
        incidents.c.merged_into.is_(None),
        incidents.c.late.is_not(True),
    )
    here = and_(incidents.c.adm2 == area, incidents.c.code.startswith(category))
    asked = select(func.count()).select_from(incidents)
    return conn.execute(asked.where(here, counts, incidents.c.opened_at > ms(since))).scalar_one()


def is_told(conn: Connection, rule: str, area: str, since: datetime) -> bool:
    """Whether this rule has raised an alert in a cercle since."""
    mine = and_(alerts.c.rule == rule, alerts.c.adm2 == area, alerts.c.raised_at > ms(since))
    return conn.execute(select(alerts.c.id).where(mine).limit(1)).first() is not None
