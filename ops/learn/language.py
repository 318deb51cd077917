"""Learns the model of languages: naive Bayes and a linear SVM on the n-grams of words (`languages.md` §9)."""

import random
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ops.learn.datasets import SIB, Sentence
from ops.learn.spellings import SPELLINGS, piece, spelt
from workers.language import CLASSES, OTHER
from workers.languagemodel import LanguageModel, features
from workers.spelling import words

ROWS: Final = 1 << 16
LEARNT: Final = tuple(SIB)
ANSWERS: Final = {"fr": "fr", "bm": "bm", "dyu": "bm", "taq": "taq"}
"""Dyula is read as Bambara, which is what is wanted; the rest is other."""
SMOOTHING: Final = 0.01
"""alpha of naive Bayes."""
_COST: Final = 0.5
_BALANCE: Final = -0.75
_CLOSE: Final = 0.01
_TRIED_AT: Final = {"sentence": 10_000, "40": 40, "20": 20}
_TRIES: Final = 4
_LONG: Final = 40
_MANY: Final = 1_000
_RARER: Final = 0.5


def learn(sentences: Sequence[Sentence], seed: int) -> LanguageModel:
    """The model as it answers: ten languages learnt, four classes. Needs scikit-learn."""
    counts = matrix([each.text for each in sentences])
    told = np.diff(counts.indptr) > 0
    labels = np.array([LEARNT.index(each.language) for each in sentences])[told]
    counts = counts[told]
    bayes = _log_odds(counts, labels, len(LEARNT))
    idf = rarity(counts)
    fitted = machine(labels, seed).fit(scaled(counts, idf), labels)
    table = np.hstack([bayes, fitted.coef_.T * idf[:, None], (idf**2)[:, None]]).astype(np.float16)
    return LanguageModel(CLASSES, table, fitted.intercept_.astype(np.float32), _answers())


def _answers() -> NDArray[np.float32]:
    """What a learnt language counts for each class: the six that are not ours half, being rarer here."""
    answered = [ANSWERS.get(name, OTHER) for name in LEARNT]
    weights = {OTHER: _RARER}
    counted = [[weights.get(each, 1.0) * (name == each) for each in CLASSES] for name in answered]
    return np.array(counted, np.float32)


def matrix(texts: Iterable[str]) -> sparse.csr_matrix:
    """One row for each text: how often each n-gram comes."""
    found = [_grams(text) for text in texts]
    ends = np.cumsum([0, *(len(rows) for rows in found)], dtype=np.int64)
    at = np.concatenate([*found, np.zeros(0, np.uint32)]).astype(np.int32)
    counts = sparse.csr_matrix((np.ones(len(at), np.float32), at, ends), shape=(len(found), ROWS))
    counts.sum_duplicates()
    return counts


def scaled(counts: sparse.csr_matrix, idf: NDArray[Any]) -> sparse.csr_matrix:
    """Counts times idf, by a length that is a sum over n-grams, so that what a word adds never changes."""
    length = np.sqrt(np.maximum(counts @ idf**2, 1.0))
    return sparse.diags_array(1 / length) @ counts.multiply(idf[None, :]).tocsr()


def telling(text: str) -> list[str]:
    """The words of a text that are of a language: no numbers, no marks of redaction."""
    return [word.text for word in words(text) if word.key and not word.key.isdigit()]


@lru_cache(maxsize=1 << 20)
def _of_word(word: str) -> NDArray[np.uint32]:
    return features(word)


def _grams(text: str) -> NDArray[np.uint32]:
    found = [_of_word(word) for word in telling(text)]
    return np.concatenate(found) if found else np.zeros(0, np.uint32)


def _log_odds(counts: sparse.csr_matrix, labels: NDArray[Any], many: int) -> NDArray[Any]:
    """Multinomial naive Bayes: the log of each n-gram's share in each language, less their mean."""
    sums = [np.asarray(counts[labels == each].sum(axis=0, dtype=np.float64)).ravel() for each in range(many)]
    held = np.stack(sums) + SMOOTHING
    logs = np.log(held / held.sum(axis=1, keepdims=True))
    return np.asarray((logs - logs.mean(axis=0)).T)


def rarity(counts: sparse.csr_matrix) -> NDArray[Any]:
    """idf: 1 + the log of how many texts there are to one that has the n-gram."""
    texts = np.bincount(counts.indices, minlength=ROWS)
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + texts)) + 1)


def machine(labels: NDArray[Any], seed: int) -> Any:
    """The linear SVM before it has learnt: rare languages weigh more."""
    from sklearn.svm import LinearSVC

    many = np.bincount(labels, minlength=len(LEARNT)).astype(float)
    shares = np.maximum(many, 1) ** _BALANCE
    balanced = dict(enumerate(shares * many.sum() / (shares * many).sum()))
    return LinearSVC(C=_COST, dual=True, class_weight=balanced, random_state=seed, tol=_CLOSE)


def answer(model: LanguageModel, text: str) -> NDArray[np.float32]:
    """The shares of the four classes; all alike when the text says nothing."""
    if not (found := telling(text)):
        return np.full(len(model.classes), 1 / len(model.classes), np.float32)
    return np.asarray(model.shares(model.of_words(found).sum(axis=0, keepdims=True))[0])


def scores(model: LanguageModel, sentences: Sequence[Sentence], seed: int) -> dict[str, dict[str, float]]:
    """% right on the development parts, by spelling and length (`languages.md` §9, the table of targets).

    Sentences of Bayelemabaga below 40 characters are left out: they have no shorter pieces.
    """
    sib = [each for each in sentences if each.source == "SIB-200"]
    ours = [each for each in sib if each.language in ANSWERS]
    found: dict[str, dict[str, float]] = {}
    for spelling in SPELLINGS:
        tried = sib if spelling == SPELLINGS[0] else ours
        found[f"sib200 dev, {spelling}"] = _by_length(model, tried, spelling, seed)
        tamasheq = [each for each in tried if each.language == "taq"]
        found[f"sib200 dev, taq, {spelling}"] = _by_length(model, tamasheq, spelling, seed)
    for language in ("bm", "fr"):
        lines = [
            s
            for s in sentences
            if (s.source, s.language) == ("Bayelemabaga", language) and len(s.text) >= _LONG
        ]
        found[f"bayelemabaga dev, {language}"] = _by_length(model, lines, SPELLINGS[0], seed)
    return found


def _by_length(
    model: LanguageModel, sentences: Sequence[Sentence], spelling: str, seed: int
) -> dict[str, float]:
    return {
        name: _share_right(model, sentences, spelling, longest, random.Random(seed))
        for name, longest in _TRIED_AT.items()
    }


def _share_right(
    model: LanguageModel, sentences: Sequence[Sentence], spelling: str, longest: int, chance: random.Random
) -> float:
    """Of several pieces of each sentence; the periodicals are many."""
    tries = 1 if len(sentences) > _MANY or longest == _TRIED_AT["sentence"] else _TRIES
    right = [
        model.classes[int(answer(model, piece(spelt(each, spelling), longest, chance)).argmax())]
        == ANSWERS.get(each.language, OTHER)
        for each in sentences
        for _ in range(tries)
    ]
    return round(100 * sum(right) / max(len(right), 1), 1)
