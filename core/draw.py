"""Which two items of a rating a phone is asked: planned missing data, drawn the same at every request.

`indicators.md` §1: with h = HMAC-SHA256(K_draw, contact | period), the pair is the first 8 bytes of h,
big-endian, mod 21, in lexicographic order; the half is the lowest bit of the ninth byte.
"""

from itertools import combinations
from typing import Final

POOL: Final = ("g2", "g3", "g4", "g5", "g6", "g8", "g9")
FORCES_POOL: Final = ("g2", "g7", "g4", "g5", "g6", "g8", "g9")
"""For the security forces, trust takes the place of information."""
HALVES: Final = {"g7": ("g7", "g7b"), "g8": ("g8d", "g8n")}
PAIRS: Final = tuple(combinations(range(len(POOL)), 2))


def pair_number(digest: bytes) -> int:
    """0 to 20."""
    return int.from_bytes(digest[:8], "big") % len(PAIRS)


def half(digest: bytes) -> int:
    """0: day, trust; 1: night, whether one would report a problem."""
    return digest[8] & 1


def drawn(digest: bytes, *, forces: bool) -> tuple[str, str]:
    """The two items, by the names of their answers: `g3`, `g8n`."""
    pool = FORCES_POOL if forces else POOL
    first, second = (pool[index] for index in PAIRS[pair_number(digest)])
    return _asked(first, digest), _asked(second, digest)


def _asked(item: str, digest: bytes) -> str:
    return HALVES[item][half(digest)] if item in HALVES else item
