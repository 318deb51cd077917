"""What a place is, and every place of one edition by code and by spelling (`places.md` §1, §3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.placenames import folds, joined

Trust = Literal["high", "medium", "low"]
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit (level 1 region, 2 cercle, 3 commune), a town or village (4) or a locality (5).

    `code` is opaque and means nothing without its `edition`. `precision` says what the point is: `seat`,
    `point` or `centroid`. `region_2023` is approximate; several, parted by a bar, for a divided unit.
    `lists`: how many of the lists that the table was made from have it.
    """

    code: str
    edition: str
    name: str
    other_names: tuple[str, ...]
    level: int
    parent: str
    adm1: str | None
    adm2: str | None
    adm3: str | None
    region_2023: str
    lat: float
    lon: float
    precision: str
    population: int = 0
    lists: int = 1


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling added by hand. `high` is a name, `medium` a candidate, `low` is never taken unasked."""

    name: str
    codes: Codes
    confidence: Trust


class PlaceIndex:
    """Every place of one edition. `country` is the parent of a region: the country itself.

    `names` and `folds` give the codes that a spelling stands for, by its `joined` form and by its `fold`;
    aliases of high confidence are in both. `aliases` holds all of them by `joined`. `regions_2023` gives, by
    the `joined` name of a region of the reform, the units of this edition that it was made of. `sounds` gives
    the fold of each of `names`.
    """

    def __init__(
        self,
        places: Mapping[str, Place],
        *,
        edition: str,
        country: str = "ML",
        aliases: Sequence[Alias] = (),
        regions_2023: Mapping[str, Codes] | None = None,
    ) -> None:
        self.edition = edition
        self.country = country
        self.places = places
        self.aliases = {joined(alias.name): alias for alias in aliases}
        self.regions_2023 = regions_2023 or {}
        self.names = _by_spelling(places.values(), aliases)
        self.sounds = folds(self.names)
        self.folds = _by_sound(self.names, self.sounds)

    def get(self, code: str) -> Place | None:
        return self.places.get(code)

    def ancestors(self, code: str) -> Codes:
        """The units a place lies in, from the commune up to the country; a unit is its own first."""
        place = self.places.get(code)
        if place is None:
            return (code,) if code == self.country else ()
        return tuple(unit for unit in (place.adm3, place.adm2, place.adm1, self.country) if unit)

    def within(self, code: str, unit: str) -> bool:
        """Whether a place lies in a unit, or is the unit itself."""
        return unit in self.ancestors(code)

    def units(self, level: int) -> list[Place]:
        """Regions, cercles or communes, in the order of their codes."""
        units = (place for place in self.places.values() if place.level == level)
        return sorted(units, key=lambda place: place.code)


def _by_spelling(places: Iterable[Place], aliases: Iterable[Alias]) -> dict[str, Codes]:
    index: dict[str, Codes] = {}
    for place in places:
        only = (place.code,)
        for name in (place.name, *place.other_names):
            _add(index, joined(name), only)
    for alias in aliases:
        if alias.confidence == "high":
            _add(index, joined(alias.name), alias.codes)
    return index


def _by_sound(names: Mapping[str, Codes], sounds: Mapping[str, str]) -> dict[str, Codes]:
    index: dict[str, Codes] = {}
    for key, codes in names.items():
        _add(index, sounds[key], codes)
    return index


def _add(index: dict[str, Codes], key: str, codes: Codes) -> None:
    held = index.setdefault(key, codes)
    if held is not codes:
        index[key] = tuple(dict.fromkeys(held + codes))
