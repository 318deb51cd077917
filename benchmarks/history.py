"""A made-up history of any length, loaded straight into a database: reports, their incidents, ratings.

Seeded: the same number and seed give the same history. The incidents are only opened: what they say and all
figures are for a rebuild to find. No phone, no text; pseudonyms are random.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from benchmarks.bulk import filling
from core.country import Country
from core.periods import quarter, week_quarter
from store.database import ms
from store.tables import incidents, ratings, reports

BEGAN: Final = datetime(2024, 7, 1, tzinfo=UTC)
WEEKS: Final = 104
HOURS: Final = 168
TOLD_TOGETHER: Final = (1, 1, 1, 1, 1, 2, 2, 3, 5)
"""How many reports an incident has, each as likely as the others: two on average."""
RATED: Final = 10
"""One rating for so many reports."""
CODES: Final = ("11", "12", "13", "21", "22", "31", "32", "44", "51", "71")
ITEMS: Final = ("g3", "g4", "g5", "g6", "g9")
LANGUAGES: Final = ("fr", "bm", "taq")
PLACED: Final = ("place", "adm1", "adm2", "adm3", "lat", "lon")

INCIDENT: Final = {
    "occurred": "unknown",
    "severity": 0,
    "state": "unverified",
    "confidence": 0.0,
} | dict.fromkeys(("sources", "hearsay_only", "seen", "all_new"), 0)
REPORT: Final[dict[str, Any]] = {
    **dict.fromkeys(("kind", "intent"), "incident"),
    **dict.fromkeys(("position", "child", "displaced", "late"), 0),
    **dict.fromkeys(("accepted", "confirmed", "proven", "taxonomy_version"), 1),
    **dict.fromkeys(("language_confidence", "code_confidence"), 0.9),
    "place_reason": "",
    "method": "keyword",
    "channel": "sms",
    "why": "[]",
    "role": "public",
    "weight": 0.4,
}
RATING: Final = {"position": 0, "complete": 1, "assisted": 0, "current": 1, "channel": "africastalking"}
"""What all of them have alike."""


@dataclass(frozen=True, slots=True)
class World:
    """What chance draws from. `seats` are communes as `PLACED`; `phones`: how many speak in a quarter."""

    chance: random.Random
    seats: list[tuple[Any, ...]]
    country: Country
    phones: int

    def name(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"


def load(url: str, country: Country, n: int, seed: int) -> None:
    """Writes about n reports and n/10 ratings into a new database, in the order of time."""
    seats = [
        (each.code, each.adm1, each.adm2, each.adm3, each.lat, each.lon)
        for each in country.gazetteer.units(3)
    ]
    world = World(random.Random(seed), seats, country, max(20, n // 20))
    with filling(url, (incidents, reports, ratings)) as fill:
        for week in range(WEEKS):
            monday, many = BEGAN + week * timedelta(days=7), _share(n, week)
            events, told = _week(world, monday, many)
            fill(incidents, events)
            fill(reports, told)
            fill(ratings, [_rating(world, monday) for _ in range(_share(n // RATED, week))])


def _share(n: int, week: int) -> int:
    """Of so many, those of one week: as many in each."""
    return n * (week + 1) // WEEKS - n * week // WEEKS


def _week(world: World, monday: datetime, n: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The incidents of a week, and n reports of them."""
    events: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    while len(told) < n:
        event, hour = _incident(world, monday)
        events.append(event)
        many = min(world.chance.choice(TOLD_TOGETHER), n - len(told))
        told += (_report(world, event, monday + timedelta(hours=hour)) for _ in range(many))
    return events, told


def _incident(world: World, monday: datetime) -> tuple[dict[str, Any], int]:
    hour = world.chance.randrange(HOURS)
    at = ms(monday) + 3_600_000 * hour
    where = dict(zip(PLACED, world.chance.choice(world.seats), strict=True))
    when = {"opened_at": at, "updated_at": at, "code": world.chance.choice(CODES)}
    return {"id": world.name()} | where | when | INCIDENT, hour


def _report(world: World, of: dict[str, Any], at: datetime) -> dict[str, Any]:
    chance, id_, epoch = world.chance, world.name(), week_quarter(at)
    return {
        "id": id_,
        "inbox_id": id_,
        "incident_id": of["id"],
        "received_at": of["opened_at"],
        "code": of["code"],
        **{name: of[name] for name in PLACED},
        "contact": f"P{epoch}{chance.randrange(world.phones):012d}",
        "epoch": epoch,
        "first_seen": at.date().isoformat(),
        "operator": chance.choice(("orange", "malitel")),
        "known": chance.random() < 0.7,
        "occurred": chance.choice(("now", "today", "yesterday")),
        "basis": chance.choice(("eyewitness", "hearsay", "unknown")),
        "language": chance.choice(LANGUAGES),
        **REPORT,
    }


def _rating(world: World, monday: datetime) -> dict[str, Any]:
    chance, id_, place = world.chance, world.name(), world.chance.choice(world.seats)[0]
    at = monday + timedelta(hours=chance.randrange(HOURS))
    return {
        **dict.fromkeys(("id", "inbox_id", "session"), id_),
        "rater": f"R{id_[:25]}",
        "authority": chance.randrange(1, 8),
        "unit": place,
        "places": " ".join(world.country.gazetteer.ancestors(place)),
        "locality": f"{place}{chance.randrange(9)}",
        "period": quarter(at),
        "core": chance.randrange(1, 5),
        "g2": chance.randrange(1, 5),
        "items": f'{{"{chance.choice(ITEMS)}": {chance.randrange(1, 3)}}}',
        "language": chance.choice(LANGUAGES),
        "received_at": ms(at),
        "sex": chance.choice(("f", "m", "skip")),
        "age": chance.choice(("15", "25", "35", "55")),
        "displaced": chance.choice(("yes", "no")),
        **RATING,
    }
