"""What staff asks of an alert, by SMS or from the console, under the same rules (`alerts.md` §5.2, P68).

An SMS counts only from somebody to whom the alert was addressed, or a coordinator above. It settles what is
open; what has been judged is judged anew in the console only, by a coordinator who gives a reason.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from core.alerts import UNKNOWN_NUMBER, Alert, Command, answer_text
from core.contacts import Member
from core.periods import hour_of
from core.reports import Incident, State
from store import alerts, audit, incidents, limits, roster
from workers import alarms, corrections, drills, notebook, switching, verdicts
from workers.notify import oversees
from workers.sources import role_of
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

VERDICTS: Final[dict[str, State]] = {"VRAI": "verified", "FAUX": "false"}
REGION_LETTERS: Final = 4
DONE: Final = "command"
REFUSED: Final = "refused"


@dataclass(frozen=True, slots=True)
class Case:
    """An alert and the incident it tells of."""

    alert: Alert
    incident: Incident


def by_sms(work: Work, member: Member, number: str, command: Command) -> Outcome:
    """Carries out a command of a monitor or a coordinator, and answers it."""
    if roster.is_locked(work.conn, member.id):
        return Outcome(REFUSED, "locked")
    if not command.number:
        if command.verb == "RAS":
            notebook.quiet_week(work, member, number)
        alarms.answer(work, member, answer_text(command.verb, "", work.at))
        return Outcome(DONE, command.verb)
    if handed := drills.hand_over(work, command.number):
        if handed.reason == drills.OVER:
            alarms.answer(work, member, UNKNOWN_NUMBER)
        return handed
    case = _case(work, command.number)
    if case is None or not _is_open(work, case) or not _may_answer(work, member, case):
        return _slip(work, member, number)
    alarms.answer(work, member, _obeyed(work, member, number, command, case))
    return Outcome(DONE, command.verb)


def note_stranger(work: Work, number: str) -> None:
    """Somebody else sent a command: nothing is changed, nothing told, and one line a day is written."""
    if limits.count(work.conn, work.vault, number, work.now, "stranger") == 1:
        about = {"account": "", "role": "public", "action": "command_of_stranger", "object": work.row.channel}
        audit.write(work.conn, work.vault, at=hour_of(work.at), **about)


def _case(work: Work, number: str) -> Case | None:
    alert = alerts.by_number(work.conn, number)
    incident = incidents.get(work.conn, alert.incident) if alert else None
    return Case(alert, incident) if alert and incident else None


def _is_open(work: Work, case: Case) -> bool:
    """P68: an SMS counts for an open alert. It is, until its time is over, and longer where nobody has
    answered or no verdict been given yet; what was settled long ago is taken up again in the console only.
    """
    judged_until = case.alert.raised_at + timedelta(days=work.country.alerts.unresolved_after_days)
    unsettled = case.incident.state in verdicts.UNDECIDED and work.at < judged_until
    return work.at < case.alert.expires_at or case.alert.status == "active" or unsettled


def _may_answer(work: Work, member: Member, case: Case) -> bool:
    if alerts.addressed(work.conn, case.alert.id, member.id):
        return True
    return member.is_("regional", "national") and oversees(member, case.incident)


def _slip(work: Work, member: Member, number: str) -> Outcome:
    """One neutral reply, the same for a number that does not exist; too many in an hour lock the commands."""
    slips = limits.count(work.conn, work.vault, number, work.now, f"slip{work.now:%H}")
    _note(work, member, "unknown_number")
    if slips >= work.country.alerts.command_slips:
        roster.lock_member(work.conn, member.id)
        _note(work, member, "commands_locked")
    alarms.answer(work, member, UNKNOWN_NUMBER)
    return Outcome(REFUSED, "unknown_number")


def _note(work: Work, member: Member, action: str) -> None:
    about = {"account": member.id, "role": role_of(member), "action": action, "object": member.id}
    audit.write(work.conn, work.vault, at=work.at, **about)


def _obeyed(work: Work, member: Member, number: str, command: Command, case: Case) -> str:
    """What the command did, in the words of its answer."""
    by = Judge(member.id, role_of(member), member.id)
    if command.verb == "NOTE":
        notebook.add(work, member, number, command, case.incident)
        verdicts.note(work, by, "note", case.alert.id)
        return answer_text("NOTE", command.number, work.at)
    if command.verb == "OUI" or (command.verb == "VRAI" and _told_by(work, number, case.incident)):
        return answer_text("OUI", command.number, verdicts.acknowledge(work, by, case.alert))
    judged = verdicts.judge(work, by, case.alert, case.incident, VERDICTS[command.verb])
    return _state_text(judged, case.alert, work)


def _state_text(incident: Incident, alert: Alert, work: Work) -> str:
    if incident.state == "verified":
        return answer_text("VRAI", alert.number, incident.updated_at)
    if incident.state == "false":
        return answer_text("FAUX", alert.number, incident.updated_at)
    return answer_text("OUI", alert.number, alert.acked_at or work.at)


def _told_by(work: Work, number: str, incident: Incident) -> bool:
    """A monitor does not verify his own report: another one or a coordinator does."""
    mine = {
        work.vault.pseudonym("report", number, work.at),
        work.vault.previous("report", number, work.at),
    }
    return any(row.contact in mine for row in incidents.sources(work.conn, incident.id))


def from_console(work: Work, body: Body) -> Outcome:
    """A button of the console, pressed by an account within its areas."""
    if body["verb"] == corrections.VERB:
        return corrections.correct(work, body)
    if body["verb"] == drills.VERB:
        return drills.obey(work, body)
    if switch := switching.VERBS.get(body["verb"]):
        return switch(work, body)
    number = str(body.get("number") or "")
    if handed := drills.hand_over(work, number):
        return handed
    case = _case(work, number)
    areas = tuple(body.get("areas") or ())
    if case is None or not _lies_in(case.incident, areas, work):
        return Outcome(REFUSED, "unknown_number")
    return _asked(work, body, _account(body, areas), case)


def _asked(work: Work, body: Body, by: Judge, case: Case) -> Outcome:
    verb = body["verb"]
    if verb == "OUI":
        verdicts.acknowledge(work, by, case.alert)
        return Outcome(DONE, verb)
    if verb == "RELEASE":
        done = verdicts.release(work, by, case.alert, case.incident)
        return Outcome(DONE, verb) if done else Outcome(REFUSED, "not_verified")
    judged = verdicts.judge(work, by, case.alert, case.incident, VERDICTS[verb])
    return Outcome(DONE, verb) if judged.state == VERDICTS[verb] else Outcome(REFUSED, "judged_already")


def _account(body: Body, areas: tuple[str, ...]) -> Judge:
    """Who may turn a verdict round: somebody whose area is a region or the country, with a reason."""
    reason = str(body.get("reason") or "")
    coordinator = any(len(area) <= REGION_LETTERS for area in areas)
    return Judge(body["account"], body["role"], free=coordinator and bool(reason), reason=reason)


def _lies_in(incident: Incident, areas: tuple[Any, ...], work: Work) -> bool:
    return any(
        place in areas for place in (incident.adm2, incident.adm1, work.country.gazetteer.country) if place
    )
