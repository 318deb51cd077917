"""The words that decide whether a name in a message is a place: words of place, and common words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.placenames import joined, normal


@dataclass(frozen=True, slots=True)
class PlaceGates:
    """`places.md` §2: `never` counts only for a unit beside a word of place, `guarded` only beside one.

    `before` and `after` are words of place by where they stand; `strong` say what kind of place it is.
    `phrases` are runs of words that hold no name (*rien à dire*). `toward`: before the end of a way (*vers*).
    """

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    guarded: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    toward: frozenset[str] = frozenset()

    def __or__(self, other: "PlaceGates") -> "PlaceGates":
        return PlaceGates(
            self.before | other.before,
            self.after | other.after,
            self.strong | other.strong,
            self.never | other.never,
            self.guarded | other.guarded,
            self.phrases | other.phrases,
            self.toward | other.toward,
        )


def read_gates(
    files: Mapping[str, Mapping[str, Any]], common: Mapping[str, Mapping[str, str]]
) -> dict[str, PlaceGates]:
    """The gates of each language, from its word file and `common.yaml`."""
    words = {language: content.get("place_words", {}) for language, content in files.items()}
    names = frozenset(joined(str(name)) for part in words.values() for name in part.get("not_places", ()))
    return {language: _gates(part, common.get(language, {}), names) for language, part in words.items()}


def gates_of(gates: Mapping[str, PlaceGates], languages: Collection[str]) -> PlaceGates:
    """The gates of a text that is read in several languages."""
    found = PlaceGates()
    for language in languages:
        found |= gates.get(language, PlaceGates())
    return found


def _gates(words: Mapping[str, Any], common: Mapping[str, str], names: frozenset[str]) -> PlaceGates:
    strong = _keys(words.get("strong", ()))
    return PlaceGates(
        before=_keys(words.get("weak", ())) | strong,
        after=_keys(words.get("after", ())),
        strong=strong | _keys(words.get("strong_after", ())),
        never=frozenset(common.get("never", "").split()) | names,
        guarded=frozenset(common.get("guarded", "").split()),
        phrases=_keys(words.get("phrases", ())),
        toward=_keys(words.get("toward", ())),
    )


def _keys(words: Iterable[object]) -> frozenset[str]:
    return frozenset(normal(str(word)) for word in words)
