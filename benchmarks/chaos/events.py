"""Grave events that never become one: each is of another kind or lies more than 16 km from the others.

Every report of them opens an incident of its own (`alerts.md` §6), and so an alert. What is mild keeps to
kinds that no grave event has, so that a load beside them joins none.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from benchmarks.client import PLACES, Said, number, word
from core.country import Country, load_country
from core.places import Place
from workers.corroborate import kilometres
from workers.pipeline import understand

APART_KM: Final = 16.0
GRAVE: Final = ("11", "41", "52", "71")
"""Codes of four kinds; the first is of severity 4, the others of 3."""
GRAVEST: Final = ("11",)
MILD: Final = ("21", "22", "23", "31", "32", "33")
COMMUNE: Final = 8


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of thing in one commune."""

    code: str
    name: str
    place: str

    @property
    def cercle(self) -> str:
        return self.place[:6]

    def told(self, run: str, index: int, by: str) -> Said:
        """A report of it."""
        return Said(f"{run}-{index}", by, f"{self.code} {self.name} {word(index)}", self.code, self.place)


@lru_cache(maxsize=8)
def events(codes: tuple[str, ...] = GRAVE) -> tuple[Event, ...]:
    """All of them, neighbours in this order being of different cercles."""
    turns = list(_turns(_apart(load_country("ml"))))
    return tuple(Event(code, place.name, place.code) for code in codes for place in turns)


def mild(run: str, index: int) -> Said:
    """A message of a load that warns nobody."""
    name = tuple(PLACES)[index // len(MILD) % len(PLACES)]
    code = MILD[index % len(MILD)]
    return Said(f"{run}-{index}", number(index), f"{code} {name} {word(index)}", code, PLACES[name])


def _turns(places: list[Place]) -> Iterator[Place]:
    """One of each cercle, then the second of each, and so on."""
    by_cercle: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_cercle[place.code[:6]].append(place)
    while by_cercle:
        for cercle in list(by_cercle):
            yield by_cercle[cercle].pop(0)
            if not by_cercle[cercle]:
                del by_cercle[cercle]


def _apart(country: Country) -> list[Place]:
    """Communes whose name means them and nothing else, far from each other."""
    kept: list[Place] = []
    for code, place in sorted(country.gazetteer.places.items()):
        far = all(kilometres(place.lat, place.lon, one.lat, one.lon) > APART_KM for one in kept)
        if len(code) == COMMUNE and far and _is_clear(country, place):
            kept.append(place)
    return kept


def _is_clear(country: Country, place: Place) -> bool:
    said = understand(f"{GRAVE[0]} {place.name} {word(1)}", country)
    return said.code == GRAVE[0] and said.place is not None and said.place.code == place.code
