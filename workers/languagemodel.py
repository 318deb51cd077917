"""The model of languages: what each word adds, and the shares of four classes (`languages.md` §9).

Everything that is needed of a text is a sum over its words, so a word that was seen before costs a look-up,
and every run of words of a text is weighed at once.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.text import REMEMBERED
from workers.models import Model, ModelRefused, read_model
from workers.ngrams import grams

LONGEST: Final = 4
SHARP: Final = 4.0
"""What the margins of the linear SVM are multiplied by before they become shares."""
_ONE_LETTER: Final = str.maketrans({"ə": "ǝ", "ǎ": "ă", "ᾰ": "ă"})
_DIGITS: Final = re.compile(r"\d+")

Floats = NDArray[np.float32]


def normal(text: str) -> str:
    """NFC, small letters, one letter for each of two pairs of Tamasheq, every number a 0."""
    small = unicodedata.normalize("NFC", text).lower().translate(_ONE_LETTER)
    return _DIGITS.sub("0", small)


def features(word: str) -> NDArray[np.uint32]:
    """The rows of one word as it was written."""
    return grams(normal(word), 1, LONGEST)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """`table`: of each n-gram the log-odds of naive Bayes, the weights of the SVM times idf, idf squared.

    `intercept` is the SVM's; `answers` says which of `classes` each learnt language counts for.
    """

    classes: tuple[str, ...]
    table: NDArray[np.floating[Any]]
    intercept: Floats
    answers: Floats

    def of_words(self, written: Sequence[str]) -> Floats:
        """One row for each word: what it adds. Words must be redacted: they are remembered."""
        return np.concatenate([_added(self, word.lower()) for word in written]).reshape(len(written), -1)

    def shares(self, sums: Floats) -> Floats:
        """From rows of sums of words, rows of the shares of `classes`; each row adds to 1."""
        many = len(self.answers)
        scales = np.sqrt(np.maximum(sums[:, :-3:-1], 1.0))
        scores = sums[:, : 2 * many].reshape(len(sums), 2, many) / scales[:, :, None]
        scores[:, 1] = SHARP * (scores[:, 1] + self.intercept)
        shares = _softmax(scores.reshape(-1, many)) @ self.answers
        both = np.sqrt(shares[0::2] * shares[1::2])
        return np.asarray(both / np.add.reduce(both, axis=1, keepdims=True), dtype=np.float32)


def open_language(folder: Path) -> LanguageModel | None:
    """The model of a pack; None when it is refused, and `lasomi doctor` says why."""
    try:
        return language_model(read_model(folder, "language"))
    except ModelRefused:
        return None


def language_model(model: Model) -> LanguageModel:
    """Raises ModelRefused when the arrays are not those of this model."""
    try:
        table, intercept, answers = (model.arrays[key] for key in ("table", "intercept", "answers"))
    except KeyError as missing:
        raise ModelRefused("language.npz", f"has no array {missing}") from None
    if answers.shape != (len(intercept), len(model.classes)) or table.shape[1] != 2 * len(intercept) + 1:
        raise ModelRefused("language.npz", "has arrays that do not fit one another")
    return LanguageModel(
        model.classes, *(np.asarray(each, np.float32) for each in (table, intercept, answers))
    )


@lru_cache(maxsize=REMEMBERED)
def _added(model: LanguageModel, word: str) -> Floats:
    rows = features(word)
    added = np.empty(model.table.shape[1] + 1, np.float32)
    np.add.reduce(model.table.take(rows, axis=0), axis=0, out=added[:-1])
    added[-1] = len(rows)
    return added


def _softmax(values: NDArray[Any]) -> NDArray[Any]:
    raised = np.exp(values - np.maximum.reduce(values, axis=1, keepdims=True))
    return np.asarray(raised / np.add.reduce(raised, axis=1, keepdims=True))
