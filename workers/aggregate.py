"""What is counted when something is told, for a place and all above it (`indicators.md` §5.1, §6, §9)."""

from collections.abc import Iterable
from typing import Final

from core.observations import Observation
from core.periods import iso_week
from core.places import Gazetteer
from core.reports import Incident

INCIDENTS: Final = "incidents"
RECEIPT_TO_ALERT: Final = "receipt_to_alert"
ALERT_TO_ACKNOWLEDGEMENT: Final = "alert_to_acknowledgement"
ACKNOWLEDGEMENT_TO_ACTION: Final = "acknowledgement_to_act"
ALERT_TO_CLOSURE: Final = "alert_to_closure"
FALSE_TO_COUNTER: Final = "false_to_counter"


def of_incident(
    incident: Incident, reporters: Iterable[str], gazetteer: Gazetteer
) -> tuple[Observation, ...]:
    """One incident of its code and week, and each pseudonym that told it; nothing once it is false."""
    if incident.state == "false":
        return ()
    places = gazetteer.ancestors(incident.place or gazetteer.country)
    week = iso_week(incident.opened_at)
    counted = Observation(INCIDENTS, places, week, incident.code, numerator=1.0, denominator=1.0)
    told = (
        Observation(INCIDENTS, places, week, incident.code, member=each) for each in sorted(set(reporters))
    )
    return (counted, *told)


def rated_places(code: str, level: int, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The unit for which a position is rated, and its ancestors: its own level, or the next above it known.

    `level`: 3 for a position of the commune, 2 for one of the cercle. Empty when nothing so coarse is known.
    """
    units = [(unit, gazetteer.places[unit].level) for unit in gazetteer.ancestors(code)[:-1]]
    coarse = tuple(unit for unit, its_level in units if 2 <= its_level <= level)
    above = tuple(unit for unit, its_level in units if its_level < 2)
    return (*coarse, *above, gazetteer.country) if coarse else ()
