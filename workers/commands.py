"""What staff asks of an alert, by SMS or from the console, under the same rules (`alerts.md` §5.2, P68).

An SMS counts only from somebody to whom the alert was addressed, or a coordinator above. It settles what is
open; what has been judged is judged anew in the console only, by a coordinator who gives a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from core.alerts import UNKNOWN_NUMBER, Alert, Command, answer_text
from core.contacts import Member
from core.periods import hour_of
from core.reasons import RELEASE, TURN
from core.reports import Incident, State
from store import alerts, audit, byhand, incidents, limits, offices, roster, switches
from workers import (
    alarms,
    bulletin,
    corrections,
    digestacks,
    drills,
    highlights,
    keyring,
    notebook,
    noticeboard,
    objections,
    pin,
    referrals,
    relayasks,
    remaking,
    rollcall,
    rumours,
    switching,
    tracking,
    undoing,
    verdicts,
    wordingdesk,
)
from workers.notify import concerns, oversees, posts
from workers.sources import own_words, role_of
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

VERDICTS: Final[dict[str, State]] = {"VRAI": "verified", "FAUX": "false"}
DONE: Final = "command"
REFUSED: Final = "refused"
OF_CONSOLE: Final[Mapping[str, Callable[[Work, Body], Outcome]]] = {
    corrections.VERB: corrections.correct,
    drills.VERB: drills.obey,
    noticeboard.VERB: noticeboard.obey,
    **dict.fromkeys(rollcall.VERBS, rollcall.obey),
    **referrals.VERBS,
    **rumours.VERBS,
    **bulletin.VERBS,
    **remaking.VERBS,
    **highlights.VERBS,
    **switching.VERBS,
    **tracking.VERBS,
    **keyring.VERBS,
    **relayasks.VERBS,
    **wordingdesk.VERBS,
}
"""What the console asks that is about no single alert."""


@dataclass(frozen=True, slots=True)
class Case:
    """An alert and the incident it tells of."""

    alert: Alert
    incident: Incident


def by_sms(work: Work, member: Member, number: str, command: Command) -> Outcome:
    """Carries out a command of a monitor or a coordinator, and answers it.

    Whose SIM was revoked since the text was read is a stranger.
    """
    if why := _unheard(work, member, number):
        return Outcome(REFUSED, why)
    if not command.number:
        if command.verb == "RAS":
            notebook.quiet_week(work, member, number)
        alarms.answer(work, member, answer_text(command.verb, "", work.at))
        return Outcome(DONE, command.verb)
    if handed := drills.hand_over(work, command.number):
        if handed.reason == drills.OVER:
            alarms.answer(work, member, UNKNOWN_NUMBER)
        return handed
    if done := digestacks.acknowledge(work, member, command):
        return done
    case = _case(work, command.number)
    if case is None or not _is_open(work, case) or not _may_answer(work, member, case):
        return _slip(work, member, number)
    refusal = pin.refusal(work, member, command)
    alarms.answer(work, member, refusal or _obeyed(work, member, number, command, case))
    return Outcome(REFUSED, "pin") if refusal else Outcome(DONE, command.verb)


def _unheard(work: Work, member: Member, number: str) -> str:
    """Why nothing of theirs counts: the SIM is nobody's any more, or is locked; "" when it does."""
    if roster.member_by_number(work.conn, work.vault, number, work.at) is None:
        note_stranger(work, number)
        return "stranger"
    return "locked" if roster.is_locked(work.conn, member.id) else ""


def note_stranger(work: Work, number: str) -> None:
    """Somebody else sent a command: nothing is changed, nothing told, and one line a day is written."""
    if limits.count(work.conn, work.vault, number, work.now, "stranger") == 1:
        about = {"account": "", "role": "public", "action": "command_of_stranger", "object": work.row.channel}
        audit.write(work.conn, work.vault, at=hour_of(work.at), **about)


def _case(work: Work, number: str) -> Case | None:
    alert = alerts.by_number(work.conn, number)
    held = byhand.holder(work.conn, alert.incident) if alert else None
    if alert and held and held != alert.incident:
        alert = alerts.of_incident(work.conn, held)
    incident = incidents.get(work.conn, held) if held else None
    return Case(alert, incident) if alert and incident else None


def _is_open(work: Work, case: Case) -> bool:
    """P68: an SMS counts for an open alert. It is, until its time is over, and longer where nobody has
    answered or no verdict been given yet; what was settled long ago is taken up again in the console only.
    """
    judged_until = case.alert.raised_at + timedelta(days=work.country.alerts.unresolved_after_days)
    unsettled = case.incident.state in verdicts.UNDECIDED and work.at < judged_until
    return work.at < case.alert.expires_at or case.alert.status == "active" or unsettled


def _may_answer(work: Work, member: Member, case: Case) -> bool:
    """Whoever it was addressed to, and coordinators above or who stands in for them; never a party to it."""
    if concerns(case.incident, member):
        return False
    if alerts.addressed(work.conn, case.alert.id, member.id):
        return True
    serving = posts(member, roster.members(work.conn), work.at)
    return any(each.is_("regional", "national") and oversees(each, case.incident) for each in serving)


def _slip(work: Work, member: Member, number: str) -> Outcome:
    """One neutral reply, the same for a number that does not exist; too many in an hour lock the commands."""
    slips = limits.count_lately(work.conn, work.vault, number, work.now, "slip")
    _note(work, member, "unknown_number")
    if slips >= work.country.alerts.command_slips:
        pin.lock(work, member)
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
    if command.verb == "OUI" or _unfit(work, command.verb, member, case.incident):
        return answer_text("OUI", command.number, verdicts.acknowledge(work, by, case.alert))
    judged = verdicts.judge(work, by, case.alert, case.incident, VERDICTS[command.verb])
    if command.verb == "FAUX":
        objections.note(work, by, case.alert, judged)
    return _state_text(judged, case.alert, work)


def _state_text(incident: Incident, alert: Alert, work: Work) -> str:
    if incident.state == "verified":
        return answer_text("VRAI", alert.number, incident.updated_at)
    if incident.state == "false":
        return answer_text("FAUX", alert.number, incident.updated_at)
    return answer_text("OUI", alert.number, alert.acked_at or work.at)


def _unfit(work: Work, verb: str, member: Member | None, incident: Incident) -> str:
    """Why somebody may not judge an event, by whatever way they ask; "" when they may.

    A monitor does not judge his own report: another one or a coordinator does (`alerts.md` §5.2). Nobody
    verifies what he has told of too, or refutes what rests on his word alone.
    """
    if verb == "VRAI" and not incident.sources:
        return "set_aside"
    own = own_words(work, member, incident)
    return "own_report" if (any(own) if verb == "VRAI" else own and all(own)) else ""


def from_console(work: Work, body: Body) -> Outcome:
    """A button of the console, pressed by an account within its areas."""
    if ask := OF_CONSOLE.get(body["verb"]):
        return ask(work, body)
    number = str(body.get("number") or "")
    if handed := drills.hand_over(work, number):
        return handed
    case = _case(work, number)
    areas = tuple(body.get("areas") or ())
    if case is None or not _lies_in(case.incident, areas, work) or _is_party(work, body, case):
        return Outcome(REFUSED, "unknown_number")
    return _asked(work, body, _account(body), case)


def _asked(work: Work, body: Body, by: Judge, case: Case) -> Outcome:
    verb = body["verb"]
    if verb == "OUI":
        verdicts.acknowledge(work, by, case.alert)
        return Outcome(DONE, verb)
    if verb == "RELEASE":
        return _released(work, by, case)
    if verb == undoing.VERB:
        return undoing.undo(work, by, case.alert, case.incident)
    if verb == "NOTE":
        return _noted(work, body, by, case)
    if why := _unfit(work, verb, offices.member_of(work.conn, by.id), case.incident):
        return Outcome(REFUSED, why)
    judged = verdicts.judge(work, by, case.alert, case.incident, VERDICTS[verb])
    return Outcome(DONE, verb) if judged.state == VERDICTS[verb] else Outcome(REFUSED, "judged_already")


def _noted(work: Work, body: Body, by: Judge, case: Case) -> Outcome:
    why = notebook.from_console(work, by.id, case.alert.number, str(body.get("text") or ""), case.incident)
    if not why:
        verdicts.note(work, by, "note", case.alert.id)
    return Outcome(REFUSED, why) if why else Outcome(DONE, "NOTE")


def _released(work: Work, by: Judge, case: Case) -> Outcome:
    if not case.incident.sources:
        return Outcome(REFUSED, "set_aside")
    if by.role not in remaking.COORDINATORS:
        return Outcome(REFUSED, "no_coordinator")
    if by.reason not in RELEASE:
        return Outcome(REFUSED, "reason_unsaid")
    if switches.is_closed(work.conn, case.incident.adm2):
        return Outcome(REFUSED, "switch_on")
    done = verdicts.release(work, by, case.alert, case.incident)
    return Outcome(DONE, "RELEASE") if done else Outcome(REFUSED, "not_verified")


def _account(body: Body) -> Judge:
    """Who may turn a verdict round: a coordinator, with a reason (`alerts.md` §6)."""
    role, reason = body["role"], str(body.get("reason") or "")
    free = role in remaking.COORDINATORS and reason in TURN
    return Judge(body["account"], role, free=free, reason=reason)


def _is_party(work: Work, body: Body, case: Case) -> bool:
    """Whether an event may concern an authority that the person of an account is tied to (P47)."""
    member = offices.member_of(work.conn, body["account"])
    return member is not None and concerns(case.incident, member)


def _lies_in(incident: Incident, areas: tuple[Any, ...], work: Work) -> bool:
    return any(
        place in areas for place in (incident.adm2, incident.adm1, work.country.gazetteer.country) if place
    )
