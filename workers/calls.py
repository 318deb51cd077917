"""One turn of a USSD call that is worth keeping: a report, a rating, or a choice (`taxonomy.md` §9.2).

Each turn holds all that the call has told so far, so a longer one replaces a shorter one; of two as long the
first counts, so that nothing is carried out twice.
"""

from core.periods import iso_week
from core.taxonomy import NOTHING_TO_REPORT
from store import figures, inbox, people, profiles, withdrawal
from workers import choices, closure, events, notebook, opinions, scores, stafforders, telling
from workers.answers import understood
from workers.sources import source
from workers.work import Body, Outcome, Work


def turn(work: Work, body: Body) -> Outcome:
    """What a turn told. Its answers are structured already: nothing is to be understood."""
    if body["answers"].get("erase") and body.get("ended", True):
        return choices.erase(work, body["urn"])
    session = work.row.session or ""
    if inbox.outrun(work.conn, session, body["position"], work.row.seq):
        return Outcome("superseded")
    inbox.supersede(work.conn, session, below=body["position"])
    if body.get("taken_back"):
        _take_back(work, session)
    return _told(work, body) if _tells(body) else Outcome("taken_back")


def _tells(body: Body) -> bool:
    """Whether anything is left of a call that took back what it had told."""
    return body["kind"] != "none" or not body.get("taken_back")


def _told(work: Work, body: Body) -> Outcome:
    if shut := closure.of_answers(work, body["answers"]):
        return closure.keep_out(work, shut, closure.group_of(body["answers"].get("code")), work.row.session)
    over = body["confirmed"] or body["kind"] in {"contact", "none"}
    if over:  # until its end a call may still turn to the protected lane (P36)
        _remember(work, body)
    about = opinions.keep(work, body)
    ordered = stafforders.carry_out(work, body) if stafforders.asked(body) else None
    match body["kind"]:
        case "report":
            return _report(work, body)
        case "rating":
            return scores.told(work, body)
        case "opinion":
            return Outcome("opinion", about)
        case _:
            return ordered or _contact(work, body)


def end(work: Work, _body: Body) -> Outcome:
    """The operator says that the call is over: what it told is due now."""
    if work.row.session:
        inbox.hasten(work.conn, work.row.session, work.now)
    return Outcome("session_end")


def restate(work: Work, body: Body) -> Outcome:
    """An incident of which a forgotten call had told is told without it; nobody is written to."""
    events.tell_without(work, body["incident"])
    return Outcome("restated")


def _take_back(work: Work, session: str) -> None:
    """What the call had told before is told no more, as if it had been erased; others tell it without."""
    gone = withdrawal.withdraw_session(work.conn, session)
    if gone is not None and gone.incident_id:
        events.tell_without(work, gone.incident_id)


def _report(work: Work, body: Body) -> Outcome:
    member = people.member_by_number(work.conn, work.vault, body["urn"], work.at)
    if member is not None and body["answers"]["code"] == NOTHING_TO_REPORT:
        return notebook.quiet_week(work, member, body["urn"])
    said = understood(body["answers"], body["language"], work.country)
    call = telling.Call(work.row.session, body["position"], confirmed=body["confirmed"])
    return telling.keep(work, source(work, body["urn"], member), said, call)


def _contact(work: Work, body: Body) -> Outcome:
    answers, number = body["answers"], body["urn"]
    if answers.get("optout"):
        member = people.member_by_number(work.conn, work.vault, number, work.at)
        return choices.leave(work, number, member, cause="menu")
    if answers.get("optin"):
        return choices.come_back(work, number, cause="menu")
    return Outcome("contact")


def _remember(work: Work, body: Body) -> None:
    """The language, its letters, the home and who one is, as chosen in a call; the first makes a phone known.

    Who wants a language that is not there is counted (`languages.md` §8).
    """
    answers = body["answers"]
    said = {"language": body["language"], "home": answers.get("home"), "letters": answers.get("letters")}
    people.remember(work.conn, work.vault, body["urn"], work.at, **said)
    profiles.keep(work.conn, work.vault, body["urn"], work.at, answers)
    if answers.get("wanted"):
        figures.count(work.conn, "language_wanted", work.country.gazetteer.country, iso_week(work.at))
