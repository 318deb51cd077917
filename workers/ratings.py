"""Marks out of four in a message: `maire 3 chef 4 police 1`."""

from collections.abc import Mapping, Sequence

from workers.lexicon import Hit
from workers.numerals import Number
from workers.signs import scores
from workers.spelling import Word

_LOWEST = 1


def ratings(
    words: Sequence[Word], numbers: Sequence[Number], hits: Sequence[Hit], authorities: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    """Each authority ("1" to "7") with its mark, 1 to 4; *zéro* is the lowest. Opinions give no mark."""
    found: dict[str, int] = {}
    named = [hit for hit in hits if hit.form.concept in authorities]
    for number in scores(words, numbers, hits, frozenset(authorities)):
        behind = [hit for hit in named if hit.end <= number.start]
        if nearest := max(behind, key=lambda hit: (hit.end, hit.end - hit.start), default=None):
            found[authorities[nearest.form.concept]] = max(_LOWEST, number.value)
    return tuple(found.items())
