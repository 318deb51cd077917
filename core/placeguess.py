"""The places that a spelling may mean, each with how likely it is before anything around it is read.

A guess is what the place is times how it is spelt (`places.md` §2–§5): a cercle as a French ear hears it is
likelier than a hamlet as it is written. The numbers are the project's own, tuned on one half of made-up
misspellings (`benchmarks/places.py`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from core.placechoice import rank
from core.placeindex import Place, PlaceIndex
from core.placenames import fold
from core.placespellings import Spellings, is_well_known
from core.symspell import MOST, distance
from core.text import REMEMBERED

PRIOR: Final = (200.0, 200.0, 60.0, 60.0, 12.0, 1.0, 0.5)
"""By rank: cercle, region, commune, town, seat, village, locality."""
WELL_KNOWN: Final = 12.0
"""The prior of a seat; units and towns have more."""
_IN_SEVERAL_LISTS: Final = 4.0
"""A village or locality that the official list and GeoNames both have is likelier than its namesake."""
SPELT: Final[Mapping[str, float]] = {
    "exact": 1.0,
    "region_2023": 1.0,
    "fold": 0.5,
    "ending": 0.4,
    "stem": 0.02,
    "alias": 1.0,
    "cut": 0.01,
    "near": 0.2,
}
_OTHER_NAME: Final = 0.2
_SHORTEST: Final = 5
_SHORTEST_NEAR: Final = 4
_SHORT: Final = 6
"""Up to six letters a name may have one slip, above two (§4)."""
_MOST_GUESSES: Final = 40
_SLIP: Final = 0.25
"""What each slip, of the letters and of the sound, leaves of a name's likelihood."""
_FIRST: Final = 0.5
"""The first letter is seldom the one that slips."""
_UNIT: Final = 3
_VILLAGE: Final = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """`prior`: what the place is; `spelt`: how its name is; `how`: a key of `SPELT`, or `unsure`.

    A name that an alias of low confidence has is `unsure`: it is never taken without asking.
    """

    place: Place
    prior: float
    spelt: float
    how: str

    @property
    def weight(self) -> float:
        return self.prior * self.spelt


Guesses = tuple[Guess, ...]


class Guesser:
    """Guesses from spellings in their `joined` form, remembered."""

    def __init__(self, index: PlaceIndex, spellings: Spellings) -> None:
        self._index = index
        self.spellings = spellings
        self.fold: Callable[[str], str] = lru_cache(REMEMBERED)(fold)
        self._remembered = lru_cache(REMEMBERED)(self._read)
        self.near: Callable[[str, int], Guesses] = lru_cache(REMEMBERED)(self._near)
        self.near_known: Callable[[str], Guesses] = lru_cache(REMEMBERED)(self._near_known)
        self.opens: Callable[[str], bool] = lru_cache(REMEMBERED)(self._opens)

    def read(self, key: str, levels: tuple[int, ...] = ()) -> Guesses:
        """Every place of that name: as written, as heard, cut to its stem, or with the -y of the north.

        `levels`: those that a word beside the name says; without a place of them, any. Best first.
        """
        return self._remembered(key, levels)

    def _opens(self, key: str) -> bool:
        """Whether a name begins so."""
        return self.spellings.opens(key, self.fold(key))

    def _read(self, key: str, levels: tuple[int, ...]) -> Guesses:
        found = [*self._spelt(key), *self._aliased(key)]
        if (alias := self._index.aliases.get(key)) and alias.confidence == "low":
            found = [replace(each, how="unsure") for each in found]
        if not found and len(key) >= _SHORTEST and key[-1] == "y":
            found = [replace(each, spelt=each.spelt * SPELT["ending"]) for each in self._spelt(key[:-1])]
        if not levels:
            return self._ranked(found)
        fitting = [each for each in found if each.place.level in levels]
        return self._ranked(fitting) or self._of_reform(key, levels) or self._ranked(found)

    def _of_reform(self, key: str, levels: tuple[int, ...]) -> Guesses:
        """The units of a region of 2023, each alike."""
        codes = self._index.regions_2023.get(key, ()) if 1 in levels else ()
        return tuple(self._guess(self._index.places[code], "region_2023") for code in codes)

    def _spelt(self, key: str) -> Iterator[Guess]:
        heard = self.fold(key)
        for how, codes in (("exact", self._index.names.get(key)), ("fold", self._index.folds.get(heard))):
            for code in codes or ():
                place = self._index.places[code]
                yield self._guess(place, how, self._own(place, heard, key))

    def _own(self, place: Place, heard: str, key: str) -> float:
        """A name that a place has beside its own counts less, a sure alias excepted."""
        alias = self._index.aliases.get(key)
        sure = alias is not None and alias.confidence == "high" and place.code in alias.codes
        return 1.0 if sure or self.fold(place.name) == heard else _OTHER_NAME

    def _guess(self, place: Place, how: str, share: float = 1.0) -> Guess:
        at = self._rank(place)
        listed = _IN_SEVERAL_LISTS if at >= _VILLAGE and place.lists > 1 else 1.0
        return Guess(place, PRIOR[at] * listed, SPELT[how] * share, how)

    def _rank(self, place: Place) -> int:
        return rank(self._index, place)[0]

    def _aliased(self, key: str) -> Iterator[Guess]:
        alias = self._index.aliases.get(key)
        if alias and alias.confidence != "high":
            yield from (self._guess(self._index.places[code], "alias") for code in alias.codes)

    def _stemmed(self, key: str) -> Iterator[Guess]:
        for code in self.spellings.stems.get(key, ()):
            yield self._guess(self._index.places[code], "stem")

    def _near(self, key: str, most: int) -> Guesses:
        """Places whose name is that many slips away, ends in a qualifier, or is well known and goes on."""
        if len(key) < _SHORTEST_NEAR:
            return ()
        slips = min(most, 1 if len(key) <= _SHORT else MOST)
        names = self.spellings.near(key, self.fold(key))
        found = [*self._stemmed(key), *self._cut(key), *self._slipped(key, names, slips)]
        return self._ranked(found)[:_MOST_GUESSES]

    def _near_known(self, key: str) -> Guesses:
        """The units and towns whose name is a slip away, or goes on."""
        if len(key) < _SHORTEST_NEAR:
            return ()
        slipped = self._slipped(key, self.spellings.near_known(self.fold(key)), 1)
        found = [*self._cut(key), *(each for each in slipped if is_well_known(each.place))]
        return self._ranked(found)[:_MOST_GUESSES]

    def _slipped(self, key: str, names: Iterable[str], most: int) -> Iterator[Guess]:
        heard = self.fold(key)
        for name in sorted(names):
            sound = self.fold(name)
            slips = distance(heard, sound, MOST), distance(key, name, MOST)
            if min(slips) <= most:
                likeness = _SLIP ** sum(slips) * (1.0 if key[0] == name[0] else _FIRST)
                yield from self._named(name, sound, likeness)

    def _named(self, name: str, heard: str, likeness: float) -> Iterator[Guess]:
        for code in self._index.names[name]:
            place = self._index.places[code]
            yield self._guess(place, "near", likeness * self._own(place, heard, name))

    def _cut(self, key: str) -> Iterator[Guess]:
        for name in self.spellings.cut(key):
            for code in self._index.names[name]:
                if is_well_known(place := self._index.places[code]):
                    yield self._guess(place, "cut", len(key) / len(name))

    def _ranked(self, guesses: Sequence[Guess]) -> Guesses:
        """Best first, those that nest in one of higher rank joined with it: they share a point."""
        if not guesses:
            return ()
        heads: dict[str, Guess] = {}
        for guess in sorted(guesses, key=lambda guess: (self._rank(guess.place), -guess.spelt)):
            held = _held(guess.place, heads)
            if held is None:
                heads[_unit(guess.place)] = guess
            elif guess.spelt > heads[held].spelt:
                heads[held] = replace(heads[held], spelt=guess.spelt, how=guess.how)
        return tuple(sorted(heads.values(), key=lambda guess: (-guess.weight, guess.place.code)))


def _unit(place: Place) -> str:
    """A unit stands for itself, a village for its commune."""
    return place.code if place.level <= _UNIT else place.adm3 or place.code


def _held(place: Place, heads: Mapping[str, Guess]) -> str | None:
    """The head that a place nests in: a unit around it, a village of its commune, or a unit inside it."""
    for unit in (place.adm3, place.adm2, place.adm1):
        if unit in heads:
            return unit
    if place.level > 1:
        return None
    return next((unit for unit, head in heads.items() if head.place.adm1 == place.code), None)
