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
from workers.credence import FIRST_HAND, Telling, confidence, independent, source_worth

__all__ = ["OPEN", "Telling", "confidence", "join", "kilometres", "merge", "opened"]

OPEN: frozenset[State] = frozenset({"unverified", "corroborated", "verified"})
RECENT_FIRST: tuple[Occurred, ...] = ("now", "today", "yesterday", "earlier", "unknown")
EARTH_KM = 6371.0088


def join(told: Telling, open_incidents: Sequence[Incident], rules: AlertRules) -> Incident | None:
    """The open incident that a report belongs to, or None when it opens one of its own.

    A report known only to its cercle joins when exactly one fits; of several, the one that is itself known
    only to the cercle.
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
    )


def merge(incident: Incident, tellings: Sequence[Telling], taxonomy: Taxonomy, rules: AlertRules) -> Incident:
    """The incident as all its reports tell it: code, facts, severity, confidence, state.

    A verdict stays, and no rule falls back from corroborated to unverified.
    """
    sources = independent(tellings)
    conf = confidence(source_worth(source, rules) for source in sources)
    believed = conf >= rules.corroborated_at and len(sources) >= rules.corroborated_sources
    merged = replace(
        incident,
        code=_code(sources, taxonomy, rules),
        occurred=min((told.occurred for told in tellings), key=RECENT_FIRST.index),
        killed=_largest([(told, told.killed) for told in tellings]),
        injured=_largest([(told, told.injured) for told in tellings]),
        hearsay_only=all(told.basis == "hearsay" for told in tellings),
        seen=any(told.basis in FIRST_HAND for told in tellings),
        all_new=all(told.new_phone for told in tellings),
        confidence=conf,
        sources=len(sources),
        state="corroborated" if believed and incident.state == "unverified" else incident.state,
    )
    return replace(merged, severity=_severity(merged, tellings, taxonomy))


def _severity(incident: Incident, tellings: Sequence[Telling], taxonomy: Taxonomy) -> int:
    found = severity(
        taxonomy.categories[incident.code],
        occurred=incident.occurred,
        killed=incident.killed,
        injured=incident.injured,
        hearsay_only=incident.hearsay_only,
        displaced=any(told.displaced for told in tellings),
        child=any(told.child for told in tellings),
    )
    return found or 0


def _code(sources: Sequence[Sequence[Telling]], taxonomy: Taxonomy, rules: AlertRules) -> str:
    """The code with the largest Σ r·d over the sources, then the higher default severity."""
    weights: dict[str, float] = {}
    for source in sources:
        for code in {told.code for told in source}:
            spoken = [told for told in source if told.code == code]
            weights[code] = weights.get(code, 0.0) + source_worth(spoken, rules)
    return max(sorted(weights), key=lambda code: (round(weights[code], 6), _default(code, taxonomy)))


def _default(code: str, taxonomy: Taxonomy) -> int:
    return taxonomy.categories[code].severity or 0


def _largest(told: Sequence[tuple[Telling, int | None]]) -> int | None:
    """The largest number a witness gave; that of others where no witness did, hearsay last of all."""
    by_rank: dict[int, list[int]] = {0: [], 1: [], 2: []}
    for telling, number in told:
        if number is not None:
            by_rank[_rank(telling)].append(number)
    return next((max(numbers) for numbers in by_rank.values() if numbers), None)


def _rank(told: Telling) -> int:
    if told.basis in FIRST_HAND or (told.basis == "unknown" and told.trained):
        return 0
    return 1 if told.basis == "unknown" else 2
