"""Rumours: the log that people keep, and what a named person has said against them (`alerts.md` §11).

A counter-message goes to relays, by day, and into the bulletin for the radio; never to whoever had told it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.languages import Say
from core.periods import iso_week
from core.reasons import CHANNELS, COUNTER, ENDS, ENGAGEMENTS, RISKS
from core.referrals import coarse
from core.reports import Incident
from core.text import septets
from gateway.costs import relays
from store import figures, incidents, relayed, rumours, switches
from workers import verdicts
from workers.aggregate import FALSE_TO_COUNTER
from workers.referrals import DONE, REFUSED, Ask, is_mine, judge
from workers.staffwords import checked_words
from workers.subjects import case_of
from workers.work import Body, Outcome, Work

RUMOUR: Final = "44"
COORDINATORS: Final = frozenset({"regional", "national"})
SMS: Final = 160
KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "channel": CHANNELS,
    "risk": RISKS,
    "engagement": ENGAGEMENTS,
    "outcome": ENDS,
}
"""What the log asks, and the words it knows."""


def log(work: Work, body: Body) -> Outcome:
    """RUMOUR: what a person says of it, field by field; what they leave out stays."""
    incident = _rumour(work, body)
    if incident is None:
        return Outcome(REFUSED, "unknown")
    said = {name: str(body[name]) for name in KNOWN if body.get(name)}
    if not said or any(value not in KNOWN[name] for name, value in said.items()):
        return Outcome(REFUSED, "not_an_entry")
    rumours.begin(work.conn, incident, coarse(incident))
    rumours.log(work.conn, incident.id, body["account"], **said)
    verdicts.note(work, judge(body), "log_rumour", incident.id)
    return Outcome(DONE, "RUMOUR")


def counter(work: Work, body: Body) -> Outcome:
    """COUNTER: a coordinator says what is true, and why it must be said; kept, and on its way to relays.

    What was said of it before is not said again.
    """
    incident, text, why = _rumour(work, body), str(body.get("text") or "").strip(), str(body.get("why"))
    if incident is None or body["role"] not in COORDINATORS:
        return Outcome(REFUSED, "unknown")
    if why not in COUNTER:
        return Outcome(REFUSED, "reason_unsaid")
    if switches.is_closed(work.conn, incident.adm2):
        return Outcome(REFUSED, "switch_on")
    place = coarse(incident) or work.country.gazetteer.country
    if fault := checked_words(work, text, room(work.house.say), incident.id, place):
        return Outcome(REFUSED, fault)
    if text in {said.text for said in rumours.counters(work.conn, incident.id)}:
        return Outcome(REFUSED, "said_already")
    rumours.begin(work.conn, incident, place)
    _measure(work, incident)
    by = replace(judge(body), reason=why)
    said = rumours.counter(work.conn, incident.id, place=place, text=text, why=why, by=by.id, at=work.at)
    _send(work, incident, f"counter:{said.id}", f"{head(work.house.say)} {text}")
    verdicts.note(work, by, "counter", said.id)
    return Outcome(DONE, "COUNTER")


VERBS: Final[Mapping[str, Ask]] = {"RUMOUR": log, "COUNTER": counter}


def head(say: Say) -> str:
    """What stands before a counter-message."""
    return say.sentence("Rumeur démentie:", "fr")


def room(say: Say) -> int:
    """The septets of a counter-message: one SMS with its head."""
    return SMS - septets(head(say)) - 1


def _rumour(work: Work, body: Body) -> Incident | None:
    """An incident that was found false, or that tells of a rumour, in the areas of who asks."""
    incident = incidents.get(work.conn, str(body.get("incident")))
    if incident is None or not (incident.state == "false" or incident.code == RUMOUR):
        return None
    return incident if is_mine(work, body, case_of(work, incident)) else None


def _measure(work: Work, incident: Incident) -> None:
    """E6: seconds from the verdict FAUX to the first counter-message, once (P27)."""
    known = rumours.get(work.conn, incident.id)
    if known is None or known.false_at is None or known.counters:
        return
    seconds = max(0.0, (work.at - known.false_at).total_seconds())
    place = incident.adm2 or incident.adm1 or work.country.gazetteer.country
    figures.duration(work.conn, FALSE_TO_COUNTER, incident.id, place, iso_week(known.false_at), seconds)


def _send(work: Work, incident: Incident, cause: str, text: str) -> None:
    """To the relays of the cercle, its region and the country."""
    places = (incident.adm2, incident.adm1, work.country.gazetteer.country)
    to_relays(work, places, cause, text)


def to_relays(work: Work, places: tuple[str | None, ...], cause: str, text: str) -> None:
    """One text for every relay of these places whom an SMS may reach, by day and in their windows."""
    for member in relays(work.house, work.conn, places):
        relayed.add(work.conn, cause, member.id, text, work.at)
