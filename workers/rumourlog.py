"""What a verdict does to the rumour log (`alerts.md` §11): E6 counts from the moment of FAUX."""

from core.referrals import coarse
from core.reports import Incident, State
from store import rumours
from workers.work import Work


def judged(work: Work, incident: Incident, state: State) -> None:
    """A line is opened or has its moment; an incident that a correction has emptied was no rumour."""
    if state != "false":
        rumours.found_true(work.conn, incident.id)
    elif incident.sources:
        rumours.found_false(work.conn, incident, coarse(incident), work.at)
