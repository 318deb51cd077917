"""Alerts as rows: raised, told again, taken back, every text to named people (`alerts.md` §4, §5)."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.alerts import WHEN, Alert, answer_text
from core.contacts import Member
from core.reports import Incident
from store import alerts, outbox, people
from store.rows import new_id
from workers.detect import alert_of, decide, seen
from workers.notify import is_news, recipients, text_of
from workers.work import Work

URGENT = 0
ANSWER_LASTS = timedelta(hours=1)


def announce(work: Work, incident: Incident, *, accepted_at: datetime, dated_late: bool = False) -> None:
    """Raises the alert of an incident, or tells it again where its line has changed."""
    previous = alerts.of_incident(work.conn, incident.id)
    notice = decide(incident, previous, work.country.alerts, dated_late=dated_late)
    if notice == "new":
        _raise(work, incident, accepted_at)
    elif notice == "update" and previous is not None:
        update(work, previous, incident, accepted_at=accepted_at)


def _raise(work: Work, incident: Incident, accepted_at: datetime) -> None:
    """An alert that nobody can be told of, or that is no news any more, still stands on the console."""
    rules = work.country.alerts
    alert = alert_of(
        incident,
        rules,
        id_=new_id(),
        number=alerts.free_number(work.conn, work.now, secrets.choice),
        accepted_at=accepted_at,
        raised_at=work.now,
    )
    raised = alerts.raise_(work.conn, alert, incident.adm1, incident.adm2)
    if raised and is_news(accepted_at, work.now, rules):
        text = text_of(alert, accepted_at, work.now, rules)
        tell(work, alert, recipients(incident, _reachable(work)), text, cause=f"alert:{alert.id}")


def update(
    work: Work, alert: Alert, incident: Incident, *, accepted_at: datetime, but: str | None = None
) -> None:
    """Tells those who had the alert what its line says now, all `but` the one who made it so."""
    line = replace(
        alert,
        state=incident.state,
        severity=incident.severity,
        sources=incident.sources,
        code=incident.code,
        seen=seen(incident),
        when=WHEN[incident.occurred],
        all_new=incident.all_new,
    )
    alerts.set_state(
        work.conn,
        alert.id,
        state=line.state,
        severity=line.severity,
        sources=line.sources,
        code=line.code,
        seen=line.seen,
        when=line.when,
        all_new=line.all_new,
        status="acknowledged" if alert.status == "cancelled" else None,
    )
    if is_news(accepted_at, work.now, work.country.alerts):
        text = text_of(line, accepted_at, work.now, work.country.alerts)
        cause = f"update:{alert.id}:{line.state[:4]}:{line.severity}:{line.sources}"
        tell(work, line, _addressees(work, alert, but), text, cause=cause)


def take_back(work: Work, alert: Alert, *, but: str | None = None) -> None:
    """FAUX: the alert is cancelled, and those who had it are told."""
    alerts.set_state(work.conn, alert.id, state="false", status="cancelled")
    text = answer_text("FAUX", alert.number, work.at)
    tell(work, alert, _addressees(work, alert, but), text, cause=f"closed:{alert.id}:{work.row.id}"[:80])


def tell(work: Work, alert: Alert, members: Iterable[Member], text: str, *, cause: str) -> None:
    """One SMS to each, before everything else that waits to leave."""
    for member in members:
        outbox.add(
            work.conn,
            work.vault,
            cause=cause,
            recipient=member.id,
            step=0,
            urn=people.number_of(work.conn, work.vault, member.id),
            text=text,
            purpose="alert",
            channel=member.channel,
            now=work.now,
            alert_id=alert.id,
            priority=URGENT,
            expires_at=max(alert.expires_at, work.now + ANSWER_LASTS),
        )


def answer(work: Work, member: Member, text: str) -> None:
    """What a member of staff hears back on their own command; nobody else is ever answered (P5)."""
    outbox.add(
        work.conn,
        work.vault,
        cause=f"answer:{work.row.id}",
        recipient=member.id,
        step=0,
        urn=people.number_of(work.conn, work.vault, member.id),
        text=text,
        purpose="answer",
        channel=member.channel,
        now=work.now,
        expires_at=work.now + ANSWER_LASTS,
    )


def _reachable(work: Work) -> list[Member]:
    """Everybody on the roster who has not asked to be left alone."""
    return [member for member in people.members(work.conn) if not _left_alone(work, member)]


def _left_alone(work: Work, member: Member) -> bool:
    number = people.number_of(work.conn, work.vault, member.id)
    return people.opted_out(work.conn, work.vault, number, work.now)


def _addressees(work: Work, alert: Alert, but: str | None) -> list[Member]:
    told = [member for member in _reachable(work) if alerts.addressed(work.conn, alert.id, member.id)]
    return [member for member in told if member.id != but]
