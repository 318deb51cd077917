"""A person says that two incidents are one event, or that one is two (`alerts.md` §6)."""

from dataclasses import replace

from core.alerts import Alert
from core.reports import Incident
from store import alerts, byhand, elapsed, figures, floods, holds, incidents, withdrawal
from store.reports import ReportRow
from store.rows import new_id
from workers import alarms, asides, cap, events, measured, verdicts, windows
from workers.accounts import telling
from workers.corroborate import OPEN, opened
from workers.notify import text_of
from workers.retelling import changed
from workers.verdicts import UNDECIDED, Judge
from workers.work import Work


def merge(work: Work, by: Judge, one: Incident, other: Incident) -> Incident | None:
    """The incident that has all reports now; None where they cannot be one.

    Kept is the one that is judged, then the one that people were alerted of, then the older.
    """
    kept, gone = sorted((one, other), key=lambda each: _rank(work, each))
    if one.id == other.id or kept.state not in OPEN or gone.state not in UNDECIDED:
        return None
    if not (kept.sources and gone.sources):
        return None
    figures.take_back(work.conn, gone.id)
    holds.end(work.conn, gone.id)
    byhand.give(work.conn, gone.id, kept.id)
    told, _ = events.restate(work, kept)
    measured.reached(work, kept, told)
    changed(work, told, accepted_at=work.at)
    _tell_the_others(work, gone, told)
    verdicts.note(work, by, "merge", kept.id)
    return told


def part(work: Work, by: Judge, incident: Incident, chosen: list[str]) -> Incident | None:
    """The incident that some sources of another one tell of now; None where they are none or all of them.
    What was set aside is left to the other one.
    """
    rows = byhand.of_sources(work.conn, incident.id, chosen)
    every = len(rows) == len(incidents.sources(work.conn, incident.id))
    if not rows or (every and not floods.phones_aside(work.conn, incident.id)):
        return None
    fresh = opened(new_id(), telling(rows[0]))
    incidents.save(work.conn, fresh)
    return _parted(work, by, incident, rows, fresh)


def unmerge(work: Work, by: Judge, incident: Incident, gone: Incident) -> Incident | None:
    """A merged incident as it was, with what it had brought; None where nothing of that is left. What either
    had told may be aside, or gone.
    """
    rows = byhand.of_gone(work.conn, incident.id, gone.id)
    aside = byhand.give_back_aside(work.conn, incident.id, gone.id)
    if not rows and not aside:
        return None
    byhand.revive(work.conn, gone.id)
    told = _parted(work, by, incident, rows, gone)
    if rows and (alert := alerts.of_incident(work.conn, gone.id)):
        alarms.resume(work, alert, told)
    return told


def _parted(work: Work, by: Judge, incident: Incident, rows: list[ReportRow], into: Incident) -> Incident:
    byhand.move(work.conn, rows, into.id)
    floods.settle(work.conn, incident.id, into.id)
    _left(work, by, incident)
    told = _left(work, by, into)
    verdicts.note(work, by, "split", incident.id)
    return told


def _left(work: Work, by: Judge, incident: Incident) -> Incident:
    """An incident as what is left to it tells it: with nothing left it waits aside, or is over.

    Only a person takes a state back, and this is one; a verdict stays.
    """
    if incidents.contacts(work.conn, incident.id):
        told, _ = events.restate(work, _begun(incident))
        changed(work, told, accepted_at=work.at)
        return told
    if floods.phones_aside(work.conn, incident.id):
        floods.left_alone(work.conn, incident.id)
        asides.emptied(work, by, incident)
    else:
        events.tell_without(work, incident.id)
    return incident


def _begun(incident: Incident) -> Incident:
    return replace(incident, state="unverified") if incident.state in UNDECIDED else incident


def _rank(work: Work, incident: Incident) -> tuple[bool, bool, float, str]:
    alerted = alerts.of_incident(work.conn, incident.id) is not None
    return incident.state in UNDECIDED, not alerted, incident.opened_at.timestamp(), incident.id


def _tell_the_others(work: Work, gone: Incident, kept: Incident) -> None:
    """Whoever was alerted of the one that is gone hears of the one that stands; its own messages end."""
    before, alert = alerts.of_incident(work.conn, gone.id), alerts.of_incident(work.conn, kept.id)
    if before is not None:
        withdrawal.silence(work.conn, gone.id)
        cap.recall(work.house, work.conn, work.now, before)
    if before is None or alert is None or alert.status == "cancelled":
        return
    members = [
        member
        for member in windows.reachable(work.house, work.conn, work.now)
        if _heard(work, before, member.id) and not _heard(work, alert, member.id)
    ]
    counted = elapsed.believed(work.house.database, work.conn, work.at, work.now)
    text = text_of(alert, work.at, counted, work.country.alerts)
    cause = f"merged:{alert.id}:{work.row.id[:8]}"
    alarms.tell(work, alert, members, text, cause=cause, accepted_at=work.at, news=False)


def _heard(work: Work, alert: Alert, member_id: str) -> bool:
    return alerts.addressed(work.conn, alert.id, member_id)
