"""Names of places in running text, gated by the words around them (`places.md` §2–§3)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from core.placechoice import meant
from core.placenames import fold, joined, normal
from core.places import Alias, Gazetteer
from core.reports import Located
from workers.placetext import PlaceText, adjoin

UNIT = 3
"""Regions, cercles and communes: levels 1 to 3."""
LONGEST = 4
_PREFIXES = frozenset({"i", "n", "in", "ti", "tin", "te", "ta", "tan", "a", "ag", "el", "al"})
"""I-n-Tillit, In Tillit and Intillit are one name; its first part may be a word of its own."""
_SHORTEST = 4
_SHORTEST_FOLD = 5
_BARE = 0.9
"""A name without a word of place beside it, or heard rather than read, is a little less sure."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at the words `start` to `end`, and what it may mean, best first."""

    start: int
    end: int
    options: tuple[Located, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """The search for names. `frequent` says whether a key is an everyday word, `persons` are surnames."""

    gazetteer: Gazetteer
    persons: Collection[str]
    levels: Mapping[str, tuple[int, ...]]
    frequent: Callable[[str], bool]

    def of(self, text: PlaceText) -> Iterator[Mention]:
        """Left to right, the longest name first; a word belongs to one name."""
        at = 0
        while at < len(text.words):
            found = next(self._at(text, at), None)
            if found:
                yield found
            at = found.end if found else at + 1

    def names_something(self, text: PlaceText) -> bool:
        """Whether a word that no list has stands behind a word of place."""
        return any(
            text.before(at) in text.gates.before
            and len(word.key) >= _SHORTEST
            and not self._ordinary(text, at, exact=False)
            for at, word in enumerate(text.words)
            if word.key and not word.key.isdigit()
        )

    def _at(self, text: PlaceText, at: int) -> Iterator[Mention]:
        for end in range(min(len(text.words), at + LONGEST), at, -1):
            if adjoin(text.words[at:end]):
                yield from self._spelt(text, at, end)

    def _spelt(self, text: PlaceText, at: int, end: int) -> Iterator[Mention]:
        for name, sure in _spellings(" ".join(word.text for word in text.words[at:end])):
            if self._passes(text, name, at, end) and (options := self._options(text, name, at)):
                share = sure if text.beside(at, end) else sure * _BARE
                yield Mention(at, end, tuple(_scaled(option, share) for option in options))

    def _passes(self, text: PlaceText, name: str, at: int, end: int) -> bool:
        """Whether the name is one, and whether the words around let it count."""
        key = joined(name)
        exact = key in self.gazetteer.names or key in self.gazetteer.aliases
        heard = len(key) >= _SHORTEST and fold(name) in self.gazetteer.folds
        if key.isdigit() or len(key) < 2 or not (exact or heard):
            return False
        if end - at > 1:
            return self._joins(text, at, end, exact=exact)
        return self._stands(text, key, at, exact=exact)

    def _joins(self, text: PlaceText, at: int, end: int, *, exact: bool) -> bool:
        """Several words are a name when they are no other words, or when the list parts them so too."""
        rare = [not self._ordinary(text, index, exact=exact) for index in range(at, end)]
        if all(rare) or not exact:
            return all(rare)
        if rare[-1] and all(word.key in _PREFIXES for word in text.words[at : end - 1]):
            return True
        name = normal(" ".join(word.text for word in text.words[at:end]))
        return self._parted_so(name) and (any(rare) or text.beside(at, end) or self._alias(name) is not None)

    def _parted_so(self, name: str) -> bool:
        """Whether the list writes the name in these very words."""
        alias = self._alias(name)
        listed = (n for place in self.gazetteer.named(name) for n in (place.name, *place.other_names))
        return any(normal(other) == name for other in (*listed, *([alias.name] if alias else ())))

    def _alias(self, name: str) -> Alias | None:
        return self.gazetteer.aliases.get(joined(name))

    def _ordinary(self, text: PlaceText, at: int, *, exact: bool) -> bool:
        key = text.words[at].key
        says = at in text.meant.spelt or (not exact and at in text.meant.heard)
        return says or (self.frequent(key) and not key.isdigit())

    def _stands(self, text: PlaceText, key: str, at: int, *, exact: bool) -> bool:
        """One word: how much must stand beside it depends on what else it may mean."""
        if text.is_word_of_place(at) or normal(text.words[at].text) in self.levels or text.in_phrase(at):
            return False
        unit = any(place.level <= UNIT for place in self.gazetteer.named(key))
        if key in text.gates.never:
            return unit and (text.firmly_beside(at) or text.capital(at))
        if at in text.meant.spelt or (at in text.meant.heard and not (exact and unit)):
            return text.strongly_beside(at) or (unit and text.firmly_beside(at))
        if key in text.gates.guarded:
            return text.firmly_beside(at) or text.capital(at)
        if text.beside(at, at + 1) or text.capital(at):
            return True
        short = len(key) < (_SHORTEST if exact else _SHORTEST_FOLD)
        return not (short or key in self.persons or self._ordinary(text, at, exact=exact))

    def _options(self, text: PlaceText, name: str, at: int) -> list[Located]:
        """What the name may mean; a word of level in front decides (`commune de Gao`)."""
        level = text.before(at)
        if level in self.levels and (found := self.gazetteer.find(f"{level} {name}")):
            return found
        return self._shown(name, self.gazetteer.find(name))

    def _shown(self, name: str, found: list[Located]) -> list[Located]:
        """Places shown by the name, as read or heard, before those that have it as another spelling."""
        heard = fold(name)
        if len(found) == 1 and found[0].level <= UNIT:
            return found
        if own := [option for option in found if fold(option.name) == heard]:
            return [_scaled(option, len(found) / len(own)) for option in own]
        codes = self.gazetteer.folds.get(heard, ())
        places = [place for code in codes if fold((place := self.gazetteer.places[code]).name) == heard]
        chosen = meant(self.gazetteer, places, own=lambda _: True)
        return [self.gazetteer.located(place.code, _BARE / len(chosen), "fold") for place in chosen] or found


def _scaled(option: Located, factor: float) -> Located:
    return replace(option, confidence=round(min(1.0, option.confidence * factor), 3))


def _spellings(name: str) -> Iterator[tuple[str, float]]:
    """The name, and without the final -y of the north: lerey, sevarey (`places.md` §2)."""
    yield name, 1.0
    if len(name) > _SHORTEST_FOLD and name[-1] in "yY":
        yield name[:-1], _BARE
