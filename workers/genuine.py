"""A person says that a suspect flood is none: many people said the same because it was so (`alerts.md` §9).

What it told counts again, each phone by its own worth, and so does what its phones have rated; that the texts
are alike still makes them one source (§6). The same crowd is not suspected twice.
"""

from store import clusters, floods, inbox, incidents, notices
from store.floods import Flood
from workers import asides, events, verdicts
from workers.retelling import changed
from workers.suspicion import KIND
from workers.verdicts import Judge
from workers.work import Work


def clear(work: Work, by: Judge, flood: Flood) -> bool:
    """It is no flood, whether it was set aside before or not."""
    asides.take_back(work, by, flood)
    floods.drop(work.conn, [flood.id])
    weights = work.country.alerts.weights
    clusters.revalue(work.conn, flood.id, new=weights.new, known=weights.known)
    for incident_id in clusters.incidents_of(work.conn, flood.id):
        if incident := incidents.get(work.conn, incident_id):
            told, _ = events.restate(work, incident)
            changed(work, told, accepted_at=work.at)
    _free(work, flood.id)
    if notice := notices.of_key(work.conn, KIND, flood.id):
        notices.acknowledge(work.conn, notice.id, by.id, work.at)
    verdicts.note(work, by, "not_a_flood", flood.id)
    return True


def _free(work: Work, cluster: str) -> None:
    """What its phones have rated counts, unless they are in another flood too: as far as a sealed number can
    still be opened, which is three days (P22).
    """
    for row in clusters.letters(work.conn, cluster):
        number = inbox.reopened(work.conn, work.vault, row).get("urn")
        if number and not floods.has(work.conn, work.vault.pseudonym("report", number, work.at)):
            floods.free(work.conn, work.vault.pseudonym("rating", number, work.at), work.at)
