"""What a person asks of incidents in the console: two are one, one is two, a flood does not count.

Under the same rules as a verdict: within one's areas, and never about an authority one is tied to (P47). To
set a flood aside is a coordinator's.
"""

from collections.abc import Callable, Mapping
from typing import Final

from core.reports import Incident
from store import floods, incidents, offices
from store.floods import Flood
from workers import asides, genuine, joining
from workers.notify import concerns
from workers.sources import own_words
from workers.verdicts import Judge
from workers.work import Body, Outcome, Work

DONE: Final = "command"
REFUSED: Final = "refused"
COORDINATORS: Final = frozenset({"regional", "national"})


def merge(work: Work, body: Body) -> Outcome:
    """MERGE: `incident` and `other` are one event."""
    one, other = _incident(work, body, "incident"), _incident(work, body, "other")
    if one and other and _verifies_own(work, body, one, other):
        return Outcome(REFUSED, "own_report")
    done = one and other and joining.merge(work, _judge(body), one, other)
    return _outcome(body, bool(done))


def _verifies_own(work: Work, body: Body, *two: Incident) -> bool:
    """Whether by a merge somebody would verify what they have told of: another person does that (§5.2)."""
    member = offices.member_of(work.conn, body["account"])
    undecided = [one for one in two if one.state != "verified"]
    return len(undecided) < len(two) and any(any(own_words(work, member, one)) for one in undecided)


def split(work: Work, body: Body) -> Outcome:
    """SPLIT: these `sources` of an incident tell of another event; or what `merged` had brought does."""
    incident = _incident(work, body, "incident")
    if incident is None:
        return _outcome(body, done=False)
    if body.get("merged"):
        gone = _incident(work, body, "merged")
        return _outcome(body, bool(gone and joining.unmerge(work, _judge(body), incident, gone)))
    chosen = [str(each) for each in body.get("sources") or ()]
    return _outcome(body, bool(joining.part(work, _judge(body), incident, chosen)))


def set_aside(work: Work, body: Body) -> Outcome:
    """SET_ASIDE: nothing that a suspect flood has told counts."""
    flood = _flood(work, body)
    return _outcome(body, flood is not None and asides.set_aside(work, _judge(body), flood))


def take_back(work: Work, body: Body) -> Outcome:
    """TAKE_BACK: everything is as if the flood had never been set aside."""
    flood = _flood(work, body)
    return _outcome(body, flood is not None and asides.take_back(work, _judge(body), flood))


def clear(work: Work, body: Body) -> Outcome:
    """NOT_FLOOD: many people have told the same, and what they told counts."""
    flood = _flood(work, body)
    return _outcome(body, flood is not None and genuine.clear(work, _judge(body), flood))


VERBS: Final[Mapping[str, Callable[[Work, Body], Outcome]]] = {
    "MERGE": merge,
    "SPLIT": split,
    "SET_ASIDE": set_aside,
    "TAKE_BACK": take_back,
    "NOT_FLOOD": clear,
}


def _outcome(body: Body, done: bool) -> Outcome:
    return Outcome(DONE, body["verb"]) if done else Outcome(REFUSED, "not_possible")


def _judge(body: Body) -> Judge:
    return Judge(body["account"], body["role"], reason=str(body.get("reason") or ""))


def _flood(work: Work, body: Body) -> Flood | None:
    """A suspect flood of the areas of a coordinator; of nobody else's."""
    flood = floods.get(work.conn, str(body.get("flood")))
    if flood is None or body["role"] not in COORDINATORS:
        return None
    return flood if mine(work, body, flood.incident) else None


def _incident(work: Work, body: Body, name: str) -> Incident | None:
    return mine(work, body, str(body.get(name)))


def mine(work: Work, body: Body, incident_id: str) -> Incident | None:
    """An incident of the account's areas that it is no party to."""
    found, areas = incidents.get(work.conn, incident_id), body.get("areas") or ()
    member = offices.member_of(work.conn, body["account"])
    if found is None or (member is not None and concerns(found, member)):
        return None
    inside = (found.adm2, found.adm1, work.country.gazetteer.country)
    return found if any(place in areas for place in inside if place) else None
