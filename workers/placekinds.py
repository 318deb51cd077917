"""What a word is by itself, wherever it stands: a name of a place, the beginning of one, an everyday word."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from core.placenames import normal
from core.places import Gazetteer
from core.text import REMEMBERED
from workers.frequencies import Frequencies
from workers.spelling import french_ear

UNIT: Final = 3
"""Regions, cercles and communes: levels 1 to 3."""
_SHORTEST_FOLD: Final = 4
_LONG_UNIT: Final = 5
_WRITTEN: Final = frozenset({"exact", "alias"})
_ELIDED: Final = frozenset("dljnsmtc")
_SHORTEST_ELISION: Final = 4


class Kind(NamedTuple):
    """`normal` and `key` are its forms, with and without spaces; `opens`: a name may begin with it.

    `exact` and `heard`: it is a name as written, or as a French ear hears it; `unit`, `unit_heard`: a unit's.
    `spelt`, `everyday`, `misspelt`: an everyday word as written, as heard, or typed with a slip. `common`,
    `common_heard`: more likely one of the language than a name, as a name it is spelt, or heard, so.
    """

    normal: str
    key: str
    opens: bool = False
    exact: bool = False
    heard: bool = False
    unit: bool = False
    unit_heard: bool = False
    spelt: bool = False
    everyday: bool = False
    misspelt: bool = False
    common: bool = False
    common_heard: bool = False


class Kinds:
    """The kinds of the words of the last messages, remembered; the texts are redacted before."""

    def __init__(self, gazetteer: Gazetteer, frequencies: Frequencies) -> None:
        self.gazetteer = gazetteer
        self.guesser = gazetteer.guesser
        self.frequencies = frequencies
        self.of: Callable[[str], Kind] = lru_cache(REMEMBERED)(self._of)

    def _of(self, written: str) -> Kind:
        form = normal(written)
        key = form.replace(" ", "")
        if not key or key.isdigit():
            return Kind(form, key, opens=bool(key) and self.guesser.opens(key))
        guesses = self.guesser.read(key)
        units = [each for each in guesses if each.place.level <= UNIT]
        exact = key in self.gazetteer.names or key in self.gazetteer.aliases
        unit = any(each.how in _WRITTEN for each in units)
        spelt, everyday, misspelt = (
            self.frequencies.spelt(key),
            self.frequencies.known(key),
            self._misspelt(key),
        )
        known_unit = unit and len(key) >= _LONG_UNIT
        return Kind(
            form,
            key,
            self.guesser.opens(key),
            exact,
            bool(guesses) and len(key) >= _SHORTEST_FOLD,
            unit,
            bool(units),
            spelt,
            everyday,
            misspelt,
            common=spelt if known_unit else everyday,
            common_heard=spelt if known_unit else everyday or misspelt,
        )

    def _misspelt(self, key: str) -> bool:
        """Whether a French ear hears an everyday word: *conai*, *dalle* for d'aller."""
        if self.frequencies.heard(french_ear(key)):
            return True
        return (
            len(key) > _SHORTEST_ELISION and key[0] in _ELIDED and self.frequencies.heard(french_ear(key[1:]))
        )
