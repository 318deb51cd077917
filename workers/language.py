"""Which language a message is in: its script, then the model, with the contact's language as a prior.

Without a model the words of the field decide, and what they leave open is left to the contact's language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from workers.languagemodel import Floats, LanguageModel
from workers.lexicon import Hit
from workers.spelling import Word

LANGUAGES: Final = ("fr", "bm", "taq")
OTHER: Final = "other"
MIXED: Final = "mixed"
CLASSES: Final = (*LANGUAGES, OTHER)
STORED: Final = 0.85
"""The weight of the language a contact once chose; each other class has 0.05 (`languages.md` §8)."""
SURE: Final = 0.8
"""Below it the stored language is taken, and the words of all three are tried."""
_SCRIPTS: Final = {"taq": (0x2D30, 0x2D7F), "bm": (0x07C0, 0x07FF), OTHER: (0x0600, 0x06FF)}
_OTHER_SCRIPTS: Final = chr(min(first for first, _ in _SCRIPTS.values()))
_FIELD_WORD: Final = 1.5
"""What a word of the field adds to the log of its language's share when there is no model."""
_ELSE: Final = 0.05
_COMMON: Final = (0.32, 0.32, 0.26, 0.10)
"""How common the classes are taken to be when nothing is stored: fr, bm, taq, other."""
_RUN: Final = 3
_CLEARLY: Final = 0.8
_SURELY: Final = 0.9
_MOST_WORDS: Final = 60
_EVERY: Final = frozenset(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Spoken:
    """fr, bm, taq, mixed or other, and how sure that is. `read_as`: whose words to look for."""

    language: str
    confidence: float
    read_as: frozenset[str]


def spoken(
    words: Sequence[Word],
    hits: Iterable[Hit],
    model: LanguageModel | None,
    *,
    prior: str | None = None,
    places: frozenset[int] = frozenset(),
) -> Spoken:
    """The language of a redacted text.

    `prior`: the language the contact chose; it decides when the text does not. `places`: the words that name
    a place; they are of no language, and mix none.
    """
    if script := _script(words):
        return Spoken(script, 0.95, _EVERY if script == OTHER else frozenset({script}))
    telling = [word.text for at, word in enumerate(words) if _tells(word) and at not in places][:_MOST_WORDS]
    if not telling:
        known = prior if prior in LANGUAGES else OTHER
        return Spoken(known, _weights(prior)[CLASSES.index(known)], _EVERY)
    if model is None:
        return _chosen(_by_words(hits), prior)
    added = model.of_words(telling)
    whole, each, runs = _weighed(model, added)
    if _mixed(runs) and (mixed := _mixed(_lasting(model, added, runs))):
        return mixed
    return _chosen(whole, prior, _languages(np.maximum.reduce(each), _SURELY))


def _tells(word: Word) -> bool:
    """Numbers and marks of redaction are of no language."""
    return bool(word.key) and not word.key.isdigit()


def _script(words: Sequence[Word]) -> str | None:
    """The script of most letters, when it is not Latin (`languages.md` §9)."""
    written = "".join(word.text for word in words if word.key)
    if not written or max(written) < _OTHER_SCRIPTS:
        return None
    letters = [ord(sign) for sign in written if sign.isalpha()]
    for language, (first, last) in _SCRIPTS.items():
        if sum(first <= letter <= last for letter in letters) * 2 > len(letters):
            return language
    return None


def _by_words(hits: Iterable[Hit]) -> Floats:
    """The shares when there is no model: how many words of the field each language has."""
    found = [hit.form.language for hit in hits]
    weights = np.array([np.exp(_FIELD_WORD * found.count(language)) for language in CLASSES], np.float32)
    return np.asarray(weights / weights.sum())


def _weighed(model: LanguageModel, added: Floats) -> tuple[Floats, Floats, Floats]:
    """The shares of the whole text, of each word, and of each run of three words, in one step."""
    runs = added[:-2] + (added[1:-1] + added[2:])
    shares = model.shares(np.concatenate((np.add.reduce(added, axis=0, keepdims=True), added, runs)))
    return shares[0], shares[1 : len(added) + 1], shares[len(added) + 1 :]


def _lasting(model: LanguageModel, added: Floats, runs: Floats) -> Floats:
    """The shares of runs; of Bambara and Tamasheq one counts when it stays so without any one of its words:
    one name, or one borrowed word, makes no message mixed.
    """
    first, second, third = added[:-2], added[1:-1], added[2:]
    pairs = model.shares(np.concatenate((first + second, second + third, first + third)))
    lasting = runs.copy()
    lasting[:, 1:] *= pairs.reshape(3, len(first), len(CLASSES))[:, :, 1:].min(axis=0) >= _CLEARLY
    return lasting


def _mixed(runs: Floats) -> Spoken | None:
    """Of two languages, as surely as the less sure of them."""
    french, bambara, tamasheq, _ = np.maximum.reduce(runs, axis=0, initial=0).tolist()
    other = max(bambara, tamasheq)
    if french < _CLEARLY or other < _SURELY:
        return None
    return Spoken(MIXED, round(min(french, other), 3), _EVERY)


def _languages(shares: Floats, least: float) -> frozenset[str]:
    return frozenset(name for name, share in zip(CLASSES, shares.tolist(), strict=True) if share >= least)


def _chosen(shares: Floats, prior: str | None, heard: frozenset[str] = frozenset()) -> Spoken:
    """`heard`: the languages that a word of the text is surely of; it is read in these too."""
    weighed = [share * weight for share, weight in zip(shares.tolist(), _weights(prior), strict=True)]
    found = {language: each / sum(weighed) for language, each in zip(CLASSES, weighed, strict=True)}
    best = max(found, key=lambda language: found[language])
    if found[best] < SURE:
        known = prior if prior in LANGUAGES else best
        return Spoken(known, round(found[known], 3), _EVERY)
    read_as = _EVERY if best == OTHER else _EVERY & {best, *heard}
    return Spoken(best, round(min(found[best], 0.99), 3), read_as)


def _weights(prior: str | None) -> tuple[float, ...]:
    """What each class weighs before the text is read."""
    if prior not in CLASSES:
        return _COMMON
    return tuple(STORED if language == prior else _ELSE for language in CLASSES)
