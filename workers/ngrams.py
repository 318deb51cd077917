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
    mask = (1 << bits) - 1
    rows = [crc32(gram.encode()) & mask for word in text.split() for gram in _pieces(word, shortest, longest)]
    return np.array(rows, dtype=np.uint32)


def _pieces(word: str, shortest: int, longest: int) -> list[str]:
    padded = f" {word} "
    singles = list(word) if shortest == 1 else []
    return singles + [
        padded[at : at + size]
        for size in range(max(shortest, 2), longest + 1)
        for at in range(len(padded) - size + 1)
    ]
