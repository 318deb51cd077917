"""A case on its way: a named person refers, the authority answers and settles, who referred takes it back.

What leaves is a code, the commune, the week and a sentence of that person's; never who told, never a text
(`alerts.md` §11, `protection.md` P47, P48, P66). Nothing here is done by a rule or by a job.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from core.periods import hour_of, iso_week
from core.reasons import WITHDRAW
from core.referrals import ASKS, OUTCOMES, RESPONSES, Asked, Office, office_of, offices_of, refused
from store import alerts, cases, figures, offices, switches
from store.cases import Case
from workers import officemail, subjects, verdicts
from workers.aggregate import ACKNOWLEDGEMENT_TO_ACTION, ALERT_TO_CLOSURE
from workers.staffwords import checked
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

Ask = Callable[[Work, Body], Outcome]
DONE: Final = "command"
REFUSED: Final = "refused"
AUTHORITY: Final = "authority"
NO_MEANS: Final = "beyond"
LONGEST: Final = 160
"""Septets of a sentence or a note: what could be read aloud over a telephone."""


def refer(work: Work, body: Body) -> Outcome:
    """REFER: an incident, a commitment, a published rating, or a case that somebody else was asked before."""
    subject, office = subjects.named(work, body), office_of(str(body.get("office") or ""))
    if subject is None or office is None or not is_mine(work, body, subject):
        return Outcome(REFUSED, "unknown")
    wanted = replace(subject, authority=office.authority, unit=office.unit, asks=str(body.get("asks")))
    sentence = str(body.get("sentence") or "").strip()
    why = _refusal(work, wanted, office) or (sentence and checked(work, sentence, LONGEST, wanted))
    if why:
        return Outcome(REFUSED, why)
    by = replace(judge(body), reason=str(wanted.asks))
    kept = cases.refer(work.conn, replace(wanted, sentence=sentence or None, referred_by=by.id))
    _measure(work, kept, ACKNOWLEDGEMENT_TO_ACTION)
    officemail.tell(work.house, work.conn, kept)
    verdicts.note(work, by, "refer", kept.id)
    return Outcome(DONE, "REFER")


def respond(work: Work, body: Body) -> Outcome:
    """RESPOND: the authority's first answer is the one that counts."""
    case, kind, note = _asked_of(work, body), str(body.get("kind")), str(body.get("note") or "").strip()
    if case is None:
        return Outcome(REFUSED, "unknown")
    if kind not in RESPONSES:
        return Outcome(REFUSED, "no_answer")
    if note and (why := checked(work, note, LONGEST, case)):
        return Outcome(REFUSED, why)
    if not cases.respond(work.conn, case.id, kind, hour_of(work.at), note):
        return Outcome(REFUSED, "answered_already")
    verdicts.note(work, replace(judge(body), reason=kind), "respond", case.id)
    return Outcome(DONE, "RESPOND")


def settle(work: Work, body: Body) -> Outcome:
    """SETTLE: how it ended, as the authority says. Where it had not answered, this is its first response."""
    case, outcome, at = _asked_of(work, body), str(body.get("outcome")), hour_of(work.at)
    if case is None or outcome not in OUTCOMES:
        return Outcome(REFUSED, "unknown" if case is None else "no_outcome")
    if not cases.close(work.conn, case.id, at, outcome):
        return Outcome(REFUSED, "closed_already")
    cases.respond(work.conn, case.id, "refusal" if outcome == NO_MEANS else "measure", at)
    _measure(work, case, ALERT_TO_CLOSURE)
    verdicts.note(work, replace(judge(body), reason=outcome), "settle", case.id)
    return Outcome(DONE, "SETTLE")


def withdraw(work: Work, body: Body) -> Outcome:
    """WITHDRAW: the authority sees it no more, and it counts in no figure."""
    case, why = cases.get(work.conn, str(body.get("case"))), str(body.get("why"))
    if case is None or not is_mine(work, body, case):
        return Outcome(REFUSED, "unknown")
    if why not in WITHDRAW:
        return Outcome(REFUSED, "reason_unsaid")
    if not cases.withdraw(work.conn, case.id, hour_of(work.at), why):
        return Outcome(REFUSED, "closed_already")
    verdicts.note(work, replace(judge(body), reason=why), "withdraw", case.id)
    return Outcome(DONE, "WITHDRAW")


VERBS: Final[Mapping[str, Ask]] = {
    "REFER": refer,
    "RESPOND": respond,
    "SETTLE": settle,
    "WITHDRAW": withdraw,
}


def judge(body: Body) -> Judge:
    return Judge(body["account"], body["role"])


def is_mine(work: Work, body: Body, case: Case) -> bool:
    """Whether it lies in the areas of who asks, and concerns no authority that they are tied to (P47)."""
    areas, place = tuple(body.get("areas") or ()), case.place or ""
    if body["role"] == AUTHORITY or not any(place.startswith(area) for area in areas):
        return False
    member = offices.member_of(work.conn, body["account"])
    return member is None or not member.is_party(case.code or "", (place,))


def _refusal(work: Work, wanted: Case, office: Office) -> str:
    """Why this may not be asked of this authority, in one word."""
    if wanted.asks not in ASKS:
        return "nothing_asked"
    if switches.is_closed(work.conn, wanted.place):
        return "switch_on"
    before = cases.get(work.conn, wanted.after) if wanted.after else None
    about = office_of(wanted.about) if wanted.about else None
    asked = Asked(office, wanted.place, wanted.code, about, before.office if before else None)
    return refused(asked, work.country) or ("referred_already" if _stands(work, wanted, office) else "")


def _stands(work: Work, wanted: Case, office: Office) -> bool:
    """Whether this authority is being asked the very same already."""
    open_ = [each for each in cases.followed(work.conn) if each.is_open and each.office == office]
    return subjects.subject_of(wanted) in {subjects.subject_of(each) for each in open_}


def _asked_of(work: Work, body: Body) -> Case | None:
    """A case that the authority behind an account may see, and nobody else."""
    theirs = offices_of(body.get("areas") or ())
    return cases.answerable(work.conn, str(body.get("case")), theirs) if body["role"] == AUTHORITY else None


def _measure(work: Work, case: Case, delay: str) -> None:
    """E4: seconds from the acknowledgement to the first action, from the alert to the closure; once each."""
    alert = alerts.of_incident(work.conn, case.incident_id) if case.incident_id else None
    if alert is None:
        return
    since = alert.raised_at if delay == ALERT_TO_CLOSURE else alert.acked_at
    if since is not None:
        seconds = max(0.0, (work.at - since).total_seconds())
        figures.duration(work.conn, delay, alert.id, alert.area, iso_week(alert.raised_at), seconds)
