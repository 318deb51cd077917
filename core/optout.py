"""The words by which a phone asks something about itself: STOP, EFFACER, START, AIDE, LANGUE (`channels.md`
§12).

Only the listed words count, in front of at most three words: *Stop aux bandits à Gao* is a report. Bambara
and Tamasheq have none until a native speaker confirms them: then their word file gets `commands` too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core.text import strict_key

MOST_WORDS = 3
_LISTS: Final = ("stop", "cease", "beside", "erase", "back", "help", "language")
OTHER: Final = "other"
"""A language that we do not speak: counted, and answered in French (`languages.md` §8)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The words by strict key. The fields are the lists of `commands` in the word files; `names` holds the
    names of languages with the code of each. `cease` counts only where all the other words are of `beside`.
    """

    stop: frozenset[str]
    erase: frozenset[str]
    back: frozenset[str]
    help: frozenset[str] = frozenset()
    language: frozenset[str] = frozenset()
    cease: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def asks_to_stop(self, text: str) -> bool:
        """An opt-out word first, and at most three words: *Stop. Merci* counts, and so does *S.T.O.P.*

        *Arrêter SVP* counts; *arrêter les bandits* is a report.
        """
        words = strict_key(text).split()
        ceases = _leads(self.cease, words) and self.beside.issuperset(words[1:])
        return ceases or _leads(self.stop, words) or "".join(words) in self.stop

    def begins_with_stop(self, text: str) -> bool:
        """A longer text that begins so is read as any other, and its number hears nothing for 24 hours."""
        words = strict_key(text).split()
        return len(words) > MOST_WORDS and words[0] in self.stop and not self.asks_to_stop(text)

    def begins_with_erase(self, text: str) -> bool:
        """The word alone decides, whatever follows (P11)."""
        return bool(self.erase.intersection(strict_key(text).split()[:1]))

    def comes_back(self, text: str) -> bool:
        """One of its words alone: nothing else re-opens."""
        return strict_key(text) in self.back

    def outlasts(self, text: str) -> bool:
        """Whether it is a wish about silence, which EFFACER leaves as it is (P11)."""
        return self.asks_to_stop(text) or self.comes_back(text)

    def asks_for_help(self, text: str) -> bool:
        """AIDE in at most three words. It is no opt-out."""
        return _leads(self.help, strict_key(text).split())

    def asks_for_language(self, text: str) -> str | None:
        """The code of the language that is asked for; "" for LANGUE alone, None for any other text."""
        words = strict_key(text).split()
        if not _leads(self.language, words):
            return None
        rest = words[1:]
        return next((code for word in rest if (code := self.named(word))), OTHER if rest else "")

    def named(self, text: str) -> str | None:
        """The code of a language that is named in one word."""
        return self.names.get(strict_key(text))


def _leads(listed: frozenset[str], words: Sequence[str]) -> bool:
    return 0 < len(words) <= MOST_WORDS and words[0] in listed


def read_choices(files: Mapping[str, Mapping[str, Any]]) -> Choices:
    """The commands of every language whose word file has been confirmed."""
    listed = [content["commands"] for content in files.values() if "commands" in content]

    def keys(name: str) -> frozenset[str]:
        return frozenset(strict_key(str(word)) for word in _all(listed, name))

    named = [commands.get("languages", {}) for commands in listed]
    names = {strict_key(str(word)): code for each in named for code, words in each.items() for word in words}
    lists = {name: keys(name) for name in _LISTS}
    return Choices(**lists, names=names)


def _all(listed: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return [word for commands in listed for word in commands.get(name, ())]
