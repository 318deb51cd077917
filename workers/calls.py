"""One turn of a USSD call that is worth keeping: a report, a rating, or a choice (`taxonomy.md` §9.2).

Each turn holds all that the call has told so far, so a later one replaces an earlier one.
"""

from core.taxonomy import NOTHING_TO_REPORT
from store import inbox, incidents, people
from workers import choices, events, notebook, telling
from workers.answers import understood
from workers.scores import Score, rate
from workers.sources import source
from workers.work import Body, Outcome, Work


def turn(work: Work, body: Body) -> Outcome:
    """What a turn told. Its answers are structured already: nothing is to be understood."""
    if body["kind"] == "contact":
        return _contact(work, body)
    inbox.supersede(work.conn, work.row.session or "", below=body["position"])
    if body["confirmed"]:  # until its end a call may still turn to the protected lane (P36)
        _remember(work, body)
    return _rating(work, body) if body["kind"] == "rating" else _report(work, body)


def end(work: Work, _body: Body) -> Outcome:
    """The operator says that the call is over: what it told is due now."""
    if work.row.session:
        inbox.hasten(work.conn, work.row.session, work.now)
    return Outcome("session_end")


def restate(work: Work, body: Body) -> Outcome:
    """An incident that a forgotten call had shared is said anew by the others; nobody is written to."""
    incident = incidents.get(work.conn, body["incident"])
    if incident is not None:
        events.restate_or_empty(work, incident)
    return Outcome("restated")


def _report(work: Work, body: Body) -> Outcome:
    member = people.member_by_number(work.conn, work.vault, body["urn"], work.at)
    if member is not None and body["answers"]["code"] == NOTHING_TO_REPORT:
        return notebook.quiet_week(work, member, body["urn"])
    said = understood(body["answers"], body["language"], work.country)
    call = telling.Call(work.row.session, body["position"], confirmed=body["confirmed"])
    return telling.keep(work, source(work, body["urn"], member), said, call)


def _rating(work: Work, body: Body) -> Outcome:
    """A rating without its unit has nothing to stand beside: the call ended before that."""
    answers = body["answers"]
    if "authority" not in answers or "unit" not in answers:
        return Outcome("rating", "no_unit")
    core, g2 = answers.get("core"), answers.get("g2")
    score = Score(
        authority=answers["authority"],
        place=answers["unit"],
        core=int(core) if core else None,
        g2=int(g2) if g2 else None,
        complete=bool(core and (g2 or body["confirmed"])),
        session=work.row.session,
        position=body["position"],
        language=body["language"],
    )
    return Outcome("rating", rate(work, body["urn"], score) or "too_coarse")


def _contact(work: Work, body: Body) -> Outcome:
    answers, number = body["answers"], body["urn"]
    if answers.get("erase"):
        return choices.erase(work, number)
    _remember(work, body)
    if answers.get("optout"):
        member = people.member_by_number(work.conn, work.vault, number, work.at)
        return choices.leave(work, number, member, cause="menu")
    if answers.get("optin"):
        return choices.come_back(work, number, cause="menu")
    return Outcome("contact")


def _remember(work: Work, body: Body) -> None:
    """The language and the home chosen in a call; the first of them makes the phone a known one."""
    people.remember(
        work.conn,
        work.vault,
        body["urn"],
        work.at,
        language=body["language"],
        home=body["answers"].get("home"),
    )
