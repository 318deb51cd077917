"""What models say of messages that they have not learnt from: five folds (`languages.md` §10)."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ops.learn.calibration import learn_sharpness
from ops.learn.fitting import Lessons, fit
from workers.evidence import Floats

FOLDS: Final = 5
_LEAST: Final = 1e-6
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The added scores of each message; `spread`, how widely the two models vary; `sharp`, what makes of
    scores the shares that are most likely.
    """

    classes: tuple[str, ...]
    scores: Array
    spread: Floats
    sharp: float

    def shares(self, at: int) -> dict[str, float]:
        raised = np.exp(self.sharp * (self.scores[at] - self.scores[at].max()))
        return dict(zip(self.classes, (raised / raised.sum()).tolist(), strict=True))

    def truth(self, labels: Sequence[str]) -> NDArray[np.int64]:
        return truth_of(labels, self.classes)


def truth_of(labels: Sequence[str], classes: Sequence[str]) -> NDArray[np.int64]:
    """The number of each label; −1 for none."""
    return np.array([classes.index(label) if label else -1 for label in labels])


def held_out(known: Lessons, labels: Sequence[str], seed: int) -> HeldOut:
    """Messages without a label are read in their fold, and never learnt from."""
    classes = tuple(sorted(set(labels) - {""}))
    truth, folds = truth_of(labels, classes), folds_of(labels, seed)
    said = np.zeros((2, len(labels), len(classes)), np.float32)
    for fold in range(FOLDS):
        taught = known.of((folds != fold) & (truth >= 0))
        fitted = fit(taught, truth[taught.message], len(classes))
        said[:, folds == fold] = fitted.says(known.of(folds == fold))
    said -= said.mean(axis=2, keepdims=True)
    spread = np.maximum(said.std(axis=(1, 2)), _LEAST).astype(np.float32)
    scores = said[0] / spread[0] + said[1] / spread[1]
    return HeldOut(classes, scores, spread, learn_sharpness(scores[truth >= 0], truth[truth >= 0]))


def folds_of(labels: Sequence[str], seed: int) -> NDArray[np.int64]:
    """A fold for each message, every label spread evenly over the folds."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(labels):
        by_label[label].append(at)
    chance = random.Random(seed)
    dealt: list[int] = []
    for label in sorted(by_label):
        dealt += chance.sample(by_label[label], len(by_label[label]))
    folds = np.zeros(len(labels), np.int64)
    folds[dealt] = np.arange(len(dealt)) % FOLDS
    return folds
