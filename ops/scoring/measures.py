"""Shares with their interval, macro-F1, confusions, calibration and the curve of coverage and precision."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from core.indicators import Interval, wilson

BINS: Final = 10
_NOISE: Final = 9
"""Decimals that are kept: 0.7 × 10 is not quite 7 in binary, and must not fall into the next bin."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None when nothing was asked."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval; None when nothing was asked."""
        return wilson(self.right, self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies above `lower` and up to `upper`: how many, how sure, how often right."""

    lower: float
    upper: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Point:
    """What it means to believe only answers of at least this confidence.

    `precision`: of those answers, the right ones. `coverage`: of the questions, those answered so.
    """

    threshold: float
    precision: Share
    coverage: Share


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float | None:
    """The mean of F1 = 2 TP / (2 TP + FP + FN) over every class that is true somewhere."""
    meant, answered = Counter(truth), Counter(said)
    both = Counter(one for one, other in zip(truth, said, strict=True) if one == other)
    each = [2 * both[name] / (meant[name] + answered[name]) for name in meant]
    return sum(each) / len(each) if each else None


def confusions(truth: Sequence[str], said: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    """What was taken for what and how often, without the right answers: the most frequent first."""
    wrong = Counter((one, other) for one, other in zip(truth, said, strict=True) if one != other)
    return tuple(
        (*pair, count) for pair, count in sorted(wrong.items(), key=lambda each: (-each[1], each[0]))
    )


def calibration(confidence: ArrayLike, right: ArrayLike) -> tuple[Bin, ...]:
    """The answers in ten bins of equal width, (0, 0.1] to (0.9, 1]; a bin without answers is left out."""
    sure, correct = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    at = np.clip(np.ceil(np.round(sure * BINS, _NOISE)) - 1, 0, BINS - 1)
    members = ((each, at == each) for each in range(BINS))
    return tuple(
        Bin(
            each / BINS,
            (each + 1) / BINS,
            int(own.sum()),
            float(sure[own].mean()),
            float(correct[own].mean()),
        )
        for each, own in members
        if own.any()
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error: the mean gap of confidence and share right, weighted by the answers of
    each bin (Naeini, Cooper, Hauskrecht, AAAI 2015)."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.right - each.confidence) for each in bins) / total if total else None


def curve(
    confidence: ArrayLike, right: ArrayLike, asked: ArrayLike, questions: int, thresholds: Sequence[float]
) -> tuple[Point, ...]:
    """A point for each threshold. `asked` tells which answers belong to one of the `questions`: an answer to
    what was no question costs precision and earns no coverage."""
    sure = np.asarray(confidence, dtype=float)
    correct, meant = np.asarray(right, dtype=bool), np.asarray(asked, dtype=bool)
    kept = ((each, sure >= each - 10**-_NOISE) for each in thresholds)
    return tuple(
        Point(
            each,
            Share(int((own & correct).sum()), int(own.sum())),
            Share(int((own & meant).sum()), questions),
        )
        for each, own in kept
    )
