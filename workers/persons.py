"""Names of persons: behind a title, beside a first name, or a surname that is nothing else (P31)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Fault, Misconfigured
from core.placenames import fold, joined
from workers.spelling import Word, words

_MOST_PARTS = 5
_LITTLE = "le la les l du de d des un une et ou ni a au en ye ka"
_ARTICLES = frozenset(_LITTLE.split())
_LINEAGE = frozenset({"ag", "ould", "walet", "wlet", "ben", "bint"})
_BY = frozenset({"par", "chez", "avec"})
_SHORTEST = 3
_SHORTEST_HEARD = 4
_ELIDED = "n"
"""N'Golo and N'Tji are cut into two words."""
_MOST_TITLE = 4
_LISTS = ("titles", "offices", "after_title_only", "surnames", "first_names", "ambiguous", "joining")
SURE, UNSURE, JOINS, CAPITAL, OTHER = "name", "ambiguous", "joining", "capital", ""

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of `words/names.yaml`; `heard` are the names as a French ear hears them.

    Behind one of `titles` any capital is a name, behind one of `offices` unless it is a place's, behind one
    of `weak_titles` only a name of the lists.
    """

    titles: frozenset[Keys]
    offices: frozenset[Keys]
    weak_titles: frozenset[Keys]
    surnames: frozenset[str]
    first_names: frozenset[str]
    ambiguous: frozenset[str]
    joining: frozenset[str]
    all: frozenset[str]
    opening: frozenset[str]
    heard: frozenset[str]
    heard_first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """What else a word may be: a place, an everyday word; and the words after which a name is a place's."""

    is_place: Callable[[str], bool]
    is_word: Callable[[str], bool]
    before_place: Collection[str]


def read_names(content: Mapping[str, Any]) -> Names:
    """Raises Misconfigured when a list is not there."""
    for part in _LISTS:
        if not isinstance(content.get(part), list):
            raise Misconfigured(Fault("words/names.yaml", part, "is missing or no list: write the list"))

    def keys(part: str) -> frozenset[str]:
        return frozenset(joined(str(name)) for name in content[part])

    def phrases(part: str) -> frozenset[Keys]:
        return frozenset(tuple(word.key for word in words(str(title))) for title in content[part])

    def heard(names: Collection[str]) -> frozenset[str]:
        return frozenset(fold(name) for name in names if len(name) >= _SHORTEST_HEARD)

    titles, offices, weak = phrases("titles"), phrases("offices"), phrases("after_title_only")
    first, every = keys("first_names"), keys("surnames") | keys("first_names")
    return Names(
        titles=titles,
        offices=offices,
        weak_titles=weak,
        surnames=keys("surnames"),
        first_names=first,
        ambiguous=keys("ambiguous"),
        joining=keys("joining"),
        all=every,
        opening=frozenset(title[0] for title in titles | offices | weak if title),
        heard=heard(every),
        heard_first=heard(first),
    )


def persons(text: Sequence[Word], names: Names, around: Around) -> list[tuple[int, int]]:
    """From which word to which a person is named; a title in front stays."""
    found: list[tuple[int, int]] = []
    kinds = [_kind(word, names, around) for word in text]
    for at in range(len(text) - 1):
        if text[at].key == _ELIDED and "n" + joined(text[at + 1].text) in names.all and _adjoin(text, at + 1):
            kinds[at] = kinds[at + 1] = SURE
    at = 0
    while at < len(text):
        start = end = at
        if text[at].key in names.opening:
            start, end = _behind_title(text, kinds, at, names, around)
        if end <= start and kinds[at] not in {OTHER, JOINS}:
            start, end = at, _bare(text, kinds, at, names, around)
        if end > start:
            found.append((start, end))
        at = max(end, at + 1)
    return found


def _kind(word: Word, names: Names, around: Around) -> str:
    """What a word is by itself: a name of the lists, sure or not, or a capital that nobody knows."""
    if not word.key:
        return OTHER
    key = joined(word.text)
    if key in names.joining:
        return JOINS
    if key in names.all:
        everyday = word.text[0].islower() and around.is_word(key)
        return UNSURE if everyday or key in names.ambiguous else SURE
    capital = word.text[0].isupper() and len(key) >= _SHORTEST and not key.isdigit()
    if not capital or key in _ARTICLES or around.is_word(key) or around.is_place(word.text):
        return OTHER
    if len(key) >= _SHORTEST_HEARD and fold(word.text) in names.heard:
        return SURE
    return OTHER if word.text.isupper() else CAPITAL


def _behind_title(
    text: Sequence[Word], kinds: Sequence[str], at: int, names: Names, around: Around
) -> tuple[int, int]:
    """Where the name behind a title at `at` begins and ends; both are `at` when there is none."""
    if text[at].key not in names.opening or _opens_name(text, kinds, at):
        return at, at
    for length in range(_MOST_TITLE, 0, -1):
        title = tuple(word.key for word in text[at : at + length])
        strict, guarded, weak = title in names.titles, title in names.offices, title in names.weak_titles
        if len(title) == length and (strict or guarded or weak):
            start = at + length
            inner, end = (
                _behind_title(text, kinds, start, names, around) if start < len(text) else (start, start)
            )
            if end > inner:
                return inner, end
            return start, _name_end(
                text, kinds, start, names, anyone=strict, listed=weak and not (strict or guarded)
            )
    return at, at


def _opens_name(text: Sequence[Word], kinds: Sequence[str], at: int) -> bool:
    """`Ami Diabaté`: a word that is a title and a first name, with a capital, before a surname."""
    listed = at + 1 < len(text) and kinds[at + 1] in {SURE, UNSURE}
    return listed and kinds[at] in {SURE, UNSURE} and _is_capital(text[at]) and text[at].text.isalpha()


def _name_end(
    text: Sequence[Word], kinds: Sequence[str], at: int, names: Names, *, anyone: bool, listed: bool
) -> int:
    """How far a name goes that begins at `at`. `anyone`: a place's too; `listed`: only those of the lists."""
    end = at
    while end < len(text) and end - at < _MOST_PARTS and (end == at or _adjoin(text, end)):
        first = anyone and end == at and _is_capital(text[end])
        if not (first or _is_part(text, kinds, end, at, listed) or _goes_on(text, end, at, names)):
            break
        end += 1
    return end


def _is_capital(word: Word) -> bool:
    written = word.text
    return len(word.key) >= _SHORTEST and written[0].isupper() and not written.isupper()


def _adjoin(text: Sequence[Word], at: int) -> bool:
    """Whether nothing but one space, hyphen or apostrophe parts a word from the one in front."""
    return at > 0 and text[at].start - text[at - 1].end <= 1


def _is_part(text: Sequence[Word], kinds: Sequence[str], at: int, start: int, listed: bool) -> bool:
    """A name of the lists, or an unknown capital; `ba` and `sy` are often no third part of one."""
    if kinds[at] == UNSURE and at - start > 1 and not text[at].text[0].isupper():
        return len(text[at].key) > _SHORTEST
    return kinds[at] in {SURE, UNSURE, JOINS} or (kinds[at] == CAPITAL and not (listed and at == start))


def _goes_on(text: Sequence[Word], at: int, start: int, names: Names) -> bool:
    """`ag Intamat`, `Nci Jara`: what would be no name alone is one behind another."""
    if at == start or len(text[at].key) < _SHORTEST or not text[at].key.isalpha():
        return False
    return joined(text[at - 1].text) in _LINEAGE or (
        _is_capital(text[at]) and fold(text[at].text) in names.heard
    )


def _bare(text: Sequence[Word], kinds: Sequence[str], at: int, names: Names, around: Around) -> int:
    """Names of several words, or one that is nothing else; behind a word of place it is a place's."""
    end = _name_end(text, kinds, at, names, anyone=False, listed=False)
    behind = at > 0 and text[at - 1].key in around.before_place
    by = at > 0 and text[at - 1].key in _BY
    if end - at > 1 and _is_person(text, kinds, at, end, names):
        return 0 if behind and around.is_place(" ".join(word.text for word in text[at:end])) else end
    if kinds[at] != SURE:
        return 0
    person = by or joined(text[at].text) in names.first_names
    return at + 1 if not behind or (person and not around.is_place(text[at].text)) else 0


def _is_person(text: Sequence[Word], kinds: Sequence[str], at: int, end: int, names: Names) -> bool:
    """Of several words at least one is of the lists, and one is a first name, unknown, or joins them."""
    within = set(kinds[at:end])
    if not within & {SURE, UNSURE, JOINS}:
        return False
    return bool(within & {CAPITAL, JOINS}) or any(_is_first(word, names) for word in text[at:end])


def _is_first(word: Word, names: Names) -> bool:
    return joined(word.text) in names.first_names or (
        word.text[0].isupper() and len(word.key) >= _SHORTEST_HEARD and fold(word.text) in names.heard_first
    )
