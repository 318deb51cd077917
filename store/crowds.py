"""How many incidents of a category a cercle has had, and whether a rule has told of them (`alerts.md` §2)."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select

from store.database import ms
from store.live import STANDS
from store.prepared import Prepared
from store.tables import alerts, incidents, reports


def count(conn: Connection, area: str, category: str, since: datetime) -> int:
    """Incidents of a cercle, of a code or a first digit, opened since: those that count for anything, and no
    more than there are phones that told of them, so that nobody makes a crowd alone (`alerts.md` §6, §9).
    """
    (found,) = _COUNT.all(conn, {"area": area, "category": category, "since": ms(since)})
    return int(min(found))


def is_told(conn: Connection, rule: str, area: str, since: datetime) -> bool:
    """Whether an alert that this rule has raised in a cercle since still stands."""
    mine = and_(alerts.c.rule == rule, alerts.c.adm2 == area, alerts.c.raised_at > ms(since))
    stands = and_(mine, alerts.c.status != "cancelled", STANDS)
    return conn.execute(select(alerts.c.id).where(stands).limit(1)).first() is not None


_COUNT = Prepared(
    select(func.count(incidents.c.id.distinct()), func.count(reports.c.contact.distinct()))
    .join(reports, reports.c.incident_id == incidents.c.id)
    .where(incidents.c.adm2 == bindparam("area"), incidents.c.code.startswith(bindparam("category")))
    .where(incidents.c.opened_at > bindparam("since"), incidents.c.sources > 0)
    .where(incidents.c.state != "false", incidents.c.set_aside.is_not(True))
    .where(incidents.c.merged_into.is_(None), incidents.c.late.is_not(True))
)
