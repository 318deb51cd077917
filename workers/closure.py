"""What comes from a cercle whose switch is on: a counter by cercle, category group and day, and nothing else
(P71). What is asked and shown stays the same.
"""

from collections.abc import Mapping
from typing import Final

from core.periods import day
from core.reports import Located
from core.taxonomy import OTHER
from store import copies, figures, inbox, switches
from store.withdrawal import withdraw_session
from workers import events
from workers.work import Outcome, Work

RATING: Final = "rating"
COUNTER: Final = "off"


def shut(work: Work, place: Located | None) -> str | None:
    """The cercle of a place, where its switch is on."""
    cercle = place.adm2 if place else None
    return cercle if switches.is_closed(work.conn, cercle) else None


def of_home(work: Work, home: str | None) -> str | None:
    """The same of where a phone is at home: what names no place speaks of there."""
    return shut(work, work.country.gazetteer.located(home)) if home else None


def of_answers(work: Work, answers: Mapping[str, str]) -> str | None:
    """The same of what a call has told so far."""
    code = answers.get("place") or answers.get("unit")
    return shut(work, work.country.gazetteer.located(code)) if code else None


def group_of(code: str | None) -> str:
    return (code or OTHER)[0]


def keep_out(work: Work, cercle: str, group: str, session: str | None = None) -> Outcome:
    """Counts it, a call once, and forgets it, with what the same call had told before it named the place."""
    if session is None or switches.counts_once(work.conn, work.vault, session, work.at):
        figures.count(work.conn, f"{COUNTER}:{group}", cercle, day(work.at))
    letter = inbox.reopened(work.conn, work.vault, work.row.id)
    if letter.get("urn"):
        copies.forget_number(work.conn, work.vault, work.row.id, letter["urn"], letter.get("text", ""))
    inbox.blank(work.conn, work.row.id)
    if session is not None:
        _withdraw(work, session)
    return Outcome("kept")


def _withdraw(work: Work, session: str) -> None:
    switches.blank_session(work.conn, session)
    withdrawn = withdraw_session(work.conn, session)
    if withdrawn is not None and withdrawn.incident_id:
        events.tell_without(work, withdrawn.incident_id)
