"""The words of a list that are one or two slips of the finger away from a word (`places.md` §4).

SymSpell (W. Garbe): two words that are near each other become alike when a few letters are left out of both,
so the list keeps what is left of each word, and a search looks up what is left of its own. Only the first
letters are cut, which keeps the list small; what is found is then measured.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

MOST = 2
"""No search goes further than two slips."""
_PREFIX = 6
_BITS = 20
_ONES = (1 << 64 - _BITS) - 1


class SymSpell:
    """At most a million words, to be searched for those at most `most` slips away; never changed."""

    def __init__(self, words: Iterable[str], most: int = MOST) -> None:
        self._most = min(most, MOST)
        self._words = tuple(dict.fromkeys(words))
        self._letters = [_letters(word) for word in self._words]
        self._left = array("Q", sorted({_slot(left) | at for at, left in self._cut()}))

    def _cut(self) -> Iterator[tuple[int, str]]:
        for at, word in enumerate(self._words):
            for left in _deletions(word[:_PREFIX], self._most):
                yield at, left

    def near(self, word: str, most: int) -> list[tuple[str, int]]:
        """The words at most `most` slips away, each with its distance; the nearest first."""
        most, letters = min(most, self._most), _letters(word)
        found = []
        for at in {at for left in _deletions(word[:_PREFIX], most) for at in self._held(left)}:
            other = self._words[at]
            if abs(len(other) - len(word)) <= most and (letters ^ self._letters[at]).bit_count() <= 2 * most:
                slips = distance(word, other, most)
                if slips <= most:
                    found.append((other, slips))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def _held(self, left: str) -> Iterator[int]:
        slot = _slot(left)
        at = bisect_left(self._left, slot)
        while at < len(self._left) and self._left[at] ^ slot < 1 << _BITS:
            yield self._left[at] ^ slot
            at += 1


def distance(one: str, other: str, most: int = MOST) -> int:
    """Slips between two words: a letter more, less or other, or two changed over (Damerau–Levenshtein, each
    place touched once). Anything above `most` is `most + 1`.

    >>> distance("gosi", "gossi"), distance("tabnkort", "tabankort"), distance("kiadl", "kidal")
    (1, 1, 1)
    """
    if one == other:
        return 0
    if not most or abs(len(one) - len(other)) > most:
        return most + 1
    at = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    one, other = one[at:], other[at:]
    rests = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        rests.append((one[2:], other[2:]))
    return 1 + min(distance(rest, behind, most - 1) for rest, behind in rests)


def _deletions(word: str, most: int) -> set[str]:
    """What is left of a word without none, one or two of its letters."""
    found = last = {word}
    for _ in range(most):
        last = {left[:at] + left[at + 1 :] for left in last for at in range(len(left))}
        found = found | last
    return found


def _letters(word: str) -> int:
    """A bit for each letter that occurs."""
    bits = 0
    for sign in word:
        bits |= 1 << (ord(sign) & 31)
    return bits


def _slot(left: str) -> int:
    """Where the words stand that leave this: its hash, with room for the number of a word below."""
    return (hash(left) & _ONES) << _BITS
