"""A message as the search for places sees it: its words, what they are, and what they mean otherwise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from workers.placekinds import Kind
from workers.placewords import PlaceGates
from workers.spelling import Word

_ARTICLES: Final = frozenset({"le", "la", "les", "l", "du", "de", "d", "des", "un", "une"})


@dataclass(frozen=True, slots=True)
class Meanings:
    """The words that mean something of the field: as they are spelt, or only as they sound."""

    spelt: Collection[int] = ()
    heard: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class PlaceText:
    """The words of a message, what each is by itself, those that mean something else, and the gates.

    `runs`: by word, where the run ends in which nothing but a space or a hyphen parts it from the next ones.
    `follows`: by word, whether only one sign stands between it and the next: no full stop, no comma with a
    space.
    """

    words: Sequence[Word]
    kinds: Sequence[Kind]
    meant: Meanings
    gates: PlaceGates
    runs: Sequence[int]
    follows: Sequence[bool]

    def before(self, at: int) -> str:
        """The normal form of the word in front, articles aside when a strong word stands before them."""
        place = at - 1
        while (
            place > 0 and self.words[place].key in _ARTICLES and self.normal(place - 1) in self.gates.strong
        ):
            place -= 1
        return self.kinds[place].normal if place >= 0 and self.follows[place] else ""

    def _follows(self, at: int) -> bool:
        return at >= 0 and self.follows[at]

    def normal(self, at: int) -> str:
        return self.kinds[at].normal if 0 <= at < len(self.kinds) else ""

    def behind(self, end: int) -> str:
        """The normal form of the word behind, when nothing stands between."""
        return self.kinds[end].normal if self._follows(end - 1) else ""

    def beside(self, at: int, end: int) -> bool:
        """A word of place in front, or behind."""
        if self.before(at) in self.gates.before:
            return True
        behind = self.behind(end)
        return behind in self.gates.after or behind in self.gates.strong

    def firmly_beside(self, at: int) -> bool:
        """A word of place in front, or a strong one behind: *la* and *na* are too frequent."""
        return self.before(at) in self.gates.before or self.strongly_beside(at)

    def strongly_beside(self, at: int) -> bool:
        return self.before(at) in self.gates.strong or self.behind(at + 1) in self.gates.strong

    def capital(self, at: int) -> bool:
        """Whether it alone is written as a name, inside a sentence."""
        word = self.words[at]
        if not word.text[:1].isupper() or word.text.isupper() or not self._follows(at - 1):
            return False
        return any(other.text[:1].islower() for other in self.words)

    def ends_clause(self, end: int) -> bool:
        """Whether a message or a clause ends before the word."""
        return end == len(self.words) or not self._follows(end - 1)

    def alone(self, at: int) -> bool:
        """Whether the word is a clause of its own behind others, as a message is signed: *2 morts. Koro*."""
        return at > 0 and not self._follows(at - 1) and self.ends_clause(at + 1)

    def in_phrase(self, at: int) -> bool:
        """Whether the word is part of *rien à dire* and the like."""
        if not self.gates.phrases or not self.kinds[at].everyday:
            return False
        runs = (
            " ".join(self.normal(w) for w in range(max(0, at - back), at + 2)).strip() for back in (1, 2, 3)
        )
        return any(f" {phrase} " in f" {run} " for run in runs for phrase in self.gates.phrases)

    def is_word_of_place(self, at: int) -> bool:
        name = self.normal(at)
        return name in self.gates.strong or name in self.gates.before or name in self.gates.after

    def ordinary(self, at: int, *, exact: bool = True) -> bool:
        """Whether the word is more likely one of the language. `exact`: as a name it is spelt just so."""
        if exact:
            return at in self.meant.spelt or self.kinds[at].common
        return at in self.meant.spelt or at in self.meant.heard or self.kinds[at].common_heard


def place_text(words: Sequence[Word], kinds: Sequence[Kind], meant: Meanings, gates: PlaceGates) -> PlaceText:
    """A message as `PlaceText`."""
    follows = [two.start - one.end == 1 for one, two in pairwise(words)]
    follows.append(False)
    return PlaceText(words, kinds, meant, gates, _runs(words, follows), follows)


def _runs(words: Sequence[Word], follows: Sequence[bool]) -> list[int]:
    """`PlaceText.runs`; a mark of redaction is in none, and its own run is empty."""
    ends = list(range(1, len(words) + 1))
    for at in range(len(words) - 1, -1, -1):
        if not words[at].key:
            ends[at] = at
        elif follows[at]:
            ends[at] = max(ends[at + 1], at + 1)
    return ends
