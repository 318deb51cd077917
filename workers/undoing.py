"""Somebody takes back their own verdict of the last ten minutes: all is told as before (`alerts.md` §6).

No rule does it. What was released, or answered by a counter-message, is beyond that: then a coordinator turns
the verdict round. That somebody has acknowledged the alert stays true.
"""

from typing import Final

from core.alerts import Alert
from core.reports import Incident
from core.warning import REACHED
from store import alerts, figures, incidents, judgements, offices, rumours
from store.judgements import Judgement
from store.warning import REACHED as OPENED_TO_REACHED
from workers import alarms, events, verdicts
from workers.aggregate import ALERT_TO_CLOSURE
from workers.verdicts import Judge
from workers.work import Outcome, Work

VERB: Final = "UNDO"
DONE: Final = "command"
REFUSED: Final = "refused"


def undo(work: Work, by: Judge, alert: Alert, incident: Incident) -> Outcome:
    """UNDO: whoever heard of the verdict hears the line of the alert anew; in CAP an Update follows it."""
    said = judgements.get(work.conn, incident.id)
    if why := _refusal(work, by, alert, incident, said):
        return Outcome(REFUSED, why)
    if said is not None:
        _restore(work, alert, incident, said)
        verdicts.note(work, by, "verdict_undone", alert.id)
    return Outcome(DONE, VERB)


def _refusal(work: Work, by: Judge, alert: Alert, incident: Incident, said: Judgement | None) -> str:
    """Why it cannot be taken back; "" when it can."""
    if said is None or incident.state != said.state or not said.is_young(work.at):
        return "too_late"
    member = offices.member_of(work.conn, by.id)
    if said.by not in {by.id, member.id if member else by.id}:
        return "not_yours"
    if alerts.is_released(work.conn, alert.id) or rumours.counters(work.conn, incident.id):
        return "told_outside"
    return ""


def _restore(work: Work, alert: Alert, incident: Incident, said: Judgement) -> None:
    judgements.drop(work.conn, incident.id)
    incidents.unjudge(work.conn, incident.id, said.before, work.at)
    restored = incident.with_state(said.before, work.at)
    events.count(work, restored, incidents.contacts(work.conn, incident.id))
    if said.before not in REACHED:
        figures.withdraw_duration(work.conn, OPENED_TO_REACHED, incident.id)
    if said.state == "false":
        figures.withdraw_duration(work.conn, ALERT_TO_CLOSURE, alert.id)
        rumours.found_true(work.conn, incident.id)
    alarms.update(work, alert, restored, accepted_at=work.at)
