"""Hashed character n-grams, the features of every model (`languages.md` §9, §11)."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def grams(text: str, shortest: int, longest: int, bits: int = 16) -> NDArray[np.uint32]:
    """Rows of every n-gram of `text`, in words with a space at both ends, repeats kept.

    A row is the CRC-32 of its UTF-8 bytes, masked to `bits`: the same on every machine (Python's own `hash`
    is salted). Words are parted by spaces; the space alone is no n-gram, for every word has it.

    >>> grams("ka", 2, 3, 8).tolist() == [crc32(each) & 255 for each in (b" k", b"ka", b"a ", b" ka", b"ka ")]
    True
    """
    rows: list[int] = []
    for word in text.split():
        rows += _rows(word, shortest, longest)
    return np.fromiter(rows, np.uint32) & np.uint32((1 << bits) - 1)


def _rows(word: str, shortest: int, longest: int) -> list[int]:
    """The CRC-32 of each n-gram, which is that of a shorter one with a sign behind it."""
    signs = [*map(str.encode, f" {word} ")]
    sums = list(map(crc32, signs))
    rows = sums[1:-1] if shortest == 1 else []
    for size in range(2, longest + 1):
        sums = list(map(crc32, signs[size - 1 :], sums))
        if size >= shortest:
            rows += sums
    return rows
