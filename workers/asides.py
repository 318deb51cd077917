"""A coordinator sets a suspect flood aside, and takes that back: one action each (`alerts.md` §9).

What is aside tells of nothing: no incident, no figure. Nothing is thrown away, so taking it back makes
everything what it was; what others have told and judged meanwhile stands.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.alerts import Alert
from core.periods import hour_of
from core.reasons import SET_ASIDE
from core.reports import Incident
from store import alerts, cases, clusters, figures, floods, holds, incidents, withdrawal
from store.floods import Flood
from workers import alarms, cap, events, verdicts
from workers.retelling import changed
from workers.verdicts import UNDECIDED, Judge
from workers.work import Work


def follow(work: Work, report_id: str, flood: Flood) -> bool:
    """Whether a report that has just come goes aside, where its flood is."""
    if flood.aside:
        floods.move_aside(work.conn, report_id, flood.incident)
    return flood.aside


def set_aside(work: Work, by: Judge, flood: Flood) -> bool:
    """False when it is aside already."""
    if not floods.turn(work.conn, flood.id, aside=True):
        return False
    told = clusters.incidents_of(work.conn, flood.id)
    floods.set_aside(work.conn, flood.id)
    for incident in _found(work, told):
        _without(work, by, incident)
    verdicts.note(work, by, "set_aside", flood.id)
    return True


def take_back(work: Work, by: Judge, flood: Flood) -> bool:
    """False when it is not aside."""
    left = floods.moved_from(work.conn, flood.id)
    if not floods.turn(work.conn, flood.id, aside=False):
        return False
    floods.put_back(work.conn, flood.id)
    for incident in _found(work, left):
        _with(work, by, incident)
    verdicts.note(work, by, "take_back", flood.id)
    return True


def _found(work: Work, ids: Iterable[str]) -> list[Incident]:
    return [found for each in ids if (found := incidents.get(work.conn, each))]


def _without(work: Work, by: Judge, incident: Incident) -> None:
    """An incident as the others tell it; with nobody left it counts for nothing, its ladder stands, what left
    of it is recalled, and no authority is asked about it any more.
    """
    empty = not incidents.contacts(work.conn, incident.id)
    floods.begin(work.conn, incident.id, empty=empty)
    if empty:
        emptied(work, by, incident)
    else:
        _retold(work, incident, "unverified")


def emptied(work: Work, by: Judge, incident: Incident) -> None:
    """All that was told of it is aside."""
    figures.take_back(work.conn, incident.id)
    holds.end(work.conn, incident.id)
    if alert := alerts.of_incident(work.conn, incident.id):
        _called_off(work, alert)
    for case in cases.recall(work.conn, incident.id, hour_of(work.at), SET_ASIDE):
        verdicts.note(work, replace(by, reason=SET_ASIDE), "withdraw", case)


def _called_off(work: Work, alert: Alert) -> None:
    """What has left is recalled; what has not stays here, but for the word that it was false."""
    if alert.status != "cancelled":
        withdrawal.silence(work.conn, alert.incident)
    cap.recall(work.house, work.conn, work.now, alert)


def _with(work: Work, by: Judge, incident: Incident) -> None:
    told = _retold(work, incident, floods.end(work.conn, incident.id))
    for case in cases.renew(work.conn, incident.id, SET_ASIDE):
        verdicts.note(work, replace(by, reason=SET_ASIDE), "refer", case)
    if alert := alerts.of_incident(work.conn, incident.id):
        alarms.resume(work, alert, told)


def _retold(work: Work, incident: Incident, state: str) -> Incident:
    """A person takes a state back, which no rule does; a verdict stays."""
    begun = replace(incident, state="corroborated" if state == "corroborated" else "unverified")
    told, _ = events.restate(work, begun if incident.state in UNDECIDED else incident)
    changed(work, told, accepted_at=work.at)
    return told
