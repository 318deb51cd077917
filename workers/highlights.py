"""APPROVE_HIGHLIGHTS: a named person lets the highlights of a week go, as read (`standards.md` §7)."""

from collections.abc import Mapping
from typing import Final

from core.disclosure import is_open
from core.periods import bounds
from gateway.highlights.facts import HeldBack, facts
from store import highlights
from workers import verdicts
from workers.referrals import DONE, REFUSED, Ask, judge
from workers.rumours import COORDINATORS
from workers.work import Body, Outcome, Work

VERB: Final = "APPROVE_HIGHLIGHTS"


def approve(work: Work, body: Body) -> Outcome:
    """By a coordinator of the whole country, three days after the week's end (P62), and once.

    The facts are taken from the store anew; when they are not those that were read, they are read again.
    """
    week, country = str(body.get("week")), work.country.gazetteer.country
    if body["role"] not in COORDINATORS or country not in tuple(body.get("areas") or ()):
        return Outcome(REFUSED, "not_yours")
    if not _is_over(week, work):
        return Outcome(REFUSED, "not_yet")
    try:
        told = facts(work.house, week)
    except HeldBack:
        return Outcome(REFUSED, "held_back")
    if highlights.mark_of(told) != body.get("mark"):
        return Outcome(REFUSED, "changed")
    by = judge(body)
    if not highlights.approve(work.conn, week, told, by.id, work.at):
        return Outcome(REFUSED, "approved_already")
    verdicts.note(work, by, "approve_highlights", week)
    return Outcome(DONE, VERB)


VERBS: Final[Mapping[str, Ask]] = {VERB: approve}


def _is_over(week: str, work: Work) -> bool:
    try:
        bounds(week)
    except ValueError:
        return False
    return "-W" in week and is_open(week, "public", work.at)
