"""The words of a list that are one or two slips of the finger away from a word (`places.md` §4).

SymSpell (W. Garbe): two words that are near each other become alike when a few letters are left out of both,
so the list keeps what is left of each word, and a search looks up what is left of its own. Only the first
letters are cut, which keeps the list small; what is found is then measured.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

MOST = 2
"""No search goes further than two slips."""
_PREFIX = 6
_SIGN = 7
"""Bits of a sign: the first letters of a word are one number, and so is what is left of them."""
_BITS = 20

T = TypeVar("T", int, NDArray[Any])


class SymSpell:
    """At most a million words in ASCII, to be searched for those at most `most` slips away; never changed."""

    def __init__(self, words: Iterable[str], most: int = MOST) -> None:
        """Raises UnicodeEncodeError for a word outside ASCII."""
        self._most = min(most, MOST)
        self._words = tuple(dict.fromkeys(words))
        signs = _signs(self._words)
        self._letters: list[int] = np.bitwise_or.reduce(_BIT[signs], axis=1).tolist()
        left = np.concatenate(list(_left(_packed(signs), self._most)))
        numbers = np.tile(np.arange(len(self._words), dtype=np.uint64), len(left) // (len(self._words) or 1))
        slots = np.sort(left << _BITS | numbers)
        self._left = array("Q", slots[np.diff(slots, prepend=~slots[:1]) != 0].tobytes())

    def near(self, word: str, most: int) -> list[tuple[str, int]]:
        """The words at most `most` slips away, each with its distance; the nearest first."""
        most, letters = min(most, self._most), _letters(word)
        found = []
        for at in self._held(set(_left(_prefix(word), most))):
            other = self._words[at]
            if abs(len(other) - len(word)) <= most and (letters ^ self._letters[at]).bit_count() <= 2 * most:
                slips = distance(word, other, most)
                if slips <= most:
                    found.append((other, slips))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    def _held(self, lefts: Iterable[int]) -> set[int]:
        """The numbers of the words that leave one of these."""
        found: set[int] = set()
        for left in lefts:
            slot = left << _BITS
            at = bisect_left(self._left, slot)
            end = bisect_left(self._left, slot + (1 << _BITS), at)
            found.update([held ^ slot for held in self._left[at:end]])
        return found


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
    alike = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        alike += 1
    one, other = one[alike:], other[alike:]
    rests = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        rests.append((one[2:], other[2:]))
    if most == 1:
        return 1 if True in [rest == behind for rest, behind in rests] else 2
    return 1 + min([distance(rest, behind, most - 1) for rest, behind in rests])


def _left(first: T, most: int) -> Iterator[T]:
    """What is left of the first letters without none, one or two of them: of one word, or of all at once."""
    yield first
    for at in range(_PREFIX if most else 0):
        less = _without(first, at)
        yield from _left(less, most - 1)


def _without(first: T, at: int) -> T:
    """The letters without the one at `at`, those behind it moved up."""
    behind = _SIGN * (_PREFIX - 1 - at)
    return (first >> behind + _SIGN << behind + _SIGN) | (first & (1 << behind) - 1) << _SIGN


def _signs(words: tuple[str, ...]) -> NDArray[np.uint8]:
    """The signs of each word in a row, nought behind its end."""
    longest = max(_PREFIX, *map(len, words), 0)
    return np.array(words, f"S{longest}").view(np.uint8).reshape(len(words), longest)


def _packed(signs: NDArray[np.uint8]) -> NDArray[np.uint64]:
    packed: NDArray[Any] = np.zeros(len(signs), np.uint64)
    for at in range(_PREFIX):
        packed = packed << _SIGN | signs[:, at]
    return packed


def _prefix(word: str) -> int:
    """As `_packed` has it; a sign outside ASCII is one that no word has."""
    packed = 0
    for at in range(_PREFIX):
        sign = ord(word[at]) if at < len(word) else 0
        packed = packed << _SIGN | (sign if sign < 1 << _SIGN else 1)
    return packed


def _letters(word: str) -> int:
    """A bit for each letter that occurs."""
    bits = 0
    for sign in word:
        bits |= 1 << (ord(sign) & 31)
    return bits


_BIT = np.array([0, *(_letters(chr(sign)) for sign in range(1, 1 << _SIGN))], np.uint32)
