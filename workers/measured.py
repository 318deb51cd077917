"""Delays and reached states that E3 and E4 count, kept in seconds when they are measured (P27)."""

from typing import Final

from core.alerts import Alert
from core.periods import iso_week
from core.reports import Incident
from core.warning import REACHED
from store import figures
from store.warning import REACHED as OPENED_TO_REACHED
from workers.aggregate import ALERT_TO_CLOSURE
from workers.work import Work

FALSE: Final = "false"


def reached(work: Work, before: Incident, after: Incident) -> None:
    """An incident is corroborated or verified: once, whatever becomes of it later."""
    if after.state == before.state or after.state not in REACHED:
        return
    place = after.adm3 or after.adm2 or after.adm1 or work.country.gazetteer.country
    seconds = max(0.0, (work.at - after.opened_at).total_seconds())
    figures.duration(work.conn, OPENED_TO_REACHED, after.id, place, iso_week(after.opened_at), seconds)


def judged(work: Work, alert: Alert, before: Incident, after: Incident) -> None:
    """A verdict. FAUX closes an alert; what is true is closed with its case (`workers.referrals`)."""
    reached(work, before, after)
    if after.state == FALSE:
        seconds = max(0.0, (work.at - alert.raised_at).total_seconds())
        week = iso_week(alert.raised_at)
        figures.duration(work.conn, ALERT_TO_CLOSURE, alert.id, alert.area, week, seconds)
