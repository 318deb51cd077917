"""How often the words of a language come, and what a word tells of the language it is in."""

import math
from collections import defaultdict
from collections.abc import Mapping

from workers.spelling import french_ear, sounds

_UNSEEN = 0.25
"""Fewer than one in 10,000: what a language is given for a word that only others count."""
_HEARD = 0.5
_SHORT = 3
_AFRICAN = frozenset({"bm", "taq", "ff", "wo"})
_FOREIGN = frozenset({"en", "ff", "wo"})
OTHER = "other"


class Frequencies:
    """The rate of each word among 10,000, by its strict key and, at half the rate, by its sound."""

    def __init__(self, counted: Mapping[str, str]) -> None:
        self._rates = {language: _rates(language, line) for language, line in counted.items()}

    def known(self, key: str) -> bool:
        """Whether it is one of the frequent words of French, Bambara or Tamasheq."""
        heard_as = [f"~{sound}" for sound in sounds(key)]
        heard = any(sound in self._rates[language] for language in ("bm", "taq") for sound in heard_as)
        return heard or key in self._rates["fr"]

    def evidence(self, key: str) -> dict[str, float]:
        """The log of the word's rate in fr, bm, taq and other; nothing when no language counts it."""
        found: dict[str, float] = defaultdict(float)
        for language, rates in self._rates.items():
            name = OTHER if language in _FOREIGN else language
            found[name] = max(found[name], _rate(language, rates, key))
        if not any(found.values()):
            return {}
        return {language: math.log(max(rate, _UNSEEN)) for language, rate in found.items()}


def _rate(language: str, rates: Mapping[str, float], key: str) -> float:
    if key in rates:
        return rates[key]
    return _HEARD * max((rates.get(f"~{sound}", 0.0) for sound in _sounds(language, key)), default=0.0)


def _rates(language: str, line: str) -> dict[str, float]:
    pairs = [entry.rsplit(":", 1) for entry in line.split()]
    rates = {word: float(rate) for word, rate in pairs}
    for word, rate in pairs:
        for sound in _sounds(language, word)[:1]:
            rates[f"~{sound}"] = rates.get(f"~{sound}", 0.0) + float(rate)
    return rates


def _sounds(language: str, key: str) -> tuple[str, ...]:
    if language in _AFRICAN:
        return sounds(key)
    return (french_ear(key),) if language == "fr" and len(key) >= _SHORT else ()
