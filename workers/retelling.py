"""What a correction does to the incidents and their alerts: left, joined, or said anew, and counted once.

A report that a person has moved elsewhere leaves an alert without a source: it is taken back, as by FAUX,
also where it was verified or released before. What is told of the other place is judged and released anew.
"""

from dataclasses import replace
from datetime import datetime

from core.alerts import Alert
from core.reasons import MOVED
from core.reports import Incident
from core.taxonomy import NOTHING_TO_REPORT
from store import alerts, incidents, reports, steps
from store.reports import ReportRow
from workers import alarms, events, verdicts
from workers.accounts import telling
from workers.corroborate import OPEN
from workers.verdicts import UNDECIDED, Judge
from workers.work import Work


def retell(work: Work, by: Judge, before: ReportRow) -> None:
    """Carries a corrected report into the incidents. `before` is the report as it was."""
    after = reports.get(work.conn, before.id)
    if after is None:
        raise LookupError(before.id)
    if after.aside_from is not None:
        return
    concerned = {before.incident_id}
    if after.intent == "incident" and after.code != NOTHING_TO_REPORT:
        concerned.add(_woven(work, before, after).id)
    else:
        events.leave(work, before)
    settle(work, by, concerned - {None}, before)


def settle(work: Work, by: Judge, concerned: set[str | None], before: ReportRow) -> None:
    """What the alerts of some incidents say after a report has joined or left them."""
    for incident_id in sorted(each for each in concerned if each):
        incident = incidents.get(work.conn, incident_id)
        alert = alerts.of_incident(work.conn, incident_id)
        if incident is None or alert is None or alert.status == "cancelled":
            continue
        if incident.sources == 0:
            _take_back(work, by, alert, incident, moved=len(concerned) > 1)
        elif incident.state in OPEN and _line(alert) != _line_of(incident):
            _tell(work, alert, incident, before)


def changed(work: Work, incident: Incident, *, accepted_at: datetime) -> None:
    """What people hear of an incident that a person has made another: an alert, or a new line of it."""
    alert = alerts.of_incident(work.conn, incident.id)
    if alert is None:
        alarms.announce(work, incident, accepted_at=incident.opened_at, dated_late=incident.late)
    elif alert.status != "cancelled" and incident.state in OPEN and _line(alert) != _line_of(incident):
        alarms.update(work, alert, incident, accepted_at=accepted_at)


def _woven(work: Work, before: ReportRow, after: ReportRow) -> Incident:
    if not _goes(work, before, after):
        return events.weave(work, before.id, before)
    events.leave(work, before)
    return events.weave(work, before.id)


def _goes(work: Work, before: ReportRow, after: ReportRow) -> bool:
    """Whether a report leaves the incident that it alone tells: people were alerted of another place, or
    others tell of the event elsewhere and nobody has judged this one.
    """
    incident = incidents.get(work.conn, before.incident_id) if before.incident_id else None
    if incident is None or incident.state == "false":
        return False
    if incidents.is_shared(work.conn, incident.id, before.id):
        return False
    if _misled(work, alerts.of_incident(work.conn, incident.id), after):
        return True
    elsewhere = events.joined(work, telling(after), but=incident.id)
    return incident.state in UNDECIDED and elsewhere is not None


def _misled(work: Work, alert: Alert | None, after: ReportRow) -> bool:
    if alert is None or alert.status == "cancelled":
        return False
    inside = after.place == alert.area or (
        after.place is not None and work.country.gazetteer.within(after.place, alert.area)
    )
    return not inside


def _take_back(work: Work, by: Judge, alert: Alert, incident: Incident, *, moved: bool) -> None:
    """Nobody tells of it any more. What happened elsewhere did not happen here, whoever had said so."""
    if incident.state in UNDECIDED or (moved and incident.state != "false"):
        here = replace(by, free=True, reason=MOVED if moved else by.reason)
        verdicts.judge(work, here, alert, incident, "false")
    else:
        events.call_off(work, alert)


def _tell(work: Work, alert: Alert, incident: Incident, before: ReportRow) -> None:
    """The line has changed by a person's word, also where it is no graver than before."""
    alarms.update(work, alert, incident, accepted_at=before.received_at)
    if incident.severity not in work.country.alerts.ladder:
        steps.stop(work.conn, alert.id)


def _line(alert: Alert) -> tuple[object, ...]:
    return alert.code, alert.state, alert.severity, alert.sources


def _line_of(incident: Incident) -> tuple[object, ...]:
    return incident.code, incident.state, incident.severity, incident.sources
