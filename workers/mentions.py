"""Names of places in running text, gated by the words around them (`places.md` §2–§4)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from core.placeguess import WELL_KNOWN, Guesses
from core.places import Gazetteer
from core.symspell import MOST
from workers.frequencies import Frequencies
from workers.placegates import LONGEST, NameGates
from workers.placekinds import UNIT, Kinds
from workers.placetext import Meanings, PlaceText, place_text
from workers.placewords import PlaceGates
from workers.spelling import Word

_SURELY: Final = 5
_LONG: Final = 7
_LONG_RUN: Final = 8
_BESIDE_READ: Final = 0.1
"""What is left of a misspelling's weight where the name itself is one."""
_MOST_UNKNOWN: Final = 3
_WEAK: Final = 0.95
_BARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at the words `start` to `end`, and what it may mean, best first.

    `sure`: how surely it is a name at all. `toward`: people go there, it did not happen there. `said`: a word
    in front says what kind of place it is.
    """

    start: int
    end: int
    guesses: Guesses
    sure: float
    toward: bool = False
    said: bool = False


class Mentions:
    """The search for names. `persons` are surnames, `levels` the words that say what a place is."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        persons: Collection[str],
        levels: Mapping[str, tuple[int, ...]],
        frequencies: Frequencies,
    ) -> None:
        self.gazetteer = gazetteer
        self.persons = persons
        self.levels = levels
        self.kinds = Kinds(gazetteer, frequencies)
        self._gates = NameGates(gazetteer, persons, levels)

    def text(self, words: Sequence[Word], meant: Meanings, gates: PlaceGates) -> PlaceText:
        """The words with what each is by itself, which is remembered."""
        return place_text(words, [self.kinds.of(word.text.lower()) for word in words], meant, gates)

    def positions(self, words: Sequence[Word]) -> frozenset[int]:
        """The words that are a place's name in any language: written exactly, long, and no everyday word."""
        return frozenset(
            at
            for at, word in enumerate(words)
            if len(word.key) >= _SURELY
            and (kind := self.kinds.of(word.text.lower())).exact
            and not kind.everyday
        )

    def of(self, text: PlaceText) -> Iterator[Mention]:
        """Left to right, the longest name first; a word belongs to one name."""
        at = 0
        while at < len(text.words):
            found = self._at(text, at) if text.kinds[at].opens else None
            if found is None or found.end == at + 1:
                found = self._run(text, at) or found
            if found:
                yield found
            at = found.end if found else at + 1

    def near(self, text: PlaceText) -> list[Mention]:
        """Words that may be a misspelt name: unknown, and beside a word of place, else a capital, or long.

        At most three words of each kind are looked for.
        """
        unknown = [at for at in range(len(text.words)) if self._gates.unknown(text, at)]
        beside = [at for at in unknown if text.beside(at, at + 1)]
        others = [at for at in unknown if text.capital(at) or len(text.kinds[at].key) >= _LONG]
        found = [self._misspelt(text, at, at + 1, MOST) for at in beside[:_MOST_UNKNOWN]]
        return [each for each in found if each] or [
            each
            for at in others[:_MOST_UNKNOWN]
            if (each := self._misspelt(text, at, at + 1, 1))
            and (text.capital(at) or each.guesses[0].prior >= WELL_KNOWN)
        ]

    def names_something(self, text: PlaceText) -> bool:
        """Whether a word that no list has stands behind a word of place."""
        before = text.gates.before
        return any(
            text.before(at) in before and self._gates.unknown(text, at) for at in range(len(text.words))
        )

    def _at(self, text: PlaceText, at: int) -> Mention | None:
        """The longest name that begins with the word."""
        last = max(at + 1, min(text.runs[at], at + LONGEST))
        keys = list(accumulate([kind.key for kind in text.kinds[at:last]]))
        for end in range(last, at, -1):
            key = keys[end - at - 1]
            sure = self._gates.one(text, at) if end == at + 1 else self._gates.several(text, key, at, end)
            if sure and (guesses := self._guesses(text, key, at)):
                return self._mention(text, at, end, guesses, sure)
        return None

    def _mention(self, text: PlaceText, at: int, end: int, guesses: Guesses, sure: float) -> Mention:
        before = text.before(at)
        return Mention(at, end, guesses, sure, before in text.gates.toward, before in self.levels)

    def _guesses(self, text: PlaceText, key: str, at: int) -> Guesses:
        """What the name may mean; a word of level in front decides (`commune de Gao`).

        What only villages bear may be a well-known name with a slip in it: *kaye*.
        """
        guesses = self.gazetteer.guesser.read(key, self.levels.get(text.before(at), ()))
        if any(each.place.level <= UNIT for each in guesses):
            return guesses
        known = self.gazetteer.guesser.near_known(key) if guesses else ()
        return (*guesses, *(replace(each, spelt=each.spelt * _BESIDE_READ) for each in known))

    def _run(self, text: PlaceText, at: int) -> Mention | None:
        """A name of several words with a slip in it, beside a word of place: *Koulebala Mosi*."""
        for end in range(self._gates.run_from(text, at), at + 1, -1):
            if text.beside(at, end) and (found := self._misspelt(text, at, end, 1)):
                return found
        return None

    def _misspelt(self, text: PlaceText, at: int, end: int, most: int) -> Mention | None:
        """The places at most `most` slips away from the words."""
        key = "".join(kind.key for kind in text.kinds[at:end])
        if end - at > 1 and len(key) < _LONG_RUN:
            return None
        guesses = self.gazetteer.guesser.near(key, most)
        return self._mention(text, at, end, guesses, self._sure(text, at, end)) if guesses else None

    def _sure(self, text: PlaceText, at: int, end: int) -> float:
        """A misspelling behind a strong word is surer than beside a weak one, or beside none."""
        if text.before(at) in text.gates.strong:
            return 1.0
        return _WEAK if text.beside(at, end) else _BARE
