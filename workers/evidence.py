"""What the models of topics see of a text: n-grams of its words without marks, and the concepts found in it.

Concepts count single and in pairs, and are the same in every language: what was learnt from French messages
helps to read Bambara and Tamasheq ones (`languages.md` §10).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.text import REMEMBERED, strict_key
from workers.lexicon import Hit
from workers.ngrams import grams
from workers.spelling import Word

SHORTEST: Final = 3
LONGEST: Final = 5
BITS: Final = 18
CONCEPT: Final = (0.6, 5.0)
PAIR: Final = (0.2, 5.0)
"""What a concept, and two of them together, weigh: beside n-grams of unit length in the regression, and in
counts in naive Bayes."""
_CONCEPT: Final = np.array([CONCEPT], np.float32).T
_PAIR: Final = np.array([PAIR], np.float32).T
_MOST_CONCEPTS: Final = 16
_ZERO: Final = crc32(b"\0")
_MASK: Final = np.uint32((1 << BITS) - 1)
_NONE: Final = np.zeros(0, np.uint32)
_DIGITS: Final = re.compile(r"\d+")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of a text, each once, and what each weighs in the two models (one line of `weights` each)."""

    rows: NDArray[np.uint32]
    weights: Floats


def concepts_of(hits: Iterable[Hit]) -> frozenset[str]:
    """The concepts of a text, with `no ` in front of what it says is missing."""
    return frozenset(f"no {hit.form.concept}" if hit.missing else hit.form.concept for hit in hits)


def evidence_of(text: str, concepts: Iterable[str] = ()) -> Evidence:
    """n-grams count 1 + log of how often they come, of unit length together in the regression."""
    found = map(rows_of, _DIGITS.sub("0", strict_key(text)).split())
    every = np.concatenate([_NONE, *found])
    rows, counts = _counted(every)
    often = 1 + np.log(counts, dtype=np.float32)
    length = np.sqrt(often @ often) if len(often) else 1.0
    marks, beside = _marks(sorted(concepts))
    weights = np.empty((2, len(rows) + len(marks)), np.float32)
    weights[0, : len(rows)], weights[1, : len(rows)] = often / length, often
    weights[:, len(rows) :] = beside
    return Evidence(np.concatenate([rows, marks]), weights)


def _counted(every: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Each row once, in order, and how often it comes: `numpy.unique` in a third of its time."""
    every.sort()
    first = np.empty(len(every) + 1, np.bool_)
    first[:1] = first[-1:] = True
    np.not_equal(every[1:], every[:-1], out=first[1:-1])
    (starts,) = first.nonzero()
    return every[starts[:-1]], starts[1:] - starts[:-1]


def plain(word: Word) -> str:
    return _DIGITS.sub("0", word.key)


@lru_cache(maxsize=REMEMBERED)
def rows_of(word: str) -> NDArray[np.uint32]:
    """The rows of a word's n-grams. Words must be redacted: they are remembered."""
    return grams(word, SHORTEST, LONGEST, BITS)


def _marks(concepts: Sequence[str]) -> tuple[NDArray[np.uint32], Floats]:
    """The rows of concepts and of pairs of them, and their weights: no n-gram begins with a zero byte."""
    written = [concept.encode() for concept in concepts]
    alone = [crc32(concept, _ZERO) for concept in written]
    paired = written[:_MOST_CONCEPTS]
    fronts = [crc32(b" ", row) for row in alone[:_MOST_CONCEPTS]]
    pairs = [crc32(other, front) for at, front in enumerate(fronts, 1) for other in paired[at:]]
    weights = np.empty((2, len(alone) + len(pairs)), np.float32)
    weights[:, : len(alone)], weights[:, len(alone) :] = _CONCEPT, _PAIR
    return np.fromiter(alone + pairs, np.uint32) & _MASK, weights
