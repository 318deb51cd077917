"""What the models of topics see of a text: n-grams of its words without marks, and the concepts found in it.

Concepts count single and in pairs, and are the same in every language: what was learnt from French messages
helps to read Bambara and Tamasheq ones (`languages.md` §10).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.text import strict_key
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
_MOST_CONCEPTS: Final = 16
_DIGITS: Final = re.compile(r"\d+")
_REMEMBERED: Final = 16_384

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
    found = [rows_of(word) for word in _DIGITS.sub("0", strict_key(text)).split()]
    every = np.concatenate(found) if found else np.zeros(0, np.uint32)
    rows, counts = np.unique(every, return_counts=True)
    often = 1 + np.log(counts, dtype=np.float32)
    length = np.sqrt(often @ often) if len(often) else 1.0
    marks, beside = _marks(tuple(sorted(concepts)))
    weights = np.empty((2, len(rows) + len(marks)), np.float32)
    weights[0, : len(rows)], weights[1, : len(rows)] = often / length, often
    weights[:, len(rows) :] = beside
    return Evidence(np.concatenate([rows, marks]), weights)


def plain(word: Word) -> str:
    return _DIGITS.sub("0", word.key)


@lru_cache(maxsize=_REMEMBERED)
def rows_of(word: str) -> NDArray[np.uint32]:
    """The rows of a word's n-grams. Words must be redacted: they are remembered."""
    return grams(word, SHORTEST, LONGEST, BITS)


@lru_cache(maxsize=_REMEMBERED)
def _marks(concepts: tuple[str, ...]) -> tuple[NDArray[np.uint32], Floats]:
    """The rows of concepts and of pairs of them, and their weights: no n-gram begins with a zero byte."""
    pairs = [f"{one} {other}" for one, other in combinations(concepts[:_MOST_CONCEPTS], 2)]
    rows = [crc32(f"\0{mark}".encode()) & ((1 << BITS) - 1) for mark in (*concepts, *pairs)]
    weights = [CONCEPT] * len(concepts) + [PAIR] * len(pairs)
    return np.array(rows, np.uint32), np.array(weights, np.float32).reshape(-1, 2).T
