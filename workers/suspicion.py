"""A suspect flood: many phones, nearly all new, and one text (`alerts.md` §9).

It is one source worth no more than a new phone, its reports are folded into its first incident, people hear
of it once, and what its phones rate does not count. Nothing of it is thrown away.
"""

from datetime import timedelta
from typing import Final

from core.reports import Incident
from store import alerts, clusters, figures, floods, inbox, incidents, notices
from store.clusters import Crowd
from store.floods import Flood
from workers import notices_mail
from workers.clusters import restate
from workers.work import Work

KIND: Final = "integrity"
"""The notice of a suspect cluster: there is one of each, whatever became of it."""


def watch(work: Work, report_id: str, cluster: str) -> Flood | None:
    """The flood that a report is of; with it the cluster may have become one."""
    known = floods.get(work.conn, cluster)
    if known is None:
        return _suspected(work, cluster)
    clusters.discount(work.conn, cluster, work.country.alerts.weights.new, only=report_id)
    _hold(work, work.row.id)
    return known


def _suspected(work: Work, cluster: str) -> Flood | None:
    if notices.of_key(work.conn, KIND, cluster):
        return None  # a person has said that it is none
    caps = work.country.alerts.caps
    crowd = clusters.crowd(work.conn, cluster, work.at, timedelta(minutes=caps.suspect_minutes))
    if crowd.phones < caps.suspect_phones or crowd.new < caps.suspect_new_share * crowd.phones:
        return None
    first = next(iter(clusters.incidents_of(work.conn, cluster)), None)
    incident = incidents.get(work.conn, first) if first else None
    return _begun(work, cluster, incident, crowd) if incident else None


def _begun(work: Work, cluster: str, incident: Incident, crowd: Crowd) -> Flood:
    floods.suspect(work.conn, cluster, incident.id, work.at)
    clusters.discount(work.conn, cluster, work.country.alerts.weights.new)
    restate(work, cluster)
    for row in clusters.letters(work.conn, cluster):
        _hold(work, row)
    _tell(work, cluster, incident, crowd)
    return Flood(cluster, incident.id, aside=False)


def _hold(work: Work, row: str) -> None:
    """What the phone behind an inbox row rates does not count. Its number is in RAM, here and no longer: no
    table leads from what it reports to what it rates (P18).
    """
    number = inbox.reopened(work.conn, work.vault, row).get("urn")
    if number:
        figures.hold_ratings(work.conn, work.vault.pseudonym("rating", number, work.at))


def _tell(work: Work, cluster: str, incident: Incident, crowd: Crowd) -> None:
    """One notice, "afflux suspect": codes, places and counts, for the console and by e-mail; no SMS."""
    alert = alerts.of_incident(work.conn, incident.id)
    told = {
        "code": incident.code,
        "place": incident.adm3 or incident.adm2 or incident.adm1,
        "phones": crowd.phones,
        "new": crowd.new,
        "window": work.country.alerts.caps.suspect_minutes,
        "incident": incident.id,
        "alert": alert.number if alert else None,
    }
    area = incident.adm2 or incident.adm1 or work.country.gazetteer.country
    notice = notices.add(work.conn, kind=KIND, key=cluster, area=area, told=told, at=work.at)
    if notice is not None:
        notices_mail.tell(work.house, work.conn, notice)
