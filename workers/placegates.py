"""Whether the words around it let a name count as a place (`places.md` §2, rules 1 and 2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from core.placenames import normal
from core.places import Gazetteer
from workers.placekinds import UNIT
from workers.placetext import PlaceText

LONGEST: Final = 4
_PREFIXES: Final = frozenset({"i", "n", "in", "ti", "tin", "te", "ta", "tan", "a", "ag", "el", "al"})
"""I-n-Tillit, In Tillit and Intillit are one name; its first part may be a word of its own."""
_SHORTEST: Final = 4
_SHORTEST_FOLD: Final = 5
_LONG: Final = 8
"""Everyday words are a name of several words when it is as long, listed so, and behind a word of place."""
_BARE: Final = 0.9
_BARE_VILLAGE: Final = 0.7
"""A name without a word of place beside it is a little less sure; that of a village, much less."""


@dataclass(frozen=True, slots=True)
class NameGates:
    """`persons` are surnames, `levels` the words that say what a place is. Answers are 0 to 1."""

    gazetteer: Gazetteer
    persons: Collection[str]
    levels: Mapping[str, tuple[int, ...]]

    def one(self, text: PlaceText, at: int) -> float:
        """One word: how much must stand beside it depends on what else it may mean."""
        kind = text.kinds[at]
        if not (kind.exact or kind.heard) or len(kind.key) < 2 or kind.normal in self.levels:
            return 0.0
        if text.is_word_of_place(at) or text.in_phrase(at) or not self._passes(text, at):
            return 0.0
        if text.beside(at, at + 1):
            return 1.0
        return _BARE if kind.unit_heard or text.capital(at) else _BARE_VILLAGE

    def _passes(self, text: PlaceText, at: int) -> bool:
        kind = text.kinds[at]
        firm = text.firmly_beside(at) or text.capital(at) or text.alone(at)
        if kind.key in text.gates.never:
            return kind.unit and firm
        if at in text.meant.spelt or (at in text.meant.heard and not kind.unit):
            return self._passes_as_name(text, at, firm=firm)
        if kind.key in text.gates.guarded:
            return firm
        if text.beside(at, at + 1) or text.capital(at) or text.alone(at):
            return kind.exact or len(kind.key) >= _SHORTEST_FOLD or kind.unit_heard
        short = len(kind.key) < (_SHORTEST if kind.exact else _SHORTEST_FOLD)
        return not (short or kind.key in self.persons or text.ordinary(at, exact=kind.unit))

    def _passes_as_name(self, text: PlaceText, at: int, *, firm: bool) -> bool:
        """A word of the field: a unit's name beside a word of place, a village's behind a strong one."""
        kind = text.kinds[at]
        unit = kind.unit or (kind.unit_heard and (text.capital(at) or not kind.misspelt))
        return (firm and unit) or (kind.exact and text.before(at) in text.gates.strong)

    def several(self, text: PlaceText, key: str, at: int, end: int) -> float:
        """Several words are a name when they are no other words, or when the list parts them so too."""
        exact = key in self.gazetteer.names or key in self.gazetteer.aliases
        if not exact and text.ordinary(end - 1, exact=False):
            return 0.0
        if not exact and text.ordinary(at, exact=False) and text.kinds[at].key not in _PREFIXES:
            return 0.0
        rare = [not text.ordinary(index, exact=exact) for index in range(at, end)]
        behind = text.before(at) in text.gates.before
        if key.isdigit() or not (any(rare) or (behind and len(key) >= _LONG)):
            return 0.0
        if len(key) < (_SHORTEST if exact else _SHORTEST_FOLD):
            return 0.0
        sure = 1.0 if text.beside(at, end) else _BARE
        prefixed = rare[-1] and all(kind.key in _PREFIXES for kind in text.kinds[at : end - 1])
        if (all(rare) or prefixed) and not text.is_word_of_place(at):
            return sure
        opens = rare[0] or text.kinds[at].key not in text.gates.never or behind
        name = " ".join(kind.normal for kind in text.kinds[at:end])
        return sure if exact and (opens or self._is_unit(key)) and self._parted_so(name, key) else 0.0

    def _is_unit(self, key: str) -> bool:
        places = (self.gazetteer.places[code] for code in self.gazetteer.names.get(key, ()))
        return key in self.gazetteer.aliases or any(place.level <= UNIT for place in places)

    def _parted_so(self, name: str, key: str) -> bool:
        """Whether the list writes the name in these very words."""
        alias = self.gazetteer.aliases.get(key)
        places = (self.gazetteer.places[code] for code in self.gazetteer.names.get(key, ()))
        listed = (other for place in places for other in (place.name, *place.other_names))
        return any(normal(other) == name for other in (*listed, *([alias.name] if alias else ())))

    def unknown(self, text: PlaceText, at: int) -> bool:
        """Whether no language has the word."""
        kind = text.kinds[at]
        if len(kind.key) < _SHORTEST or kind.key.isdigit() or text.is_word_of_place(at):
            return False
        if kind.key in text.gates.never:
            return False
        return not (text.ordinary(at, exact=False) or kind.normal in self.levels or text.in_phrase(at))

    def run_from(self, text: PlaceText, at: int) -> int:
        """Where a name of several words that begins at `at` may end, when it is spelt in no list."""
        end = at
        while end < min(len(text.words), at + LONGEST) and self._may_be_part(text, at, end):
            end += 1
        alone = end == at + 1 and text.kinds[at].exact
        return end + 1 if alone and self._is_rare(text, at, end) else end

    def _may_be_part(self, text: PlaceText, at: int, part: int) -> bool:
        kind = text.kinds[part]
        if not kind.key or (part > at and part >= text.runs[part - 1]):
            return False
        if text.ordinary(part, exact=False):
            if part > at:
                return kind.key in self.gazetteer.words.qualifiers
            return kind.key in _PREFIXES or (kind.exact and not text.is_word_of_place(at))
        return not text.is_word_of_place(part) and not (part == at and kind.key.isdigit())

    def _is_rare(self, text: PlaceText, at: int, part: int) -> bool:
        """Whether a word behind another is none of the language, however it sounds."""
        if part >= text.runs[at] or part in text.meant.heard:
            return False
        return not text.kinds[part].spelt and not text.is_word_of_place(part)
