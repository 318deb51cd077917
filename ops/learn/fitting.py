"""Fits the two linear models of topics to labelled evidence (`languages.md` §10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from workers.evidence import BITS, Evidence

STRENGTH: Final = 1.0
"""The penalty of the ridge regression."""
SMOOTHING: Final = 0.3
"""What complement naive Bayes adds to every count."""
MOST_LINES: Final = (1 << 16) - 1
_CLOSE: Final = 1e-3
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts as lines of two matrices: what each row weighs for the regression, and for naive Bayes.

    `message`: which message a text is, or is a copy of; the first of `messages` texts are no copies.
    """

    first: sparse.csr_matrix
    second: sparse.csr_matrix
    weights: Array
    message: NDArray[np.int64]
    messages: int

    def of(self, wanted: Array) -> "Lessons":
        """The texts of some messages."""
        kept = wanted[self.message]
        return Lessons(
            self.first[kept], self.second[kept], self.weights[kept], self.message[kept], int(wanted.sum())
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights of the two models by row (of `BITS`) and class, and the regression's intercept."""

    regression: Array
    intercept: Array
    bayes: Array

    def says(self, texts: Lessons) -> tuple[Array, Array]:
        """What each model says of messages, copies left out."""
        first, second = texts.first[: texts.messages], texts.second[: texts.messages]
        return first @ self.regression + self.intercept, second @ self.bayes


def lessons(texts: Sequence[Evidence], weights: Sequence[float], *, messages: int) -> Lessons:
    """`messages` texts and then a copy of each."""
    at = np.concatenate([each.rows for each in texts]).astype(np.int32)
    ends = np.cumsum([0, *(len(each.rows) for each in texts)])
    weighed = np.hstack([each.weights for each in texts])
    shape = (len(texts), 1 << BITS)
    matrices = [sparse.csr_matrix((line, at.copy(), ends.copy()), shape=shape) for line in weighed]
    for each in matrices:
        each.sum_duplicates()
    of = np.arange(len(texts)) % messages
    return Lessons(matrices[0], matrices[1], np.array(weights), of, messages)


def fit(texts: Lessons, truth: Array, many: int) -> Fitted:
    """Both models of `many` classes; rows that these texts have not weigh nothing."""
    used = np.unique(texts.first.indices)
    regression, bayes = np.zeros((2, 1 << BITS, many), np.float32)
    regression[used], intercept = _ridge(texts.first[:, used], truth, texts.weights, many)
    bayes[used] = _complement(texts.second[:, used], truth, texts.weights, many)
    return Fitted(regression, intercept, bayes)


def _ridge(texts: sparse.csr_matrix, truth: Array, weights: Array, many: int) -> tuple[Array, Array]:
    """Least squares on the classes, each as heavy as another."""
    from sklearn.linear_model import Ridge

    heavy = np.maximum(np.bincount(truth, weights, minlength=many), 1e-9)
    balanced = weights * (weights.sum() / (many * heavy))[truth]
    machine = Ridge(alpha=STRENGTH, solver="sparse_cg", tol=_CLOSE).fit(texts, np.eye(many)[truth], balanced)
    return machine.coef_.T, np.asarray(machine.intercept_, np.float32)


def _complement(texts: sparse.csr_matrix, truth: Array, weights: Array, many: int) -> Array:
    from sklearn.naive_bayes import ComplementNB

    machine = ComplementNB(alpha=SMOOTHING).fit(texts, truth, sample_weight=weights)
    found = np.zeros((texts.shape[1], many))
    found[:, machine.classes_] = machine.feature_log_prob_.T
    return np.asarray(found - found.mean(axis=1, keepdims=True))


def slots_of(texts: Lessons) -> tuple[NDArray[np.uint16], Array]:
    """The line of each row, and the rows that have one: at most 65,535, the most frequent."""
    many = np.bincount(texts.first.indices, minlength=1 << BITS)
    used = np.sort(np.argsort(-many, kind="stable")[: min(MOST_LINES, int((many > 0).sum()))])
    slots = np.zeros(1 << BITS, np.uint16)
    slots[used] = np.arange(1, len(used) + 1)
    return slots, used
