"""The spellings of every place, as a search for a doubtful name needs them (`places.md` §2, §4)."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from core.placechoice import TOWN
from core.placeindex import Codes, Place, PlaceIndex
from core.placenames import joined, normal
from core.symspell import MOST, SymSpell

_SHORTEST_STEM = 4


class Spellings:
    """`sounds` searches the folds, `letters` the spellings, `known` the folds of units and towns alone.

    `heard` gives the spellings of a fold, `stems` the codes of a stem.

    `qualifiers` are the words that end a name and may be left out: -Peulh, -Coura.
    """

    def __init__(self, index: PlaceIndex, qualifiers: Collection[str] = ()) -> None:
        self._index = index
        self.heard: dict[str, list[str]] = {}
        for key, heard in index.sounds.items():
            self.heard.setdefault(heard, []).append(key)
        self.sounds = SymSpell((heard for heard in self.heard if heard.isascii()), 1)
        self.letters = SymSpell((key for key in index.names if key.isascii()), 1)
        self.stems = _stems(index, frozenset(qualifiers))
        self._written = sorted([*index.names, *index.aliases, *self.stems])
        self._sounds = sorted(self.heard)
        self._well_known = sorted(
            {joined(name) for each in index.places.values() if is_well_known(each) for name in _names(each)}
        )
        self.known = SymSpell(index.sounds[key] for key in self._well_known if key.isascii())

    def near(self, key: str, heard: str) -> set[str]:
        """The spellings a slip away in letters or sound; of units and towns two slips of the sound.

        Two slips from every name were tried: no more places are found, and it takes ten times as long.
        """
        folds = {sound for sound, _ in (*self.sounds.near(heard, 1), *self.known.near(heard, MOST))}
        found = {name for sound in folds for name in self.heard[sound]}
        return found | {name for name, _ in self.letters.near(key, 1)}

    def near_known(self, heard: str) -> set[str]:
        """The spellings of units and towns a slip of the sound away."""
        return {name for sound, _ in self.known.near(heard, 1) for name in self.heard[sound]}

    def opens(self, key: str, heard: str) -> bool:
        """Whether a name begins as this is written, or heard but for its last letter."""
        return _has(self._written, key) or _has(self._sounds, heard[:-1] or heard)

    def cut(self, key: str) -> Iterator[str]:
        """The names of units and towns that go on where this ends: *kalaban*."""
        at = bisect_left(self._well_known, key)
        for name in self._well_known[at:]:
            if not name.startswith(key):
                return
            if name != key:
                yield name


def is_well_known(place: Place) -> bool:
    """A unit, or a town of 5,000."""
    return place.level <= 3 or place.population >= TOWN


def _has(ordered: Sequence[str], start: str) -> bool:
    at = bisect_left(ordered, start)
    return at < len(ordered) and ordered[at].startswith(start)


def _names(place: Place) -> tuple[str, ...]:
    return (place.name, *place.other_names)


def _stems(index: PlaceIndex, qualifiers: frozenset[str]) -> dict[str, Codes]:
    """What is left of a name without the word that tells it from its neighbour: Ogossagou(-Peulh)."""
    found: dict[str, list[str]] = {}
    for place in index.places.values():
        for name in _names(place):
            if " " in name or "-" in name:
                *stem, last = normal(name).split()
                if last in qualifiers and len("".join(stem)) >= _SHORTEST_STEM:
                    found.setdefault("".join(stem), []).append(place.code)
    return {stem: tuple(dict.fromkeys(codes)) for stem, codes in found.items()}
