"""A made-up history of any length, loaded straight into a database: reports, their incidents, ratings.

Seeded: the same number and seed give the same history. The incidents are only opened: what they say and all
figures are for a rebuild to find. No phone, no text; pseudonyms are random.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert

from core.country import Country
from core.periods import quarter, week_quarter
from core.places import Place
from store.database import Database, ms
from store.tables import incidents, ratings, reports

BEGAN: Final = datetime(2024, 7, 1, tzinfo=UTC)
WEEKS: Final = 104
BATCH: Final = 2000
TOLD_TOGETHER: Final = (1, 1, 1, 1, 1, 2, 2, 3, 5)
"""How many reports an incident has, each as likely as the others: two on average."""
RATED: Final = 10
"""One rating for so many reports."""
CODES: Final = ("11", "12", "13", "21", "22", "31", "32", "44", "51", "71")
ITEMS: Final = ("g3", "g4", "g5", "g6", "g9")


@dataclass(frozen=True, slots=True)
class World:
    """What chance draws from. `phones`: how many speak in a quarter."""

    chance: random.Random
    communes: list[Place]
    country: Country
    phones: int

    def name(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def pick(self, words: str) -> str:
        return self.chance.choice(words.split())


def load(database: Database, country: Country, n: int, seed: int) -> None:
    """Writes about n reports and n/10 ratings, in the order of time."""
    world = World(random.Random(seed), country.gazetteer.units(3), country, max(20, n // 20))
    for week in range(WEEKS):
        until, told = n * (week + 1) // WEEKS, n * week // WEEKS
        with database.write() as conn:
            for events, rows in _batches(world, BEGAN + week * timedelta(days=7), until - told):
                conn.execute(insert(incidents), events)
                conn.execute(insert(reports), rows)
            if rated := [
                _rating(world, BEGAN + week * timedelta(days=7)) for _ in range((until - told) // RATED)
            ]:
                conn.execute(insert(ratings), rated)


def _batches(world: World, monday: datetime, n: int) -> Iterator[tuple[list[Any], list[Any]]]:
    events: list[Any] = []
    rows: list[Any] = []
    for _ in range(n):
        if not rows or rows[-1]["left"] == 0:
            if len(rows) >= BATCH:
                yield events, [_bare(row) for row in rows]
                events, rows = [], []
            events.append(_incident(world, monday))
            left = world.chance.choice(TOLD_TOGETHER)
        rows.append(_report(world, events[-1]) | {"left": left - 1})
        left -= 1
    if rows:
        yield events, [_bare(row) for row in rows]


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "left"}


def _incident(world: World, monday: datetime) -> dict[str, Any]:
    place = world.chance.choice(world.communes)
    at = ms(monday + timedelta(hours=world.chance.randrange(168)))
    where = {"place": place.code, "adm1": place.adm1, "adm2": place.adm2, "adm3": place.adm3}
    nothing = {"occurred": "unknown", "severity": 0, "state": "unverified", "confidence": 0.0, "sources": 0}
    more = {"opened_at": at, "updated_at": at, "hearsay_only": False, "seen": False, "all_new": False}
    point = {"lat": place.lat, "lon": place.lon, "code": world.chance.choice(CODES)}
    return where | nothing | more | point | {"id": world.name()}


def _report(world: World, of: dict[str, Any]) -> dict[str, Any]:
    id_, at = world.name(), datetime.fromtimestamp(of["opened_at"] / 1000, UTC)
    where = {name: of[name] for name in ("place", "adm1", "adm2", "adm3", "lat", "lon", "code")}
    said = {"occurred": world.pick("now today yesterday"), "basis": world.pick("eyewitness hearsay unknown")}
    who = {
        "contact": f"P{week_quarter(at)}{world.chance.randrange(world.phones):012d}",
        "epoch": week_quarter(at),
        "operator": world.pick("orange malitel"),
        "known": world.chance.random() < 0.7,
        "role": "public",
        "weight": 0.4,
        "first_seen": at.date().isoformat(),
    }
    kept = {"id": id_, "inbox_id": id_, "incident_id": of["id"], "received_at": of["opened_at"]}
    read = {"kind": "incident", "intent": "incident", "method": "keyword", "accepted": True, "channel": "sms"}
    sure = {"language": world.pick("fr bm taq"), "language_confidence": 0.9, "code_confidence": 0.9}
    return where | said | who | kept | read | sure


def _rating(world: World, monday: datetime) -> dict[str, Any]:
    place, id_ = world.chance.choice(world.communes), world.name()
    at = monday + timedelta(hours=world.chance.randrange(168))
    answers = {"core": world.chance.randrange(1, 5), "g2": world.chance.randrange(1, 5)}
    who = {"sex": world.pick("f m skip"), "age": world.pick("15 25 35 55"), "displaced": world.pick("yes no")}
    places = " ".join(world.country.gazetteer.ancestors(place.code))
    return (
        answers
        | who
        | {
            "id": id_,
            "inbox_id": id_,
            "session": id_,
            "rater": f"R{id_[:25]}",
            "authority": world.chance.randrange(1, 8),
            "unit": place.code,
            "places": places,
            "locality": f"{place.code}{world.chance.randrange(9)}",
            "period": quarter(at),
            "items": f'{{"{world.chance.choice(ITEMS)}": {world.chance.randrange(1, 3)}}}',
            "complete": True,
            "current": True,
            "channel": "africastalking",
            "language": world.pick("fr bm taq"),
            "received_at": ms(at),
        }
    )
