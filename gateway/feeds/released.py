"""What of an event may leave the circle of monitors: how coarse, how late (`standards.md` §1, P61, P66)."""

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any, Final

from core.country import Country
from core.disclosure import at_least
from core.places import Gazetteer
from core.taxonomy import Taxonomy
from gateway.feeds.csvtable import Row, columns
from gateway.feeds.pieces import Cut, Piece, merged
from store.database import EPOCH
from store.eventstream import DAY, Event

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
HOUR: Final = 3_600_000
GRAVE_DELAY: Final = 72 * HOUR
DELAY: Final = 24 * HOUR
"""In milliseconds, as all moments here."""
MOST_ALIKE: Final = 4_096
"""Pieces of rows that are kept of each kind: there are fewer units and days (a file meets them again and
again).
"""
FIRST: Final = COLUMNS[0].name
_DAYS_BACK = {"now": 0, "today": 0, "yesterday": 1}


def is_grave(event: Event) -> bool:
    """Severity 3 and 4, attacks, clashes and abuses of authority: cercle and 72 h."""
    return event.severity >= 3 or event.code[0] in GRAVE_GROUPS or event.code in GRAVE_CODES


def is_public(event: Event, now: int) -> bool:
    """Whether somebody outside the circle of monitors may read it by now."""
    if event.released_at is None or event.code in NEVER or event.state == "false":
        return False
    if not is_grave(event):
        return now >= event.released_at + DELAY
    return now >= max(event.released_at, event.opened_at) + GRAVE_DELAY


def row(event: Event, country: Country, *, own_area: bool) -> Row:
    """One line of the feed. In their own area monitors see the commune at once, and exact counts."""
    return merged(FIRST, cutter(country)(event, own_area))


def cutter(country: Country) -> Callable[[Event, bool], Cut]:
    """What cuts the rows of one file into the pieces that they share; told whether its area is their own."""
    where = country.gazetteer
    what = lru_cache(MOST_ALIKE)(partial(_what, country.taxonomy, country.code.upper()))

    def cut(event: Event, own_area: bool) -> Cut:
        id_, code, severity, adm1, adm2, adm3, occurred, state, *counts, opened, updated, _ = event
        coarse = is_grave(event) and not own_area
        return id_, (
            _when(opened // DAY, occurred),
            what(code, severity, state),
            _where(where, adm1, adm2, None if coarse else adm3),
            _how(own_area, state, *counts),
            _until(updated // DAY),
        )

    return cut


def _what(taxonomy: Taxonomy, country: str, code: str, severity: int, state: str) -> Piece:
    category = taxonomy.get(code)
    label = category.label if category else {}
    return Piece(
        {
            "code": code,
            "type_en": label.get("en"),
            "type_fr": label.get("fr"),
            "group_code": code[0],
            "acled_candidate": acled(code, state, taxonomy),
            "severity": severity,
            "country": country,
        }
    )


@lru_cache(MOST_ALIKE)
def _how(
    own_area: bool, state: str, confidence: float, sources: int, killed: int | None, injured: int | None
) -> Piece:
    return Piece(
        {
            "verification": state,
            "confidence": round(confidence, 4) if own_area else band(confidence),
            "sources": sources if own_area else at_least(sources),
            "killed": killed,
            "injured": injured,
            "displaced": None,
            "channel": None,
            "language": None,
        }
    )


def band(confidence: float) -> float:
    """0.2, 0.4, 0.6 or 0.8: the exact value tells who the sources were."""
    fifths = round(confidence * 10_000) // 2_000
    return max(1, min(4, fifths)) / 5


def acled(code: str, state: str, taxonomy: Taxonomy) -> str | None:
    """The sub-event under which the row would be exported: verified, exact, no condition to be recorded."""
    category = taxonomy.get(code)
    mapped = category.maps.get("acled") if category else None
    if state != "verified" or not mapped or mapped.get("quality") != "exact":
        return None
    return str(mapped["sub_event"])


@lru_cache(MOST_ALIKE)
def _when(opened: int, occurred: str) -> Piece:
    """The days are counted from 1970, as those of `_until`."""
    back = _DAYS_BACK.get(occurred)
    day = None if back is None else _day(opened - back)
    return Piece({"date_reported": _day(opened), "date_occurred": day})


@lru_cache(MOST_ALIKE)
def _until(updated: int) -> Piece:
    return Piece({"date_updated": _day(updated)})


def _day(number: int) -> str:
    return (EPOCH + timedelta(days=number)).date().isoformat()


@lru_cache(MOST_ALIKE)
def _where(gazetteer: Gazetteer, *codes: str | None) -> Piece:
    """The units down to the finest that may be told, and the seat of that one: never a finer point."""
    places = [gazetteer.get(code) if code else None for code in codes]
    finest = next((place for place in reversed(places) if place), None)
    named: dict[str, Any] = {
        f"adm{level}_{part}": value
        for level, (code, place) in enumerate(zip(codes, places, strict=True), start=1)
        for part, value in (("code", code), ("name", place.name if place else None))
    }
    named |= {
        "lat": round(finest.lat, 5) if finest else None,
        "lon": round(finest.lon, 5) if finest else None,
        "geo_precision": ("region", "cercle", "commune")[finest.level - 1] if finest else None,
        "region_2023": finest.region_2023 if finest else None,
    }
    return Piece(named)
