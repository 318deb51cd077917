"""Names of persons: behind a title, beside a first name, or a surname that is nothing else (P31)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Fault, Misconfigured
from core.placenames import joined
from workers.spelling import Word, words

_MOST_PARTS = 4
_LITTLE = "le la les l du de d des un une et ou ni a au en ye ka"
_ARTICLES = frozenset(_LITTLE.split())
_SHORTEST = 3
_LISTS = ("titles", "after_title_only", "surnames", "first_names", "ambiguous", "joining")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of `words/names.yaml`. `places`: surnames that are also places or words."""

    titles: frozenset[Keys]
    weak_titles: frozenset[Keys]
    surnames: frozenset[str]
    first_names: frozenset[str]
    ambiguous: frozenset[str]
    joining: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.surnames | self.first_names


def read_names(content: Mapping[str, Any]) -> Names:
    """Raises Misconfigured when a list is not there."""
    for part in _LISTS:
        if not isinstance(content.get(part), list):
            raise Misconfigured(Fault("words/names.yaml", part, "is missing or no list: write the list"))

    def keys(part: str) -> frozenset[str]:
        return frozenset(joined(str(name)) for name in content[part])

    def phrases(part: str) -> frozenset[Keys]:
        return frozenset(tuple(word.key for word in words(str(title))) for title in content[part])

    weak = phrases("after_title_only")
    return Names(
        phrases("titles"), weak, keys("surnames"), keys("first_names"), keys("ambiguous"), keys("joining")
    )


def persons(
    text: Sequence[Word], names: Names, is_place: Callable[[str], bool], before_place: Collection[str]
) -> list[tuple[int, int]]:
    """From which word to which a person is named. After a word of `before_place` a name is a place."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = _behind_title(text, at, names, is_place) or _bare(text, at, names, before_place)
        if end > at:
            start = next((start for start in _starts(text, at, names)), at)
            found.append((start, end))
        at = max(end, at + 1)
    return found


def _starts(text: Sequence[Word], at: int, names: Names) -> Iterator[int]:
    """Where the name itself begins: behind the title, which stays."""
    for length in (4, 3, 2, 1):
        if tuple(word.key for word in text[at : at + length]) in names.titles:
            yield at + length


def _behind_title(text: Sequence[Word], at: int, names: Names, is_place: Callable[[str], bool]) -> int:
    """The end of the name behind a title at `at`; 0 when there is none."""
    for length in (4, 3, 2, 1):
        title = tuple(word.key for word in text[at : at + length])
        if len(title) == length and title in names.titles:
            end = _name_end(text, at + length, names, is_place, listed=title in names.weak_titles)
            return end if end > at + length else 0
    return 0


def _name_end(
    text: Sequence[Word], at: int, names: Names, is_place: Callable[[str], bool], *, listed: bool
) -> int:
    """How far a name goes that begins at `at`. `listed`: only names of the list count, not any capital."""
    end = at
    while end < len(text) and end - at < _MOST_PARTS and _is_part(text, end, names, is_place, listed=listed):
        end += 1
    return end


def _is_part(
    text: Sequence[Word], at: int, names: Names, is_place: Callable[[str], bool], *, listed: bool
) -> bool:
    word = text[at]
    if joined(word.text) in names.all or joined(word.text) in names.joining:
        return True
    capital = word.text[:1].isupper() and not word.text.isupper() and len(word.key) >= _SHORTEST
    return capital and not listed and word.key not in _ARTICLES and not is_place(word.text)


def _bare(text: Sequence[Word], at: int, names: Names, before_place: Collection[str]) -> int:
    """A first name with a surname, or a surname that is nothing else; not behind a word of place."""
    key = joined(text[at].text)
    if not text[at].key or key not in names.all or (at and text[at - 1].key in before_place):
        return 0
    end = at + 1
    while end < len(text) and end - at < _MOST_PARTS and joined(text[end].text) in names.all | names.joining:
        end += 1
    parts = [joined(word.text) for word in text[at:end]]
    if len(parts) > 1:
        return end if any(part in names.first_names or part in names.joining for part in parts) else 0
    return end if key not in names.ambiguous else 0
