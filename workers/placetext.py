"""A message as the search for places sees it: its words, and what they mean otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.placenames import normal
from workers.placewords import PlaceGates
from workers.spelling import Word

_ARTICLES = frozenset({"le", "la", "les", "l", "du", "de", "d", "des", "un", "une"})


@dataclass(frozen=True, slots=True)
class Meanings:
    """The words that mean something of the field: as they are spelt, or only as they sound."""

    spelt: Collection[int] = ()
    heard: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class PlaceText:
    """The words of a message, those that mean something else, and the gates of its languages."""

    words: Sequence[Word]
    meant: Meanings
    gates: PlaceGates

    def before(self, at: int) -> str:
        """The normal form of the word in front, articles aside when a word of place stands before them."""
        place = at - 1
        while place > 0 and self._is_article(place) and self._normal(place - 1) in self.gates.strong:
            place -= 1
        return self._normal(place)

    def _is_article(self, at: int) -> bool:
        return self.words[at].key in _ARTICLES

    def _normal(self, at: int) -> str:
        return normal(self.words[at].text) if 0 <= at < len(self.words) else ""

    def beside(self, at: int, end: int) -> bool:
        """A word of place in front, or behind."""
        behind = self._normal(end)
        return (
            self.before(at) in self.gates.before or behind in self.gates.after or behind in self.gates.strong
        )

    def firmly_beside(self, at: int) -> bool:
        """A word of place in front, or a strong one behind: *la* and *na* are too frequent."""
        return self.before(at) in self.gates.before or self.strongly_beside(at)

    def strongly_beside(self, at: int) -> bool:
        return self.before(at) in self.gates.strong or self._normal(at + 1) in self.gates.strong

    def capital(self, at: int) -> bool:
        """Whether it alone is written as a name, inside a sentence."""
        word = self.words[at]
        small = any(other.text[:1].islower() for other in self.words)
        inside = at > 0 and word.start - self.words[at - 1].end == 1
        return inside and small and word.text[:1].isupper() and not word.text.isupper()

    def in_phrase(self, at: int) -> bool:
        """Whether the word is part of *rien à dire* and the like."""
        runs = (
            normal(" ".join(w.text for w in self.words[max(0, at - back) : at + 2])) for back in (1, 2, 3)
        )
        return any(f" {phrase} " in f" {run} " for run in runs for phrase in self.gates.phrases)

    def is_word_of_place(self, at: int) -> bool:
        name = self._normal(at)
        return name in self.gates.strong or name in self.gates.before or name in self.gates.after


def adjoin(part: Sequence[Word]) -> bool:
    """Whether nothing but a space or a hyphen stands between the words."""
    return all(word.key for word in part) and all(b.start - a.end == 1 for a, b in pairwise(part))
