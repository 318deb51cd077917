"""Which language a message is in: its script, how frequent its words are in each language, the prior.

No model: counted words (`words/frequent.yaml`), words of the field, letters of one language alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.frequencies import Frequencies
from workers.lexicon import Hit
from workers.spelling import Word

LANGUAGES = ("fr", "bm", "taq")
OTHER = "other"
MIXED = "mixed"
STORED = 0.85
"""The weight of the language a contact once chose; each other class has 0.05 (`languages.md` §8)."""
SURE = 0.8
"""Below it the stored language is taken, and the words of all three are tried."""
_PRIOR = {"fr": 0.32, "bm": 0.32, "taq": 0.26, OTHER: 0.10}
_SCRIPTS = {"taq": (0x2D30, 0x2D7F), "bm": (0x07C0, 0x07FF), OTHER: (0x0600, 0x06FF)}
_LETTERS = {"bm": "ɛɔɲŋ", "taq": "ǝəăǎɣšžḍṭẓǧᾰ", "fr": "çêâîôûœàé"}
_LETTER = 2.0
_FIELD_WORD = 1.5
_TRUST = 0.75
"""Words of a sentence are not independent: their evidence is taken at three quarters."""
_CLEARLY = 1.3
"""A word is of a language when it is nearly four times as frequent there as anywhere else."""
_SEVERAL = 2
_MIXED_SHARE = 0.25
_MOST_WORDS = 60

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Spoken:
    """fr, bm, taq, mixed or other, and how sure that is. `read_as`: whose words to look for."""

    language: str
    confidence: float
    read_as: frozenset[str]


def spoken(
    words: Sequence[Word], hits: Iterable[Hit], frequencies: Frequencies, *, prior: str | None = None
) -> Spoken:
    """The language of a text. `prior`: the language the contact chose; it decides when the text does not."""
    if script := _script(words):
        return Spoken(script, 0.95, frozenset(LANGUAGES) if script == OTHER else frozenset({script}))
    evidence = _evidence(words[:_MOST_WORDS], hits, frequencies)
    shares = _shares(evidence, _priors(prior))
    best = max(shares, key=lambda language: shares[language])
    leaning = _leaning(evidence)
    if not any(evidence) and prior is None:
        return Spoken(OTHER, 0.5, frozenset(LANGUAGES))
    if _is_mixed(leaning):
        return Spoken(MIXED, 0.8, frozenset(LANGUAGES))
    if shares[best] < SURE:
        known = prior if prior in LANGUAGES else best
        return Spoken(known, round(shares[known], 3), frozenset(LANGUAGES))
    others = frozenset(language for language in LANGUAGES if leaning[language] >= _SEVERAL)
    read_as = others | {best} if best in LANGUAGES else frozenset(LANGUAGES)
    return Spoken(best, round(min(shares[best], 0.99), 3), read_as)


def _script(words: Sequence[Word]) -> str | None:
    """The script of most letters, when it is not Latin (`languages.md` §9)."""
    letters = [ord(sign) for word in words for sign in word.text if sign.isalpha() and word.key]
    for language, (first, last) in _SCRIPTS.items():
        if letters and sum(first <= letter <= last for letter in letters) * 2 > len(letters):
            return language
    return None


def _priors(stored: str | None) -> Shares:
    if stored not in _PRIOR:
        return _PRIOR
    return {language: STORED if language == stored else 0.05 for language in _PRIOR}


def _evidence(words: Sequence[Word], hits: Iterable[Hit], frequencies: Frequencies) -> list[dict[str, float]]:
    """For each word, what it adds to the log of each language's probability; nothing when it says nothing."""
    every = list(hits)
    single = _field_words(hit for hit in every if hit.end - hit.start == 1)
    runs = _field_words(hit for hit in every if hit.end - hit.start > 1)
    return [
        _of_word(word, single.get(at, frozenset()), runs.get(at, frozenset()), frequencies)
        for at, word in enumerate(words)
    ]


def _field_words(hits: Iterable[Hit]) -> dict[int, frozenset[str]]:
    """The languages that have a word of the field at each place; a word that several have says nothing."""
    found: dict[int, frozenset[str]] = {}
    for hit in hits:
        for at in range(hit.start, hit.end):
            found[at] = found.get(at, frozenset()) | {hit.form.language}
    return {at: languages for at, languages in found.items() if len(languages) == 1}


def _of_word(
    word: Word, single: frozenset[str], run: frozenset[str], frequencies: Frequencies
) -> dict[str, float]:
    """A run of words of one language says so whatever its words are; a single one when no count knows it."""
    if not word.key or word.key.isdigit():
        return {}
    counted = frequencies.evidence(word.key)
    found = dict(counted)
    for language in LANGUAGES:
        letters = any(sign in word.text.lower() for sign in _LETTERS[language])
        field = language in run or (language in single and not counted)
        if bonus := _LETTER * letters + _FIELD_WORD * field:
            found[language] = found.get(language, 0.0) + bonus
    return found


def _shares(evidence: Iterable[Mapping[str, float]], priors: Shares) -> dict[str, float]:
    logs = {language: math.log(share) for language, share in priors.items()}
    for word in evidence:
        floor = min(word.values(), default=0.0)
        for language in logs:
            logs[language] += _TRUST * (word.get(language, min(floor, 0.0)) if word else 0.0)
    top = max(logs.values())
    weights = {language: math.exp(value - top) for language, value in logs.items()}
    total = sum(weights.values())
    return {language: weight / total for language, weight in weights.items()}


def _leaning(evidence: Iterable[Mapping[str, float]]) -> Counter[str]:
    """How many words are clearly of each language."""
    found: Counter[str] = Counter()
    for word in evidence:
        first, *rest = sorted(((word.get(language, 0.0), language) for language in _PRIOR), reverse=True)
        if word and first[0] - (rest[0][0] if rest else 0.0) >= _CLEARLY:
            found[first[1]] += 1
    return found


def _is_mixed(leaning: Mapping[str, int]) -> bool:
    """Several words of French and several of Bambara or Tamasheq; one borrowed word mixes nothing."""
    french, others = leaning.get("fr", 0), leaning.get("bm", 0) + leaning.get("taq", 0)
    total = french + others
    return min(french, others) >= _SEVERAL and min(french, others) >= _MIXED_SHARE * total
