"""Events of which nobody has said in fourteen days whether they are true (`alerts.md` §6)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from gateway.house import House
from store import alerts, incidents
from workers import cap
from workers.work import TURN


def close_due(house: House, now: datetime | None) -> int:
    """Calls unresolved what has waited too long for a verdict; how many. None: the time is not sure, nothing
    ends. What was alerted of says so on its line and in its next CAP message; nobody gets an SMS.
    """
    if now is None:
        return 0
    with house.database.write() as conn:
        house.database.take_turn(conn, TURN)
        since = now - timedelta(days=house.country.alerts.unresolved_after_days)
        return sum(_closed(house, conn, each, now) for each in incidents.undecided(conn, since))


def _closed(house: House, conn: Any, incident_id: str, now: datetime) -> bool:
    if not incidents.set_state(conn, incident_id, "unresolved", now):
        return False
    alert = alerts.of_incident(conn, incident_id)
    if alert is not None:
        line = replace(alert, state="unresolved")
        alerts.write_line(conn, line)
        cap.tell(house, conn, now, line)
    return True
