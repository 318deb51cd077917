"""What a kept report does to the incidents: it joins one or opens one, is counted, and may be an alert."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.alerts import Alert
from core.observations import Observation
from core.periods import hour_of
from core.reports import Incident, State
from core.taxonomy import OTHER
from store import alerts, figures, floods, incidents, reports, sources, withdrawal
from store.reports import ReportRow
from store.rows import new_id
from workers import accounts, alarms, cap, measured
from workers.accounts import telling
from workers.aggregate import of_incident
from workers.corroborate import Telling, box, join, opened
from workers.tally import Tally
from workers.work import Work

BY_A_PERSON: Final = "human"


def weave(work: Work, report_id: str, before: ReportRow | None = None) -> Incident:
    """Finds or opens the incident of a report, and says it anew from all that was told of it.

    `before` is the report as it was, when a later turn of its call has completed it.
    """
    row = reports.get(work.conn, report_id)
    if row is None:
        raise LookupError(report_id)
    return woven(work, row, before)


def woven(work: Work, row: ReportRow, before: ReportRow | None = None) -> Incident:
    """The same of a report as it is on disk."""
    told = telling(row)
    kept = _kept(work, row, told)
    if kept is None:
        row = replace(row, incident_id=None)  # what it has left it may join again, as any other
    found = None if kept else _folded(work, row) or joined(work, told)
    known = kept or found
    incident = known or opened(new_id(), told)
    if incident.sources == 0:
        merged, _ = _begun(work, incident, row, told, fresh=known is None)
    else:
        merged, _ = _added(work, incident, row, before)
    measured.reached(work, incident, merged)
    alarms.announce(work, merged, accepted_at=row.received_at, dated_late=merged.late, fresh=known is None)
    if found and found.sources == 0 and (alert := alerts.of_incident(work.conn, merged.id)):
        alarms.resume(work, alert, merged)
    return merged


def restate(work: Work, incident: Incident) -> tuple[Incident, Tally]:
    """The incident as its reports tell it now, on disk and in the figures; every one of them is read."""
    rows = incidents.sources(work.conn, incident.id)
    merged, tally = accounts.anew(work, incident, [telling(row.report) for row in rows])
    count(work, merged, {row.contact for row in rows})
    return merged, tally


def leave(work: Work, row: ReportRow) -> None:
    """A report is of its incident no more; the others tell it without."""
    incident = incidents.get(work.conn, row.incident_id) if row.incident_id else None
    incidents.attach(work.conn, row.id, None)
    if incident is not None:
        restate_or_empty(work, incident)


def restate_or_empty(work: Work, incident: Incident) -> bool:
    """The same for an incident that may have none left: it counts for nothing then. Whether it has one."""
    if not incidents.contacts(work.conn, incident.id):
        withdrawal.empty(work.conn, incident.id)
        return False
    restate(work, incident)
    return True


def tell_without(work: Work, incident_id: str) -> None:
    """An incident whose call was taken back or forgotten, as the others tell it."""
    incident = incidents.get(work.conn, incident_id)
    if incident is None:
        return
    if restate_or_empty(work, incident):
        return
    if alert := alerts.of_incident(work.conn, incident_id):
        call_off(work, alert)


def call_off(work: Work, alert: Alert) -> None:
    """Nobody tells of it any more, and nobody has said that it was false: its messages end without a reason
    (P36), and whatever a person had decided of its event is open again.
    """
    incidents.reopen(work.conn, alert.incident)
    alerts.withhold(work.conn, alert.id)
    cap.recall(work.house, work.conn, work.now, alert)


def judge(work: Work, incident: Incident, state: State, by: str) -> Incident:
    """A person's verdict, and what it does to the figures."""
    incidents.set_state(work.conn, incident.id, state, work.at, by)
    judged = incident.with_state(state, work.at)
    if _counted_as(work, incident) != _counted_as(work, judged):
        count(work, judged, incidents.contacts(work.conn, incident.id))
    return judged


def count(work: Work, incident: Incident, contacts: Iterable[str]) -> None:
    """Puts what the incident counts for in the place of what it counted for before."""
    figures.take_back(work.conn, incident.id)
    counted = of_incident(incident, contacts, work.country.gazetteer)
    figures.observe_all(work.conn, counted, cause=incident.id)


def _begun(
    work: Work, incident: Incident, row: ReportRow, told: Telling, *, fresh: bool
) -> tuple[Incident, Tally]:
    """Nobody else tells of it: a `fresh` incident, or one whose only report was completed."""
    merged, tally = accounts.begin(work, incident, row, told)
    if not fresh:
        figures.take_back(work.conn, incident.id)
    counted = of_incident(merged, [row.contact], work.country.gazetteer)
    figures.observe_all(work.conn, counted, cause=incident.id)
    return merged, tally


def _added(
    work: Work, incident: Incident, row: ReportRow, before: ReportRow | None
) -> tuple[Incident, Tally]:
    """One report more, or one said anew, among others. A crowd tells of one event: who is new in it is
    counted.
    """
    kin = sources.kin(work.conn, incident.id, row)
    found = accounts.add(work, incident, row, before, kin)
    if found is None:
        incidents.attach(work.conn, row.id, incident.id)
        return restate(work, incident)
    merged, tally = found
    if _counted_as(work, incident) != _counted_as(work, merged):
        count(work, merged, incidents.contacts(work.conn, incident.id))
    elif row.incident_id != incident.id and not kin.told_before:
        told = of_incident(merged, [row.contact], work.country.gazetteer)[1:]
        figures.observe_all(work.conn, told, cause=incident.id)
    return merged, tally


def _counted_as(work: Work, incident: Incident) -> tuple[Observation, ...]:
    return of_incident(incident, (), work.country.gazetteer)


def _kept(work: Work, row: ReportRow, told: Telling) -> Incident | None:
    """The incident that a completed report was in, if it still belongs there.

    Alone in it, it may say anything anew; else it must fit, and leaves the others where it does not.
    """
    before = incidents.get(work.conn, row.incident_id) if row.incident_id else None
    if before is None:
        return None
    if not incidents.is_shared(work.conn, before.id, row.id):
        fresh = opened(before.id, told)
        return replace(fresh, opened_at=before.opened_at, state=before.state)
    if row.merged_from or join(told, [before], work.country.alerts):
        return before
    leave(work, row)
    return None


def _folded(work: Work, row: ReportRow) -> Incident | None:
    """The incident of a suspect flood, whatever became of it and wherever a later message places it: one
    crowd raises one alert (`alerts.md` §9). Trained people go their own way, and what a person corrected.
    """
    if row.cluster is None or not sources.is_public(row) or row.method == BY_A_PERSON:
        return None
    flood = floods.get(work.conn, row.cluster)
    return incidents.get(work.conn, flood.incident) if flood else None


def joined(work: Work, told: Telling, *, but: str | None = None) -> Incident | None:
    """An open incident near by, other than `but`: first of the same cercle, then across its border."""
    if told.place is None or told.place.adm2 is None or told.code == OTHER:
        return None
    rules, kind = work.country.alerts, told.code[0]
    since = hour_of(told.received_at) - timedelta(hours=rules.corroboration_hours)
    here = incidents.open_near(work.conn, kind=kind, adm2=told.place.adm2, since=since)
    found = join(told, [each for each in here if each.id != but], rules)
    if found or told.place.code == told.place.adm2:
        return found
    around = box(told.place, rules.radius_km)
    near = incidents.open_around(work.conn, kind=kind, box=around, since=since)
    return join(told, [each for each in near if each.id != but], rules)
