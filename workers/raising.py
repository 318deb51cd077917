"""An alert goes out: its row, its ladder, and the first texts (`alerts.md` §4, §7)."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from core.alerts import RULE, Alert
from core.reports import Incident
from gateway.house import House
from store import alerts, drills, elapsed, holds, switches
from store.rows import new_id
from workers import cap, escalate, windows
from workers.detect import alert_of
from workers.notify import is_news, recipients, text_of


def issue(
    house: House,
    conn: Any,
    now: datetime,
    incident: Incident,
    *,
    accepted_at: datetime,
    rule: str = RULE,
) -> None:
    """Raises the alert of an incident, once, and names the rule; it is held no more.

    One that nobody can be told of, or that is no news any more, still stands on the console. Exercises stand
    still from here on (`alerts.md` §10). From a cercle whose switch is on there is none (P71). Where the
    clock was put right meanwhile, the moment of acceptance is one of its new time: what has passed is true.
    """
    holds.end(conn, incident.id)
    if switches.is_closed(conn, incident.adm2):
        return
    rules, exercise = house.country.alerts, bool(house.exercise)
    number = alerts.free_number(conn, now, secrets.choice, exercise=exercise, rest=rules.number_rest)
    moments = {"accepted_at": now - age(house, conn, accepted_at, now), "raised_at": now}
    alert = alert_of(incident, rules, id_=new_id(), number=number, rule=rule, **moments)
    if not alerts.raise_(conn, alert, incident.adm1, incident.adm2):
        return
    cap.begin(house, conn, now, alert)
    if not house.exercise:
        drills.pause_all(conn, now)
    _tell(house, conn, now, incident, alert)


def age(house: House, conn: Any, accepted_at: datetime, now: datetime) -> timedelta:
    """How long ago something was accepted, whatever the wall clock has jumped by since; never less than no
    time.
    """
    return max(timedelta(), elapsed.believed(house.database, conn, accepted_at, now) - accepted_at)


def _tell(house: House, conn: Any, now: datetime, incident: Incident, alert: Alert) -> None:
    """Its ladder, and its first texts where it is news."""
    rules, accepted_at = house.country.alerts, alert.accepted_at
    news = is_news(accepted_at, now, rules)
    members = recipients(incident, windows.reachable(house, conn, now, incident), now) if news else ()
    escalate.plan(house, conn, alert, told=bool(members), news=news)
    if members:
        text, cause = text_of(alert, accepted_at, now, rules), f"alert:{alert.id}"
        windows.tell(house, conn, now, alert, members, text, cause=cause, accepted_at=accepted_at)
