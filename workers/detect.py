"""When an incident becomes an alert, and when the alert is told again (`alerts.md` §2)."""

from datetime import datetime
from typing import Literal

from core.alerts import RULE, WHEN, Alert
from core.reports import Incident
from core.rules import AlertRules, CountRule
from core.taxonomy import NOTHING_TO_REPORT
from workers.corroborate import OPEN

Notice = Literal["new", "update"]


def decide(
    incident: Incident, previous: Alert | None, rules: AlertRules, *, dated_late: bool = False
) -> Notice | None:
    """What an incident asks for, given the last alert about it.

    `dated_late`: every report of it bears a date of more than a day before; such raise nothing "now". What is
    slight becomes an alert when its digest is made (`workers.digests`); falling severity changes nothing.
    """
    slight = incident.severity not in rules.sms_severities
    if incident.state not in OPEN or (slight and _is_severe(previous, rules)):
        return None
    if previous is None:
        placed = incident.adm2 is not None and incident.code != NOTHING_TO_REPORT
        return "new" if placed and not dated_late and not slight else None
    if previous.status == "cancelled":
        return None
    told = (previous.state, previous.severity, previous.sources)
    return "update" if told != (incident.state, incident.severity, incident.sources) else None


def crowds(incident: Incident, previous: Alert | None, rules: AlertRules) -> tuple[CountRule, ...]:
    """The rules by which an incident of which nobody was alerted is told at once, whatever its severity:
    `workers.crowds` counts how many there are.
    """
    stands = incident.state in OPEN and incident.sources > 0 and incident.adm2 is not None
    if previous is not None or not stands or incident.code == NOTHING_TO_REPORT:
        return ()
    return tuple(rule for rule in rules.counts if incident.code.startswith(rule.category))


def _is_severe(previous: Alert | None, rules: AlertRules) -> bool:
    return previous is not None and previous.severity in rules.sms_severities


def area(incident: Incident) -> str:
    """The p-code that monitors read: the commune, else the cercle; never finer."""
    return incident.adm3 or incident.adm2 or ""


def seen(incident: Incident) -> str:
    if incident.seen:
        return "VU"
    return "DIT" if incident.hearsay_only else "?"


def alert_of(
    incident: Incident,
    rules: AlertRules,
    *,
    id_: str,
    number: str,
    accepted_at: datetime,
    raised_at: datetime,
    rule: str = RULE,
) -> Alert:
    """The alert of an incident. `accepted_at`: when the report that raised it was on disk; `rule`: why it is
    raised, by its severity or the name of a count.
    """
    return Alert(
        id=id_,
        number=number,
        rule=rule,
        incident=incident.id,
        code=incident.code,
        severity=incident.severity,
        area=area(incident),
        state=incident.state,
        sources=incident.sources,
        raised_at=raised_at,
        accepted_at=accepted_at,
        expires_at=raised_at + rules.expires_in(incident.severity),
        all_new=incident.all_new,
        seen=seen(incident),
        when=WHEN[incident.occurred],
    )
