"""What of an event may leave the circle of monitors: how coarse, how late (`standards.md` §1, P61, P66)."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from core.disclosure import at_least
from core.places import Gazetteer
from core.reports import Incident
from core.taxonomy import Taxonomy
from gateway.feeds.csvtable import Row, columns

COLUMNS = columns(
    "event_id,date_reported,date_occurred,code,type_en,type_fr,group_code,acled_candidate,severity,country,"
    "adm1_code,adm1_name,adm2_code,adm2_name,adm3_code,adm3_name,lat,lon,geo_precision,verification,confidence,"
    "sources,killed,injured,displaced,channel,language,date_updated",
    "#event+id,#date+reported,#date+occurred,#event+code,#event+type+en,#event+type+fr,#event+group+code,"
    "#event+type+acled,#severity+num,#country+code,#adm1+code,#adm1+name,#adm2+code,#adm2+name,#adm3+code,"
    "#adm3+name,#geo+lat,#geo+lon,#geo+precision,#status+verification,#meta+confidence,#meta+sources+num,"
    "#affected+killed,#affected+injured,#affected+displaced,#meta+channel,#meta+language,#date+updated",
    dict.fromkeys(("severity", "confidence", "sources", "killed", "injured", "displaced"))
    | {"lat": 5, "lon": 5},
)
NEVER = frozenset({"61", "62", "00"})
GRAVE_GROUPS = frozenset({"1", "4"})
GRAVE_CODES = frozenset({"52"})
GRAVE_DELAY = timedelta(hours=72)
DELAY = timedelta(hours=24)
MOST_PLACES = 2_048
"""Units whose part of a row is kept: more than a country has (a file goes through them again and again)."""
_DAYS_BACK = {"now": 0, "today": 0, "yesterday": 1}


def is_grave(incident: Incident) -> bool:
    """Severity 3 and 4, attacks, clashes and abuses of authority: cercle and 72 h."""
    return incident.severity >= 3 or incident.code[0] in GRAVE_GROUPS or incident.code in GRAVE_CODES


def is_public(incident: Incident, released_at: datetime | None, now: datetime) -> bool:
    """Whether somebody outside the circle of monitors may read it by now."""
    if released_at is None or incident.code in NEVER or incident.state == "false":
        return False
    if not is_grave(incident):
        return now >= released_at + DELAY
    return now >= released_at + GRAVE_DELAY and now >= incident.opened_at + GRAVE_DELAY


def row(incident: Incident, gazetteer: Gazetteer, taxonomy: Taxonomy, country: str, *, own_area: bool) -> Row:
    """One line of the feed. In their own area monitors see the commune at once, and exact counts."""
    coarse = is_grave(incident) and not own_area
    category = taxonomy.get(incident.code)
    label = category.label if category else {}
    return {
        "event_id": incident.id,
        "date_reported": incident.opened_at.date().isoformat(),
        "date_occurred": _occurred(incident),
        "code": incident.code,
        "type_en": label.get("en"),
        "type_fr": label.get("fr"),
        "group_code": incident.code[0],
        "acled_candidate": acled(incident, taxonomy),
        "severity": incident.severity,
        "country": country,
        **_where(gazetteer, incident.adm1, incident.adm2, None if coarse else incident.adm3),
        "verification": incident.state,
        "confidence": round(incident.confidence, 4) if own_area else band(incident.confidence),
        "sources": incident.sources if own_area else at_least(incident.sources),
        "killed": incident.killed,
        "injured": incident.injured,
        "displaced": None,
        "channel": None,
        "language": None,
        "date_updated": incident.updated_at.date().isoformat(),
    }


def band(confidence: float) -> float:
    """0.2, 0.4, 0.6 or 0.8: the exact value tells who the sources were."""
    fifths = round(confidence * 10_000) // 2_000
    return max(1, min(4, fifths)) / 5


def acled(incident: Incident, taxonomy: Taxonomy) -> str | None:
    """The sub-event under which the row would be exported: verified, exact, no condition to be recorded."""
    category = taxonomy.get(incident.code)
    mapped = category.maps.get("acled") if category else None
    if incident.state != "verified" or not mapped or mapped.get("quality") != "exact":
        return None
    return str(mapped["sub_event"])


def _occurred(incident: Incident) -> str | None:
    back = _DAYS_BACK.get(incident.occurred)
    day: date | None = None if back is None else incident.opened_at.date() - timedelta(days=back)
    return day.isoformat() if day else None


@lru_cache(MOST_PLACES)
def _where(gazetteer: Gazetteer, *codes: str | None) -> Row:
    """The units down to the finest that may be told, and the seat of that one: never a finer point."""
    places = [gazetteer.get(code) if code else None for code in codes]
    finest = next((place for place in reversed(places) if place), None)
    named = {
        f"adm{level}_{part}": value
        for level, (code, place) in enumerate(zip(codes, places, strict=True), start=1)
        for part, value in (("code", code), ("name", place.name if place else None))
    }
    return named | {
        "lat": round(finest.lat, 5) if finest else None,
        "lon": round(finest.lon, 5) if finest else None,
        "geo_precision": ("region", "cercle", "commune")[finest.level - 1] if finest else None,
        "region_2023": finest.region_2023 if finest else None,
    }
