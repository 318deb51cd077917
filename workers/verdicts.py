"""Acknowledging an alert, and judging its incident: what is done is done once (`alerts.md` §4–§6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.alerts import Alert
from core.periods import hour_of, iso_week
from core.reports import Incident, State
from store import alerts, audit, figures, incidents, judgements, readiness
from store.judgements import Judgement
from workers import alarms, cap, events, measured, rumourlog
from workers.aggregate import ALERT_TO_ACKNOWLEDGEMENT
from workers.work import Work

UNDECIDED: Final[frozenset[State]] = frozenset({"unverified", "corroborated"})


@dataclass(frozen=True, slots=True)
class Judge:
    """Who asks: a member of staff or an account, in what role; `free`: a coordinator who gave a reason."""

    id: str
    role: str
    member: str | None = None
    free: bool = False
    reason: str = ""


def acknowledge(work: Work, judge: Judge, alert: Alert, *, verdict: bool = False) -> datetime:
    """The first acknowledgement counts, and after a ladder that began anew the next one; when that was.

    With a `verdict` the CAP message of that tells it too.
    """
    if work.house.exercise and alert.status == "active":
        readiness.answer(work.conn, alert.id, work.at)
    if not alerts.acknowledge(work.conn, alert.id, judge.id, work.at):
        if alert.status != "active":
            return alert.acked_at or work.at
        return _acknowledged(work, judge, alert, verdict)
    seconds = (work.at - alert.raised_at).total_seconds()
    week = iso_week(alert.raised_at)
    figures.duration(work.conn, ALERT_TO_ACKNOWLEDGEMENT, alert.id, alert.area, week, seconds)
    return _acknowledged(work, judge, alert, verdict)


def _acknowledged(work: Work, judge: Judge, alert: Alert, verdict: bool) -> datetime:
    note(work, judge, "acknowledge", alert.id)
    if not verdict:
        cap.acknowledge(work.house, work.conn, work.now, alert, judge.role)
    return work.at


def judge(work: Work, by: Judge, alert: Alert, incident: Incident, state: State) -> Incident:
    """The incident after a verdict, or as it was where this judge may not change it. Acknowledges too."""
    stays = incident.state == state or not (incident.state in UNDECIDED or by.free)
    acknowledge(work, by, alert, verdict=not stays)
    if stays:
        return incident
    judged = events.judge(work, incident, state, by.id)
    judgements.drop(work.conn, incident.id)
    if incident.state in UNDECIDED:
        judgements.keep(work.conn, Judgement(incident.id, incident.state, state, by.id, work.at))
    rumourlog.judged(work, incident, state)
    measured.judged(work, alert, incident, judged)
    if state == "false":
        alarms.take_back(work, alert, but=by.member)
    else:
        alarms.update(work, alert, judged, accepted_at=work.at, but=by.member)
    note(work, by, state, alert.id)
    return judged


def release(work: Work, by: Judge, alert: Alert, incident: Incident) -> bool:
    """A named person lets a verified event leave the circle of staff; False when none is to be let go."""
    if not incidents.release(work.conn, incident.id, by.id, work.at):
        return False
    alerts.release(work.conn, alert.id, by.id, work.at)
    cap.release(work.house, work.conn, work.now, alert)
    note(work, by, "release", alert.id)
    return True


def note(work: Work, by: Judge, action: str, about: str) -> None:
    """In the audit: who, in what role, did what to what."""
    at = hour_of(work.at)  # with the delay that is kept, an exact time would tell when it was raised (P27)
    audit.write(
        work.conn,
        work.vault,
        at=at,
        account=by.id,
        role=by.role,
        action=action,
        object=about,
        reason=by.reason,
    )
