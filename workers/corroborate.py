"""Which reports are of one event, and what they say of it together (`alerts.md` §6).

Windows count whole hours, so that a rebuild after the minutes are gone makes the same incidents.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.periods import hour_of
from core.reports import Incident, Located, Occurred, State
from core.rules import AlertRules
from core.taxonomy import OTHER, Taxonomy, severity
from workers.credence import Telling, confidence
from workers.tally import Tally, total, under, weights, worths

__all__ = ["OPEN", "Telling", "box", "confidence", "join", "kilometres", "merge", "merged", "opened"]

OPEN: frozenset[State] = frozenset({"unverified", "corroborated", "verified"})
RECENT_FIRST: tuple[Occurred, ...] = ("now", "today", "yesterday", "earlier", "unknown")
EARTH_KM = 6371.0088


def join(told: Telling, open_incidents: Sequence[Incident], rules: AlertRules) -> Incident | None:
    """The open incident that a report belongs to, or None when it opens one of its own.

    A report known only to its cercle joins when exactly one fits; of several, the one that is itself known
    only to the cercle. What bears a date of more than a day before is of no event of now (`alerts.md` §7).
    """
    if told.place is None or told.code == OTHER:
        return None
    alike = [incident for incident in open_incidents if _same_kind(told, incident, rules)]
    if told.place.code == told.place.adm2:
        alike = [incident for incident in alike if incident.adm2 == told.place.adm2]
        vague = [incident for incident in alike if incident.place == incident.adm2]
        return next((found[0] for found in (alike, vague) if len(found) == 1), None)
    near = [(_far(told.place, incident), incident.id, incident) for incident in alike]
    within = [found for found in near if found[0] <= rules.radius_km]
    return min(within)[2] if within else None


def _same_kind(told: Telling, incident: Incident, rules: AlertRules) -> bool:
    apart = abs(hour_of(told.received_at) - hour_of(incident.opened_at))
    return (
        incident.state in OPEN
        and incident.code[0] == told.code[0]
        and incident.code != OTHER
        and incident.late == told.late
        and apart <= timedelta(hours=rules.corroboration_hours)
    )


def _far(place: Located, incident: Incident) -> float:
    """Kilometres, 0 within one commune; infinite from an event known only to its cercle or region."""
    if incident.place in {None, incident.adm1, incident.adm2} or place.adm2 is None:
        return math.inf
    if place.adm3 is not None and place.adm3 == incident.adm3:
        return 0.0
    if incident.lat is None or incident.lon is None:
        return math.inf
    return kilometres(place.lat, place.lon, incident.lat, incident.lon)


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance (haversine) of two points in degrees."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def box(place: Located, km: float) -> tuple[float, float, float, float]:
    """South, north, west, east in degrees: all that may lie within so many kilometres, and a little more."""
    high = math.degrees(1.01 * km / EARTH_KM)
    wide = high / max(math.cos(math.radians(place.lat)), 0.01)
    return place.lat - high, place.lat + high, place.lon - wide, place.lon + wide


def opened(id_: str, told: Telling) -> Incident:
    """A new incident with nothing but where and when; `merge` says the rest."""
    place = told.place
    return Incident(
        id=id_,
        code=told.code,
        severity=0,
        adm1=place.adm1 if place else None,
        adm2=place.adm2 if place else None,
        adm3=place.adm3 if place else None,
        place=place.code if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        occurred="unknown",
        state="unverified",
        confidence=0.0,
        sources=0,
        opened_at=told.received_at,
        updated_at=told.received_at,
        late=told.late,
    )


def merge(incident: Incident, tellings: Sequence[Telling], taxonomy: Taxonomy, rules: AlertRules) -> Incident:
    """The incident as all these reports tell it."""
    return merged(incident, total(tellings, rules), taxonomy, rules)


def merged(incident: Incident, tally: Tally, taxonomy: Taxonomy, rules: AlertRules) -> Incident:
    """The incident as all its reports tell it: code, facts, severity, confidence, state.

    A verdict stays, and no rule falls back from corroborated to unverified.
    """
    sources = worths(tally, rules)
    count, conf = sum(sources.values()), confidence(sources)
    believed = conf >= rules.corroborated_at and count >= rules.corroborated_sources
    told = replace(
        incident,
        code=_code(tally, taxonomy, rules),
        occurred=_occurred(tally),
        killed=_largest(tally, "killed"),
        injured=_largest(tally, "injured"),
        hearsay_only=tally["hearsay"] == tally["told"],
        seen=tally["seen"] > 0,
        all_new=tally["new"] == tally["told"],
        late=tally["late"] == tally["told"],
        confidence=conf,
        sources=count,
        state="corroborated" if believed and incident.state == "unverified" else incident.state,
    )
    return replace(told, severity=_severity(told, tally, taxonomy))


def _severity(incident: Incident, tally: Tally, taxonomy: Taxonomy) -> int:
    found = severity(
        taxonomy.categories[incident.code],
        occurred=incident.occurred,
        killed=incident.killed,
        injured=incident.injured,
        hearsay_only=incident.hearsay_only,
        displaced=tally["displaced"] > 0,
        child=tally["child"] > 0,
    )
    return found or 0


def _code(tally: Tally, taxonomy: Taxonomy, rules: AlertRules) -> str:
    """The code with the largest Σ r·d over the sources, then the higher default severity."""
    found = weights(tally, rules)
    return max(sorted(found), key=lambda code: (round(found[code], 6), _default(code, taxonomy)))


def _default(code: str, taxonomy: Taxonomy) -> int:
    return taxonomy.categories[code].severity or 0


def _occurred(tally: Tally) -> Occurred:
    said = {when for (when,), _ in under(tally, "occurred")}
    return next(when for when in RECENT_FIRST if when in said)


def _largest(tally: Tally, what: str) -> int | None:
    """The largest number a witness gave; that of others where no witness did, hearsay last of all."""
    numbers = [(-int(rank), int(number)) for (rank, number), _ in under(tally, what)]
    return max(numbers)[1] if numbers else None
