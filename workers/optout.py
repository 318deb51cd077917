"""STOP, EFFACER, START: what a person asks about being written to (`channels.md` §12).

Only the listed words count, in front of at most three words: *Stop aux bandits à Gao* is a report. Bambara
and Tamasheq have none until a native speaker confirms them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.text import strict_key

MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Choices:
    """The words by strict key. `stop`, `erase` and `back` are the lists of `commands` in the word files."""

    stop: frozenset[str]
    erase: frozenset[str]
    back: frozenset[str]

    def asks_to_stop(self, text: str) -> bool:
        """An opt-out word first, and at most three words: *Stop. Merci* counts."""
        words = strict_key(text).split()
        return 0 < len(words) <= MOST_WORDS and words[0] in self.stop

    def begins_with_stop(self, text: str) -> bool:
        """A longer text that begins so is read as any other, and its number hears nothing for 24 hours."""
        words = strict_key(text).split()
        return len(words) > MOST_WORDS and words[0] in self.stop

    def begins_with_erase(self, text: str) -> bool:
        """The word alone decides, whatever follows (P11)."""
        return bool(self.erase.intersection(strict_key(text).split()[:1]))

    def comes_back(self, text: str) -> bool:
        """One of its words alone: nothing else re-opens."""
        return strict_key(text) in self.back


def read_choices(files: Mapping[str, Mapping[str, Any]]) -> Choices:
    """The commands of every language whose word file has been confirmed."""
    listed = [content["commands"] for content in files.values() if "commands" in content]

    def keys(name: str) -> frozenset[str]:
        return frozenset(strict_key(str(word)) for word in _all(listed, name))

    return Choices(stop=keys("stop"), erase=keys("erase"), back=keys("back"))


def _all(listed: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return [word for commands in listed for word in commands.get(name, ())]
