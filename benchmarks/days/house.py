"""A house of the simulation: the real feed over a real store, with every figure that may hold a row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from core.census import totals
from core.countryfiles import read_indicators
from core.places import Gazetteer
from store import commitments
from store.database import open_database
from store.keys import create_keys
from tests.gateway.rooms import Doors, Room, room

PROMISES: Final = ("C1", "C2", "C3", "C4")
REGION: Final = "ML07"
OTHER: Final = "ML06"
PEOPLE: Final = 50_000
"""Women, and as many men, of every region and cercle: a census of nobody, for rates and weights."""


def house(folder: Path, first: datetime) -> Room:
    """An empty one, with commitments. Exercises apart (E10), no indicator is left out, nor is P1."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    database = open_database(f"sqlite:///{data}/lasomi.db", data)
    database.upgrade()
    made = room(database, create_keys(folder / "keys" / "keys", first), data)
    with database.write() as conn:
        _promise(conn, first)
    country = made.house.country
    units = [each.code for level in (1, 2) for each in country.gazetteer.units(level)]
    census: dict[tuple[str, str], int] = {(code, sex): PEOPLE for code in units for sex in ("f", "m")}
    known = read_indicators(country.folder / "indicators.yaml")
    full = replace(country, indicators=known, census=census, population=totals(census))
    lived = replace(made.house, country=full)
    return replace(made, house=lived, app=Doors(lived, 2.0))


@cache
def communes(where: Gazetteer) -> Sequence[str]:
    """Three of each of the first three cercles of one region, and of the first of another."""
    cercles = [each.code for each in where.units(2) if each.parent == REGION][:3]
    cercles += [each.code for each in where.units(2) if each.parent == OTHER][:1]
    return [
        each.code
        for cercle in cercles
        for each in [one for one in where.units(3) if one.parent == cercle][:3]
    ]


def _promise(conn: Any, now: datetime) -> None:
    for at, code in enumerate(PROMISES):
        about: dict[str, Any] = {"framework": "local_scorecard", "text": {"fr": code}, "due": None}
        about |= {
            "addressee_type": "local_authority",
            "addressee_unit": (REGION, f"{REGION}01", OTHER)[at % 3],
        }
        commitments.add(conn, code=code, now=now, **about)
        commitments.report(conn, code, on=now.date(), state="under_way", progress=0.5, role="cso")
