"""The frequent words of French, Bambara and Tamasheq, as they are written and as they sound."""

from collections.abc import Mapping

from workers.spelling import french_ear, sounds

LANGUAGES = ("fr", "bm", "taq")
_SHORT = 3


class Frequencies:
    """Whether a word is an everyday one, by its strict key and by its sound (`words/frequent.yaml`)."""

    def __init__(self, counted: Mapping[str, str]) -> None:
        """`counted`: by language its words with their rates, as in `ka:512 ye:430`."""
        self._spelt = {language: _words(counted.get(language, "")) for language in LANGUAGES}
        self._heard = {language: _sounds(language, words) for language, words in self._spelt.items()}

    @property
    def words(self) -> frozenset[str]:
        """All of them."""
        return frozenset().union(*self._spelt.values())

    def known(self, key: str) -> bool:
        """Whether it is one of the frequent words of French, Bambara or Tamasheq."""
        heard = sounds(key)
        return key in self._spelt["fr"] or any(
            not self._heard[language].isdisjoint(heard) for language in ("bm", "taq")
        )

    def spelt(self, key: str) -> bool:
        """Whether it is one of them just as it is written."""
        return any(key in words for words in self._spelt.values())

    def french(self, key: str) -> bool:
        """Whether it is one of the French words, just as it is written."""
        return key in self._spelt["fr"]

    def heard(self, sound: str) -> bool:
        """Whether a French ear (`french_ear`) hears a frequent word of French."""
        return sound in self._heard["fr"]


def _words(line: str) -> frozenset[str]:
    return frozenset(entry.rsplit(":", 1)[0] for entry in line.split())


def _sounds(language: str, words: frozenset[str]) -> frozenset[str]:
    if language == "fr":
        return frozenset(french_ear(word) for word in words if len(word) >= _SHORT)
    return frozenset(sounds(word)[0] for word in words if sounds(word))
