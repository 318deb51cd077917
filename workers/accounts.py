"""The tally of an incident on disk: begun with its first report, moved by each one, or added up anew.

The three ways give the same incident. The short one costs the same for the tenth report and the
ten-thousandth.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from core.reports import Basis, Incident, Located, Occurred
from core.rules import AlertRules
from core.taxonomy import OTHER
from store import incidents, sources
from store.reports import ReportRow
from store.retold import Told as Kept
from store.rows import new_id
from store.sources import Kin
from workers.corroborate import merged
from workers.credence import Telling, independent
from workers.tally import Tally, changed, facts, of_source, says, spoken, total
from workers.work import Work

Told = tuple[Incident, Tally]


def begin(work: Work, incident: Incident, row: ReportRow, told: Telling) -> Told:
    """The incident of a single report."""
    rules = work.country.alerts
    found = _kept(work, incident, total([told], rules))
    if row.incident_id == incident.id:
        sources.renew(work.conn, incident.id, {}, {})
    source = new_id() if told.proven else None
    incidents.attach(work.conn, row.id, incident.id, source)
    if source is not None:
        sources.keep(work.conn, incident.id, source, spoken([told], rules))
    return found


def add(work: Work, incident: Incident, row: ReportRow, before: ReportRow | None, kin: Kin) -> Told | None:
    """The incident with one report more, or with one of its own said anew (`before`: as it was).

    None when the whole must be added up: somebody changed it without its tally, or a report changed hands.
    """
    tally = sources.tally(work.conn, incident.id)
    stays = row.incident_id == incident.id
    if tally is None or (stays and (before is None or _hands(before) != _hands(row))):
        return None
    rules, told = work.country.alerts, telling(row)
    was = telling(before) if stays and before is not None else None
    source, less, more = _moved(work, incident, told, was, kin) if told.proven else (None, [], [])
    less += [facts(was, rules)] if was else []
    found = _kept(work, incident, changed(tally, less, [*more, facts(told, rules)]))
    incidents.attach(work.conn, row.id, incident.id, source)
    return found


def anew(work: Work, incident: Incident, tellings: Sequence[Telling]) -> Told:
    """The incident added up from all its reports."""
    said, of = by_source(tellings, work.country.alerts)
    sources.renew(work.conn, incident.id, said, of)
    return _kept(work, incident, total(tellings, work.country.alerts))


def by_source(tellings: Sequence[Telling], rules: AlertRules) -> tuple[dict[str, Tally], dict[str, str]]:
    """What each independent source says, under a new id; and of which each report is."""
    proven = {new_id(): group for group in independent([told for told in tellings if told.proven])}
    said = {source: spoken(group, rules) for source, group in proven.items()}
    return said, {told.report: source for source, group in proven.items() for told in group}


def _moved(
    work: Work, incident: Incident, told: Telling, was: Telling | None, kin: Kin
) -> tuple[str, list[Tally], list[Tally]]:
    """The source of a report, and what its sources added before and add now: two may turn out to be one."""
    rules = work.country.alerts
    before = {source: sources.said(work.conn, incident.id, source) for source in sorted(kin.sources)}
    source = max(before, key=lambda each: before[each].total(), default=new_id())
    after = changed(
        sum(before.values(), Counter()),
        [Counter([says(was, rules)])] if was else [],
        [Counter([says(told, rules)])],
    )
    for gone in before.keys() - {source}:
        sources.unite(work.conn, incident.id, gone, source)
    sources.keep(work.conn, incident.id, source, after)
    return source, [of_source(said) for said in before.values()], [of_source(after)]


def _kept(work: Work, incident: Incident, tally: Tally) -> Told:
    found = merged(incident, tally, work.country.taxonomy, work.country.alerts)
    found = replace(found, updated_at=work.at)
    incidents.save(work.conn, found, tally)
    return found, tally


def _hands(row: ReportRow) -> tuple[object, ...]:
    """Whose word a report is, as far as sources are told apart."""
    return row.contact, row.proven, sources.is_new(row), row.operator, row.first_seen, row.cluster


def telling(row: ReportRow | Kept) -> Telling:
    """A kept report in the words of corroboration; below the threshold of acceptance its code is 90."""
    return Telling(
        report=row.id,
        contact=row.contact,
        role=row.role,
        known=row.known,
        operator=row.operator,
        weight=row.weight,
        first_seen=row.first_seen or row.received_at.date().isoformat(),
        received_at=row.received_at,
        code=row.code if row.accepted and row.code else OTHER,
        place=_place(row) if isinstance(row, ReportRow) else None,
        basis=cast("Basis", row.basis),
        occurred=_occurred(row),
        killed=row.killed,
        injured=row.injured,
        child=row.child,
        displaced=row.displaced,
        proven=row.proven,
        late=row.late,
        cluster=row.cluster,
    )


def _occurred(row: ReportRow | Kept) -> Occurred:
    """What was today, or now, for a message that came more than a day late, is past."""
    if row.late and row.occurred != "unknown":
        return "earlier"
    return cast("Occurred", row.occurred)


def _place(row: ReportRow) -> Located | None:
    """The place as it was understood then; its name and level are not needed to join."""
    if row.place is None:
        return None
    return Located(row.place, row.place, 0, row.adm1, row.adm2, row.adm3, row.lat or 0.0, row.lon or 0.0)
