"""Words that never reach a handset (P1, P9): the list of a country and a check of a text against it."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from core.errors import Fault, Misconfigured
from core.text import strict_key


@dataclass(frozen=True, slots=True)
class NeverWords:
    """Strict keys of words and runs of words. `*` at the end of a word of the list stands for its endings."""

    words: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def found_in(self, text: str, *, except_for: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The words of the list that the text holds. `except_for`: official names of places in it."""
        key = f" {strict_key(text)} "
        for name in except_for:
            key = key.replace(f" {strict_key(name)} ", " ")
        whole = (word for word in sorted(self.words) if f" {word} " in key)
        begun = (f"{word}*" for word in self.beginnings if f" {word}" in key)
        return (*whole, *begun)


def read_never(path: Path) -> NeverWords:
    """The list of a country: groups of words under the rule that forbids them."""
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        listed = [str(word) for group in groups.values() for word in group["words"]]
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        remedy = "a mapping of groups is expected, each with `why` and `words`"
        raise Misconfigured(Fault(str(path), "the file", remedy)) from error
    return NeverWords(
        frozenset(strict_key(word) for word in listed if not word.endswith("*")),
        tuple(sorted(strict_key(word) for word in listed if word.endswith("*"))),
    )
