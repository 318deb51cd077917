"""A text of one alert that has waited for its way out says so when it leaves; once six hours old it is no
news any more and is left to the digest and the console (`alerts.md` §7, `reliability.md` §1).
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from core.alerts import Alert
from gateway.house import House
from store import alerts, elapsed, failover
from store.outbox import Outgoing
from workers.lanes import MAIL
from workers.notify import is_news, late_minutes

RAISED: Final = frozenset({"alert", "resume"})
"""What these texts tell was accepted when their alert was; what every other tells, when it was written."""
_SAID: Final = re.compile(r"(recu \d\dh\d\d(?: SANS REPONSE (\d+) min)?)(?: retard (\d+) min)?(?=\. OUI=)")


def text(house: House, conn: Any, one: Outgoing, written: str, now: datetime) -> str | None:
    """The text with the whole minutes since acceptance; "" when it is no news any more. None where it leaves
    as it was `written`: in time, by mail, in an exercise.
    """
    said = _SAID.search(written)
    alert = alerts.get(conn, one.alert_id) if said and one.alert_id else None
    if said is None or alert is None or one.channel == MAIL or house.exercise:
        return None
    rules, since = house.country.alerts, _since(conn, one, alert)
    counted = elapsed.believed(house.database, conn, since, now)
    silent, known = timedelta(minutes=int(said[2] or 0)), int(said[3] or 0)
    if alert.severity in rules.told_seconds and not is_news(since - silent, counted, rules):
        return ""
    late = late_minutes(alert, since, counted, rules)
    return _SAID.sub(rf"\1 retard {late} min", written) if late > known else None


def _since(conn: Any, one: Outgoing, alert: Alert) -> datetime:
    raised = failover.first_cause(conn, one).partition(":")[0] in RAISED
    return alert.accepted_at if raised else failover.written_at(conn, one)
