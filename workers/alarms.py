"""Alerts as rows: raised, told again, taken back, every text to named people (`alerts.md` §4, §5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.alerts import RULE, WHEN, Alert, answer_text
from core.contacts import Member
from core.reports import Incident
from gateway import replies
from gateway.routing import line_for
from store import alerts, elapsed, outbox, people, steps, switches
from store.windows import has_texts, reached, take
from workers import cap, crowds, escalate, hold, windows
from workers.detect import decide, seen
from workers.notify import is_news, recipients, text_of
from workers.raising import issue
from workers.standing import concerns
from workers.work import Work

ANSWER_LASTS = timedelta(hours=1)
A_MOMENT = timedelta(milliseconds=1)


def announce(
    work: Work, incident: Incident, *, accepted_at: datetime, dated_late: bool = False, fresh: bool = False
) -> None:
    """Raises the alert of an incident, unless it waits for a verifier; or tells it again where its line has
    changed. Of a cercle whose switch is on nothing is told (P71). `fresh`: it has had no alert yet.
    """
    if switches.is_closed(work.conn, incident.adm2):
        return
    previous = None if fresh else alerts.of_incident(work.conn, incident.id)
    notice = decide(incident, previous, work.country.alerts, dated_late=dated_late)
    rule = "" if dated_late else crowds.rule_of(work, incident, previous)
    if notice == "update" and previous is not None:
        update(work, previous, incident, accepted_at=accepted_at)
    elif notice == "new" and hold.waits(work.house, work.conn, work.now, incident, accepted_at):
        return
    elif notice == "new" or rule:
        issue(work.house, work.conn, work.now, incident, accepted_at=accepted_at, rule=rule or RULE)


def update(
    work: Work, alert: Alert, incident: Incident, *, accepted_at: datetime, but: str | None = None
) -> None:
    """Tells those who had the alert what its line says now, all `but` the one who made it so; where it has
    become graver also whoever is on call now.
    """
    line = _restated(work, alert, incident)
    if switches.is_closed(work.conn, incident.adm2):
        return
    cap.tell(work.house, work.conn, work.now, line)
    severe = frozenset(work.country.alerts.sms_severities)
    graver = line.severity > alert.severity and line.severity in severe
    news = _is_news(work, accepted_at) and not severe.isdisjoint({alert.severity, line.severity})
    if graver:
        escalate.restart(work.house, work.conn, line, news=news)
    if news:
        _tell_anew(work, line, incident, accepted_at=accepted_at, but=but, graver=graver)


def resume(work: Work, alert: Alert, incident: Incident) -> None:
    """What was aside, or part of another, stands again: its messages, its ladder, and its text for whom it
    has never reached.
    """
    cap.restore(work.house, work.conn, work.now, alert)
    if not escalate.stands(alert, incident):
        return
    if not steps.waits(work.conn, alert.id):
        escalate.plan(work.house, work.conn, alert, first=steps.next_number(work.conn, alert.id))
    if _by_sms(work, alert) and _is_news(work, alert.accepted_at):
        members = [one for one in _first_rung(work, incident) if not reached(work.conn, alert.id, one.id)]
        text = _text(work, alert, alert.accepted_at)
        cause = f"resume:{alert.id}:{work.row.id[:8]}"
        tell(work, alert, members, text, cause=cause, accepted_at=alert.accepted_at)


def _tell_anew(
    work: Work, line: Alert, incident: Incident, *, accepted_at: datetime, but: str | None, graver: bool
) -> None:
    """Where nobody is told, the next rung is. One act tells one line once; the next act may tell it again. In
    a line that waits, later than the alert is what is new of it.
    """
    text = _text(work, line, accepted_at)
    newer = max(accepted_at, line.accepted_at + A_MOMENT)
    said = f"{line.state[:4]}:{line.severity}:{line.sources}:{line.code}"
    cause = f"update:{line.id}:{said}:{work.row.id[:8]}"
    members = _hearers(work, line, incident, but, graver=graver)
    if not tell(work, line, members, text, cause=cause, accepted_at=newer, news=graver):
        steps.bring_forward(work.conn, line.id, elapsed.now(work.house.database, work.conn))


def _hearers(work: Work, line: Alert, incident: Incident, but: str | None, *, graver: bool) -> list[Member]:
    """Whoever is on call now hears too where it has become graver, or may concern all who had it (P47)."""
    before = _addressees(work, line, but)
    severe = line.severity in work.country.alerts.sms_severities
    lost = severe and bool(before) and all(concerns(line, member) for member in before)
    if not (graver or lost):
        return before
    found = {member.id: member for member in (*before, *_first_rung(work, incident))}
    return [member for member in found.values() if member.id != but]


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
    if not (_by_sms(work, alert) or has_texts(work.conn, alert.id)):
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
) -> bool:
    """One SMS to each, or a line in the next where one was written to a moment ago. Whether there is anybody
    to tell.
    """
    return windows.tell(
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
        channel=line_for(work.house, work.conn, member),
        now=work.now,
        expires_at=work.now + ANSWER_LASTS,
    )


def _is_news(work: Work, accepted_at: datetime) -> bool:
    return is_news(accepted_at, _counted(work, accepted_at), work.country.alerts)


def _text(work: Work, alert: Alert, accepted_at: datetime) -> str:
    return text_of(alert, accepted_at, _counted(work, accepted_at), work.country.alerts)


def _counted(work: Work, accepted_at: datetime) -> datetime:
    """The time by which it is late, or no news any more: no leap of the wall clock makes it so."""
    return elapsed.believed(work.house.database, work.conn, accepted_at, work.now)


def _by_sms(work: Work, alert: Alert) -> bool:
    """Whether an alert has an SMS of its own; a slight one is in a digest, unless a count raised it."""
    return alert.severity in work.country.alerts.sms_severities or alert.rule != RULE


def _first_rung(work: Work, incident: Incident) -> tuple[Member, ...]:
    """Who is on call for an incident now."""
    return recipients(incident, windows.reachable(work.house, work.conn, work.now, incident), work.now)


def _addressees(work: Work, alert: Alert, but: str | None) -> list[Member]:
    """Those who had the alert, or are about to; whoever has just judged it has nothing to wait for."""
    if but is not None:
        take(work.conn, but, [alert.id])
    members = windows.reachable(work.house, work.conn, work.now)
    told = [member for member in members if alerts.addressed(work.conn, alert.id, member.id)]
    return [member for member in told if member.id != but]
