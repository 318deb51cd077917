"""How far to trust model and rules, and how often an answer of some share is right (`languages.md` §10).

Everything here is learnt from what models said of messages that they had not learnt from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from workers.honest import LANGUAGES, Floats, line_of, told

BINS: Final = 12
_TIES: Final = 20.0
"""How strongly the languages are held together: a language with few messages is weighed like the others."""
_FLOOR: Final = 4.0
"""So many messages of the share that was said are added to each bin."""
_PULL: Final = 1e-3
_IMPOSSIBLE: Final = -1e9
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One message: the shares of the model, the weights of the rules, the right answers; what it counts."""

    shares: dict[str, float]
    rules: dict[str, float]
    right: frozenset[str]
    language: str
    weight: float = 1.0


def learn_sharpness(scores: Array, truth: Array) -> float:
    """What scores are multiplied by, so that their softmax is most likely."""

    def loss(sharp: float) -> float:
        values = sharp * scores
        top = values.max(axis=1)
        logs = top + np.log(np.exp(values - top[:, None]).sum(axis=1))
        return float((logs - values[np.arange(len(truth)), truth]).mean())

    return float(minimize_scalar(loss, bounds=(0.05, 20.0), method="bounded").x)


def learn_trust(asked: Sequence[Asked]) -> Floats:
    """The lines of `Judgement.trust`: the conditional logit that makes the right answers most likely.

    What the languages share, and what sets each apart from it, which is penalised (`_TIES`).
    """
    seen, right, lines, weights = _stacked(asked)
    start = np.zeros((len(LANGUAGES) + 1, 3))
    start[0] = (1.0, 1.0, 0.0)

    def loss(flat: Array) -> tuple[float, Array]:
        shared, apart = flat.reshape(start.shape)[0], flat.reshape(start.shape)[1:]
        values = np.einsum("nkf,nf->nk", seen, (shared + apart)[lines])
        values[seen[..., 0] <= _IMPOSSIBLE / 2] = _IMPOSSIBLE
        shares = _softmax(values)
        held = np.maximum((shares * right).sum(axis=1), 1e-12)
        slope = np.einsum("nk,nkf->nf", weights[:, None] * (shares - shares * right / held[:, None]), seen)
        slopes = np.zeros(start.shape)
        slopes[0] = slope.sum(axis=0) + 2 * _PULL * shared
        np.add.at(slopes, lines + 1, slope)
        slopes[1:] += 2 * _TIES * apart
        cost = -(weights * np.log(held)).sum() + _PULL * (shared**2).sum() + _TIES * (apart**2).sum()
        return float(cost), slopes.ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B").x.reshape(start.shape)
    return np.asarray(found[0] + found[1:], np.float32)


def _stacked(asked: Sequence[Asked]) -> tuple[Array, Array, Array, Array]:
    """What `trust` multiplies (message × answer × 3), which answers are right, the lines, the weights."""
    names = sorted({name for each in asked for name in (*each.shares, *each.rules)})
    seen = np.zeros((len(asked), len(names), 3))
    right = np.zeros((len(asked), len(names)))
    for at, each in enumerate(asked):
        known = told(each.shares, each.rules)
        seen[at] = [known.get(name, (_IMPOSSIBLE, 0.0, 0.0)) for name in names]
        right[at] = [name in each.right for name in names]
    possible = right.any(axis=1)
    lines = np.array([line_of(each.language) for each in asked])
    weights = np.array([each.weight for each in asked]) * possible
    return seen, right, lines, weights


def _softmax(values: Array) -> Array:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def learn_confidence(shares: Array, right: Array) -> tuple[Floats, Floats]:
    """Shares, and how often answers of such a share were right: bins of equal size, never falling."""
    order = np.argsort(shares, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    said = np.array([shares[part].mean() for part in bins])
    counts = np.array([len(part) for part in bins])
    often = np.array([right[part].sum() for part in bins])
    rising = _rising((often + _FLOOR * said) / (counts + _FLOOR), counts + _FLOOR)
    steps = np.concatenate([[0.0], said, [1.0]])
    answers = np.concatenate([[min(said[0], rising[0])], rising, [rising[-1]]])
    return steps.astype(np.float32), answers.astype(np.float32)


def _rising(values: Array, weights: Array) -> Array:
    """The closest values that never fall: neighbours out of order are pooled (isotonic regression)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, first, many), (other, second, more) = blocks[-2:]
            blocks[-2:] = [((one * first + other * second) / (first + second), first + second, many + more)]
    return np.concatenate([np.full(many, value) for value, _, many in blocks])
