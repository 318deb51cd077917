"""Who is told of an alert, and in which words (`alerts.md` §4, §5, §7)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.alerts import Alert, alert_text
from core.contacts import Member, Role
from core.reports import Incident
from core.rules import AlertRules

RUNGS: Final[tuple[Role, ...]] = ("monitor", "regional", "national")


def recipients(incident: Incident, members: Sequence[Member], at: datetime) -> tuple[Member, ...]:
    """The monitors on call for the cercle; with none, the regional coordinator at once, then the national.

    `members` are those who may be written to.
    """
    for role in RUNGS:
        if found := rung(role, incident, members, at):
            return found
    return ()


def ladder(incident: Incident, members: Sequence[Member], at: datetime) -> tuple[Member, ...]:
    """Everybody on call for an incident, the first rung first; nobody stands on two."""
    return _once(member for role in RUNGS for member in rung(role, incident, members, at))


def rung(role: Role, incident: Incident, members: Sequence[Member], at: datetime) -> tuple[Member, ...]:
    """Who of a role is on call for an incident, or stands in for somebody who would be."""
    serving = overseers(role, incident, [*members, *stand_ins(members, at)])
    return _once(member for member in serving if on_duty(member, at))


def overseers(role: Role, incident: Incident, members: Iterable[Member]) -> tuple[Member, ...]:
    """Everybody of a role who serves the area of an incident and is not a party to it, on call or not."""
    serving = (member for member in members if member.is_(role) and oversees(member, incident))
    return _once(member for member in serving if not concerns(incident, member))


def on_duty(member: Member, at: datetime) -> bool:
    """Whether a member is on call at a moment: in a period of duty where any is written, and not away."""
    if not member.on_call or member.away(at.date()):
        return False
    return not member.duty or any(period.covers(at) for period in member.duty)


def stand_ins(members: Iterable[Member], at: datetime) -> tuple[Member, ...]:
    """Those who stand in for somebody away, each with the roles, areas and hours of whom they stand in for.

    Nobody stands in who is away too; ties to authorities remain each person's own.
    """
    known = {member.id: member for member in members}
    away = [(member, leave) for member in known.values() if (leave := member.away(at.date()))]
    return tuple(
        replace(
            known[leave.stand_in],
            roles=absent.roles,
            areas=absent.areas,
            duty=absent.duty,
            on_call=absent.on_call,
        )
        for absent, leave in away
        if leave.stand_in in known
    )


def involved(incident: Incident, members: Sequence[Member], at: datetime) -> list[Member]:
    """Whoever may be on call for an incident: those who serve its area, and who stands in for one of them."""
    serving = {member.id: member.away(at.date()) for member in members if oversees(member, incident)}
    standing = {leave.stand_in for leave in serving.values() if leave}
    return [member for member in members if member.id in serving or member.id in standing]


def is_party(member: Member, code: str, places: Iterable[str | None]) -> bool:
    """Whether what is told under a code at these p-codes may concern an authority they are tied to."""
    return member.is_party(code, places)


def posts(member: Member, members: Iterable[Member], at: datetime) -> tuple[Member, ...]:
    """In what places somebody serves at a moment: their own, and those of whom they stand in for."""
    return (member, *(one for one in stand_ins(members, at) if one.id == member.id))


def concerns(incident: Incident, member: Member) -> bool:
    """Whether an incident may be about an authority that a member is tied to."""
    return is_party(member, incident.code, (incident.adm1, incident.adm2, incident.adm3))


def _once(members: Iterable[Member]) -> tuple[Member, ...]:
    """Everybody once, as they were named first."""
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.id, member)
    return tuple(found.values())


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
