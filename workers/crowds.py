"""Many incidents of one kind in one cercle: what makes them so many is told at once, however slight."""

from datetime import timedelta

from core.alerts import Alert
from core.reports import Incident
from core.rules import CountRule
from store import crowds, holds
from workers import detect, hold
from workers.work import Work


def rule_of(work: Work, incident: Incident, previous: Alert | None) -> str:
    """The name of the first rule of `alerts.yaml` that holds, "" for none.

    What rests on words that nobody has reviewed waits for its digest.
    """
    speaking = detect.crowds(incident, previous, work.country.alerts)
    found = next((rule.id for rule in speaking if _holds(work, rule, incident)), "")
    return "" if found and hold.rests(incident.code, holds.said(work.conn, incident.id)) else found


def _holds(work: Work, rule: CountRule, incident: Incident) -> bool:
    area, since = incident.adm2 or "", work.at - timedelta(hours=rule.hours)
    enough = crowds.count(work.conn, area, rule.category, since) >= rule.incidents
    return enough and not crowds.is_told(work.conn, rule.id, area, since)
