"""A person asks the relays of a place for news of it: one neutral text, by day, to a few (`alerts.md` §6).

It names no event, no category and no place: what a relay answers comes in like any report, and is weighed as
one. No rule asks; whoever does stands in the audit.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from core.contacts import Member
from core.reports import Incident
from store import relayed, roster, switches
from workers import verdicts
from workers.remaking import mine
from workers.sources import own_words
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

VERB: Final = "ASK"
DONE: Final = "command"
REFUSED: Final = "refused"
MOST: Final = 3
TEXT: Final = (
    "Avez-vous des nouvelles de votre zone? Repondez par un code et la commune (22 ANSONGO), ou RAS."
)
ROLES: Final = frozenset({"verifier", "regional", "national"})


def ask(work: Work, body: Body) -> Outcome:
    """ASK: at most three relays of the cercle of `incident`, each once for it."""
    incident = mine(work, body, str(body.get("incident"))) if body["role"] in ROLES else None
    if incident is None or switches.is_closed(work.conn, incident.adm2):
        return Outcome(REFUSED, "unknown")
    cause = f"ask:{incident.id}"
    asked = list(islice(_relays(work, incident), MOST))
    if not asked:
        return Outcome(REFUSED, "no_relay")
    fresh = [relayed.add(work.conn, cause, each.id, TEXT, work.at) for each in asked]
    if any(fresh):
        verdicts.note(work, Judge(body["account"], body["role"]), "relays_asked", incident.id)
    return Outcome(DONE, VERB)


def _relays(work: Work, incident: Incident) -> Iterator[Member]:
    """Who serves there, has a phone, is not on leave, told nothing of it, and is no party to it (P47)."""
    places = (incident.adm1, incident.adm2, incident.adm3)
    for each in roster.members(work.conn):
        serves = each.is_("relay") and each.has_phone and each.serves(incident.adm2)
        free = serves and not each.away(work.at.date()) and not each.is_party(incident.code, places)
        if free and not any(own_words(work, each, incident)):
            yield each


VERBS: Final[Mapping[str, Callable[[Work, Body], Outcome]]] = {VERB: ask}
