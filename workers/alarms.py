"""Alerts as rows: raised, told again, taken back, every text to named people (`alerts.md` §4, §5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.alerts import WHEN, Alert, answer_text
from core.contacts import Member
from core.reports import Incident
from gateway import replies
from store import alerts, outbox, people, switches
from store.windows import take
from workers import cap, crowds, escalate, hold, windows
from workers.detect import RULE, decide, seen
from workers.notify import is_news, recipients, text_of
from workers.raising import issue
from workers.work import Work

ANSWER_LASTS = timedelta(hours=1)


def announce(work: Work, incident: Incident, *, accepted_at: datetime, dated_late: bool = False) -> None:
    """Raises the alert of an incident, unless it waits for a verifier; or tells it again where its line has
    changed. Of a cercle whose switch is on nothing is told (P71).
    """
    if switches.is_closed(work.conn, incident.adm2):
        return
    previous = alerts.of_incident(work.conn, incident.id)
    notice = decide(incident, previous, work.country.alerts, dated_late=dated_late)
    if notice is None and not dated_late and (rule := crowds.rule_of(work, incident, previous)):
        issue(work.house, work.conn, work.now, incident, accepted_at=accepted_at, rule=rule)
    elif notice == "new" and not hold.waits(work.house, work.conn, work.now, incident, accepted_at):
        issue(work.house, work.conn, work.now, incident, accepted_at=accepted_at)
    elif notice == "update" and previous is not None:
        update(work, previous, incident, accepted_at=accepted_at)


def update(
    work: Work,
    alert: Alert,
    incident: Incident,
    *,
    accepted_at: datetime,
    but: str | None = None,
    again: str = "",
) -> None:
    """Tells those who had the alert what its line says now, all `but` the one who made it so.

    `again` names the act of a person by which a line may come to say what it has said before.
    """
    line = _restated(work, alert, incident)
    if switches.is_closed(work.conn, incident.adm2):
        return
    cap.tell(work.house, work.conn, work.now, line)
    severe = frozenset(work.country.alerts.sms_severities)
    graver = line.severity > alert.severity and line.severity in severe
    news = is_news(accepted_at, work.now, work.country.alerts) and not severe.isdisjoint(
        {alert.severity, line.severity}
    )
    if graver:
        escalate.restart(work.house, work.conn, line, news=news)
    if news:
        text = text_of(line, accepted_at, work.now, work.country.alerts)
        cause = f"update:{alert.id}:{line.state[:4]}:{line.severity}:{line.sources}:{line.code}{again}"
        members = _addressees(work, line, but)
        if graver and alert.severity not in severe:
            members = list(dict.fromkeys([*members, *_first_rung(work, incident)]))
        tell(work, line, members, text, cause=cause, accepted_at=accepted_at, news=graver)


def _restated(work: Work, alert: Alert, incident: Incident) -> Alert:
    """The line of an alert as its incident tells it now, on disk too."""
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
    alerts.write_line(work.conn, line, status="acknowledged" if alert.status == "cancelled" else None)
    return line


def take_back(work: Work, alert: Alert, *, but: str | None = None) -> None:
    """FAUX: the alert is cancelled, its release over, and those who had an SMS of it are told."""
    refuted = replace(alert, state="false")
    alerts.write_line(work.conn, refuted, status="cancelled")
    alerts.withhold(work.conn, alert.id)
    cap.tell(work.house, work.conn, work.now, refuted)
    if alert.severity not in work.country.alerts.sms_severities and alert.rule == RULE:
        return
    text = answer_text("FAUX", alert.number, work.at)
    cause = f"closed:{alert.id}:{work.row.id}"[:80]
    tell(work, alert, _addressees(work, alert, but), text, cause=cause, accepted_at=work.at, news=False)


def tell(
    work: Work,
    alert: Alert,
    members: Iterable[Member],
    text: str,
    *,
    cause: str,
    accepted_at: datetime,
    news: bool = True,
) -> None:
    """One SMS to each, or a line in the next where one was written to a moment ago."""
    windows.tell(
        work.house,
        work.conn,
        work.now,
        alert,
        members,
        text,
        cause=cause,
        accepted_at=accepted_at,
        news=news,
    )


def answer(work: Work, member: Member, text: str) -> None:
    """What a member of staff hears back on a command, in every mode; reporters: `workers.conversation`.

    A phone that had the same twenty times in five minutes is a robot (`channels.md` §13).
    """
    number = people.number_of(work.conn, work.vault, member.id)
    if replies.is_repeated(work.conn, work.house, member.channel, number, text, work.now):
        return
    outbox.add(
        work.conn,
        work.vault,
        cause=f"answer:{work.row.id}",
        recipient=member.id,
        step=0,
        urn=number,
        text=text,
        purpose="answer",
        channel=member.channel,
        now=work.now,
        expires_at=work.now + ANSWER_LASTS,
    )


def _first_rung(work: Work, incident: Incident) -> tuple[Member, ...]:
    """Whom a digest was to tell, and who now hears of it at once."""
    return recipients(incident, windows.reachable(work.house, work.conn, work.now), work.now)


def _addressees(work: Work, alert: Alert, but: str | None) -> list[Member]:
    """Those who had the alert, or are about to; whoever has just judged it has nothing to wait for."""
    if but is not None:
        take(work.conn, but, [alert.id])
    members = windows.reachable(work.house, work.conn, work.now)
    told = [member for member in members if alerts.addressed(work.conn, alert.id, member.id)]
    return [member for member in told if member.id != but]
