"""Small makers of what the stages are handed: reports, incidents, people on the roster."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from core.reports import Incident, Located
from workers.credence import Telling

NOON = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
TODAY = "2026-07-14"
ANSONGO = Located("ML0701", "Ansongo", 2, "ML07", "ML0701", None, 15.66, 0.50)
BARA = Located("ML070102", "Bara", 3, "ML07", "ML0701", "ML070102", 15.80, 0.30)
WEIGHTS = {"monitor": 0.90, "relay": 0.60, "known": 0.35, "new": 0.25}


def tells(who: str, kind: str = "new", **told: Any) -> Telling:
    """A report of `11` at Ansongo, seen, at noon. `who` names the phone, its operator and its first day."""
    role = kind if kind in {"monitor", "relay"} else "public"
    facts: dict[str, Any] = {
        "operator": f"operator of {who}",
        "first_seen": TODAY,
        "received_at": NOON,
        "code": "11",
        "place": ANSONGO,
        "basis": "eyewitness",
    }
    return Telling(who, who, role, kind == "known", weight=WEIGHTS[kind], **(facts | told))


def event(**told: Any) -> Incident:
    """An open incident `11` of Ansongo, one source, since noon."""
    plain = Incident(
        "i1",
        "11",
        4,
        "ML07",
        "ML0701",
        None,
        "ML0701",
        15.66,
        0.50,
        "today",
        "unverified",
        0.6,
        1,
        NOON,
        NOON,
    )
    return replace(plain, **told)


def village_of(place: Located, code: str, lat: float, lon: float) -> Located:
    return replace(place, code=code, name=code, level=4, lat=lat, lon=lon)
