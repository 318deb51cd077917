"""What a kept report does to the incidents: it joins one or opens one, is counted, and may be an alert."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from core.periods import hour_of
from core.reports import Basis, Incident, Located, Occurred, State
from core.taxonomy import OTHER
from store import figures, incidents, reports
from store.incidents import SourceRow
from store.reports import ReportRow
from store.rows import new_id
from workers import alarms
from workers.aggregate import Observation, of_incident
from workers.corroborate import Telling, join, merge, opened
from workers.work import Work


def weave(work: Work, report_id: str) -> Incident:
    """Finds or opens the incident of a report, and says it anew from all that was told of it."""
    row = reports.get(work.conn, report_id)
    if row is None:
        raise LookupError(report_id)
    told = telling(SourceRow(row, row.first_seen or row.received_at.date().isoformat()))
    incident = _kept(work, row, told) or _joined(work, told) or opened(new_id(), told)
    if incident.id != row.incident_id:
        incidents.save(work.conn, incident)
        incidents.attach(work.conn, row.id, incident.id)
    merged, rows = restate(work, incident, row)
    dated_late = all(each.report.late for each in rows)
    alarms.announce(work, merged, accepted_at=row.received_at, dated_late=dated_late)
    return merged


def restate(
    work: Work, incident: Incident, newest: ReportRow | None = None
) -> tuple[Incident, list[SourceRow]]:
    """The incident as its reports tell it now, on disk and in the figures; and these reports.

    `newest` is the report as it was before it was woven in, when it is all that is new.
    """
    rows = incidents.sources(work.conn, incident.id)
    told = [telling(row) for row in rows]
    merged = merge(incident, told, work.country.taxonomy, work.country.alerts)
    merged = replace(merged, updated_at=work.at)
    incidents.save(work.conn, merged)
    if newest is None or incident.sources == 0 or _counted_as(work, incident) != _counted_as(work, merged):
        count(work, merged, rows)
    elif newest.incident_id != merged.id:
        _count_one_more(work, merged, rows, newest.contact)
    return merged, rows


def judge(work: Work, incident: Incident, state: State, by: str) -> Incident:
    """A person's verdict, and what it does to the figures."""
    incidents.set_state(work.conn, incident.id, state, work.at, by)
    judged = incident.with_state(state, work.at)
    count(work, judged, incidents.sources(work.conn, incident.id))
    return judged


def count(work: Work, incident: Incident, rows: Sequence[SourceRow]) -> None:
    """Puts what the incident counts for in the place of what it counted for before."""
    figures.take_back(work.conn, incident.id)
    counted = of_incident(incident, [row.contact for row in rows], work.country.gazetteer)
    figures.observe_all(work.conn, counted, cause=incident.id)


def _count_one_more(work: Work, incident: Incident, rows: Sequence[SourceRow], contact: str) -> None:
    """A crowd tells of one event: only whoever is new in it is added."""
    if sum(row.contact == contact for row in rows) == 1:
        told = of_incident(incident, [contact], work.country.gazetteer)[1:]
        figures.observe_all(work.conn, told, cause=incident.id)


def _counted_as(work: Work, incident: Incident) -> tuple[Observation, ...]:
    return of_incident(incident, (), work.country.gazetteer)


def _kept(work: Work, row: ReportRow, told: Telling) -> Incident | None:
    """The incident that a completed report was in, if it still belongs there.

    Alone in it, it may say anything anew; else it must fit, and leaves the others where it does not.
    """
    before = incidents.get(work.conn, row.incident_id) if row.incident_id else None
    if before is None:
        return None
    if all(other.report.id == row.id for other in incidents.sources(work.conn, before.id)):
        fresh = opened(before.id, told)
        return replace(fresh, opened_at=before.opened_at, state=before.state)
    if join(told, [before], work.country.alerts):
        return before
    incidents.attach(work.conn, row.id, None)
    restate(work, before)
    return None


def _joined(work: Work, told: Telling) -> Incident | None:
    """An open incident near by: first of the same cercle, then across its border."""
    if told.place is None or told.place.adm2 is None or told.code == OTHER:
        return None
    rules = work.country.alerts
    since = hour_of(told.received_at) - timedelta(hours=rules.corroboration_hours)
    here = incidents.open_near(work.conn, adm2=told.place.adm2, since=since)
    if found := join(told, here, rules):
        return found
    if told.place.code == told.place.adm2:
        return None
    return join(told, incidents.open_near(work.conn, adm2=None, since=since), rules)


def telling(source: SourceRow) -> Telling:
    """A kept report in the words of corroboration; below the threshold of acceptance its code is 90."""
    row = source.report
    return Telling(
        report=row.id,
        contact=row.contact,
        role=row.role,
        known=row.known,
        operator=row.operator,
        weight=row.weight,
        first_seen=source.first_seen_day,
        received_at=row.received_at,
        code=row.code if row.accepted and row.code else OTHER,
        place=_place(row),
        basis=cast("Basis", row.basis),
        occurred=cast("Occurred", row.occurred),
        killed=row.killed,
        injured=row.injured,
        child=row.child,
        displaced=row.displaced,
        proven=row.proven,
        late=row.late,
    )


def _place(row: ReportRow) -> Located | None:
    """The place as it was understood then; its name and level are not needed to join."""
    if row.place is None:
        return None
    return Located(row.place, row.place, 0, row.adm1, row.adm2, row.adm3, row.lat or 0.0, row.lon or 0.0)
