"""How alike two texts are: 3-grams of characters, their Jaccard index, and a sketch to find it by. Pure.

Two texts of which few grams differ share parts of their sketches (MinHash: Broder, 1997): 16 parts of three
least values each. Of two texts at the threshold of .8 all parts differ once in a hundred thousand times.
"""

from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.text import strict_key

PARTS: Final = 16
ROWS: Final = 3
_WORD: Final = 8
_TURNS: Final[NDArray[np.uint64]] = np.frombuffer(
    b"".join(blake2b(bytes([n]), digest_size=_WORD).digest() for n in range(PARTS * ROWS)), "<u8"
) | np.uint64(1)


def grams(text: str, shortest: int) -> frozenset[str]:
    """The 3-grams of a text once normalised; none of a text that is shorter than what is compared."""
    key = strict_key(text)
    if len(key) < shortest:
        return frozenset()
    return frozenset(key[at : at + 3] for at in range(len(key) - 2))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their grams that two texts have in common; 0 where one has none."""
    return len(one & other) / len(one | other) if one and other else 0.0


def sketch(of: frozenset[str]) -> tuple[str, ...]:
    """The parts by which like texts are found, the same on every machine."""
    words = b"".join(blake2b(gram.encode(), digest_size=_WORD).digest() for gram in sorted(of))
    values = np.frombuffer(words, "<u8")
    least = (values[None, :] * _TURNS[:, None]).min(axis=1).reshape(PARTS, ROWS)
    return tuple(f"{n}|{part.tobytes().hex()}" for n, part in enumerate(least))
