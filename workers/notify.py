"""Who is told of an alert, and in which words (`alerts.md` §4, §5, §7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.alerts import Alert, alert_text
from core.contacts import Member, Role
from core.reports import Incident
from core.rules import AlertRules

RUNGS: Final[tuple[Role, ...]] = ("monitor", "regional", "national")


def recipients(incident: Incident, members: Sequence[Member]) -> tuple[Member, ...]:
    """The monitors on call for the cercle; with none, the regional coordinator at once, then the national.

    `members` are those who may be written to.
    """
    for role in RUNGS:
        if found := _rung(role, incident, members):
            return found
    return ()


def ladder(incident: Incident, members: Sequence[Member]) -> tuple[Member, ...]:
    """Everybody on call for an incident, the first rung first; nobody stands on two."""
    rungs = [member for role in RUNGS for member in _rung(role, incident, members)]
    return tuple({member.id: member for member in rungs}.values())


def _rung(role: Role, incident: Incident, members: Sequence[Member]) -> tuple[Member, ...]:
    serving = (member for member in members if member.is_(role) and oversees(member, incident))
    return tuple(member for member in serving if member.on_call)


def oversees(member: Member, incident: Incident) -> bool:
    """Whether an incident lies in a member's areas: its cercle, its region, or the country.

    Every p-code begins with its country.
    """
    return member.serves(incident.adm2, incident.adm1, (incident.adm1 or "")[:2])


def late_minutes(alert: Alert, accepted_at: datetime, now: datetime, rules: AlertRules) -> int:
    """Whole minutes from acceptance to issue, once these exceed the deadline of the severity; else 0."""
    took = now - accepted_at
    deadline = rules.told_seconds.get(alert.severity)
    return int(took / timedelta(minutes=1)) if deadline and took.total_seconds() > deadline else 0


def is_news(accepted_at: datetime, now: datetime, rules: AlertRules) -> bool:
    """Whether an alert may still leave as new: one that is older waits for the digest, on the console."""
    return now - accepted_at <= timedelta(hours=rules.lateness_hours)


def text_of(alert: Alert, accepted_at: datetime, now: datetime, rules: AlertRules) -> str:
    return alert_text(alert, late_minutes=late_minutes(alert, accepted_at, now, rules))
