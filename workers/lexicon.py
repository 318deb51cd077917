"""The words of the field found in a text: concepts, by the keys of each language (`languages.md` §4, §12)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from core.files import fill, from_file
from core.text import REMEMBERED, loose_keys, strict_key
from workers.spelling import Word, french_ear, sounds, words

FRENCH = "fr"
_ELIDED = frozenset("ld")
_JOINED = frozenset({"de", "d", "du", "des", "le", "la", "les", "l", "un", "une", "eu", "trop", "assez"})
_WORTH_BORROWING = 4


@from_file
@dataclass(frozen=True, slots=True)
class Entry:
    """One concept as it stands in a word file."""

    codes: tuple[Any, ...] = ()
    authority: str = ""
    match: tuple[Any, ...] = ()
    cue: tuple[Any, ...] = ()
    reviewed: Any = "no"
    source: Mapping[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A word or a run of words of a language file. `cue`: counts only beside another concept of a rule.

    `spelt` is its strict key: what it sounds like may be a name. `borrowed`: French that the others use.
    """

    concept: str
    language: str
    keys: tuple[str, ...]
    cue: bool
    reviewed: bool
    spelt: str = ""
    borrowed: bool = False


class Hit(NamedTuple):
    """A form found at the words `start` to `end`. `missing`: the text says that there is none of it."""

    form: Form
    start: int
    end: int
    written: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a word may be: the keys of forms, the forms of one word, and longer ones by their second key."""

    keys: tuple[str, ...]
    alone: tuple[Form, ...]
    longer: tuple[Mapping[str, Sequence[Form]], ...]


@dataclass(frozen=True, slots=True)
class _Denial:
    before: frozenset[str]
    after: frozenset[str]
    reach: int


class Lexicon:
    """The word files of a country, indexed once by the first two keys of each form."""

    def __init__(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        """Raises Misconfigured for a concept that is not written as one."""
        self._single: dict[str, list[Form]] = defaultdict(list)
        self._longer: dict[str, dict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
        self._denials = {
            language: _denial(content.get("negation", {})) for language, content in files.items()
        }
        self._short = {
            key: str(full) for content in files.values() for key, full in content.get("short", {}).items()
        }
        self.authorities: dict[str, str] = {}
        for language, content in files.items():
            self._read(language, content)
        for following in self._longer.values():
            for forms in following.values():
                forms.sort(key=lambda form: -len(form.keys))
        self._keys = frozenset(key for form in self._forms() for key in form.keys)
        self._heard: Callable[[str, frozenset[str]], _Heard] = lru_cache(REMEMBERED)(self._hear)

    def _read(self, language: str, content: Mapping[str, Any]) -> None:
        reviewed = str(content.get("about", {}).get("reviewed", "no")).startswith("yes")
        homographs = frozenset(strict_key(str(word)) for word in content.get("homographs", ()))
        concepts = fill(dict[str, Entry], content.get("concepts", {}), f"words/{language}.yaml", "concepts")
        for concept, entry in concepts.items():
            if entry.authority:
                self.authorities[concept] = entry.authority
            known = reviewed or str(entry.reviewed).startswith("yes")
            for use, listed in (("match", entry.match), ("cue", entry.cue)):
                for written in listed:
                    for form in _forms(concept, language, str(written), cue=use == "cue", reviewed=known):
                        mistaken = form.borrowed and form.spelt in homographs
                        self._add(replace(form, borrowed=False) if mistaken else form)

    def _add(self, form: Form) -> None:
        """By its first key, and longer forms by their second one too: many begin with *a* or *ne*."""
        first, *rest = form.keys
        (self._longer[first][rest[0]] if rest else self._single[first]).append(form)

    def find(self, text: Sequence[Word], languages: Iterable[str]) -> list[Hit]:
        """Every form of the languages in the text, and the French words that all of them borrow."""
        wanted = frozenset(languages)
        heard = [self._heard(word.key, wanted) for word in text]
        denials = self._speaking(text)
        found = []
        for start, here in enumerate(heard):
            longer = _longer(heard, start) if here.longer else []
            for form in (*(_distinct(longer, wanted) if longer else ()), *here.alone):
                end = start + len(form.keys)
                denial = denials.get(form.language)
                denied = denial is not None and _denied(denial, text, start, end)
                found.append(Hit(form, start, end, " ".join([word.text for word in text[start:end]]), denied))
        return found

    def _hear(self, key: str, wanted: frozenset[str]) -> _Heard:
        """Words must be redacted: they are remembered."""
        keys = tuple(dict.fromkeys(each for each in self._read_as(key, wanted) if each in self._keys))
        alone = (form for each in keys for form in self._single.get(each, ()))
        longer = tuple(self._longer[each] for each in keys if each in self._longer)
        return _Heard(keys, tuple(_distinct(alone, wanted)), longer)

    def _read_as(self, key: str, wanted: frozenset[str]) -> Iterator[str]:
        """`~f` and `~l` mark how a French or a Malian ear hears it."""
        full = self._short.get(key, key)
        if full != key:
            yield from (part.key for part in words(full))
        yield key
        if FRENCH in wanted:
            yield "~f" + french_ear(full)
            if len(key) > 3 and key[0] in _ELIDED and key[1] in "aeiouhy":
                yield key[1:]
                yield "~f" + french_ear(key[1:])
        if wanted - {FRENCH}:
            yield from ("~l" + sound for sound in sounds(key))

    def _forms(self) -> Iterator[Form]:
        yield from chain.from_iterable(self._single.values())
        for following in self._longer.values():
            yield from chain.from_iterable(following.values())

    def _speaking(self, text: Sequence[Word]) -> dict[str, _Denial]:
        """The denials of which a word is in the text at all."""
        keys = {word.key for word in text}
        return {
            language: denial
            for language, denial in self._denials.items()
            if not (keys.isdisjoint(denial.before) and keys.isdisjoint(denial.after))
        }


def _denied(denial: _Denial, text: Sequence[Word], start: int, end: int) -> bool:
    before = [word.key for word in text[max(0, start - 4) : start] if word.key not in _JOINED]
    after = [word.key for word in text[end : end + 1]]
    return not (denial.before.isdisjoint(before[-denial.reach :]) and denial.after.isdisjoint(after))


def _longer(heard: Sequence[_Heard], start: int) -> list[Form]:
    """The forms of several words that the words from `start` on spell, the longest first."""
    found: list[Form] = []
    following = heard[start + 1].keys if start + 1 < len(heard) else ()
    for longer in heard[start].longer:
        if not longer.keys().isdisjoint(following):
            for second in following:
                found += [form for form in longer.get(second, ()) if _goes_on(form.keys, heard, start)]
    return found


def _distinct(forms: Iterable[Form], wanted: frozenset[str]) -> Iterable[Form]:
    """One form of each concept, language and length, those of the languages and those that are borrowed."""
    found: dict[tuple[str, str, int], Form] = {}
    for form in forms:
        key = (form.concept, form.language, len(form.keys))
        if (form.language in wanted or form.borrowed) and (key not in found or found[key].cue):
            found[key] = form
    return found.values()


def _goes_on(keys: Sequence[str], heard: Sequence[_Heard], start: int) -> bool:
    """Whether the third word and those behind it are the form's."""
    if len(keys) == 2:
        return True
    return start + len(keys) <= len(heard) and all(
        keys[at] in heard[start + at].keys for at in range(2, len(keys))
    )


def _denial(content: Mapping[str, Any]) -> _Denial:
    def keys(name: str) -> frozenset[str]:
        return frozenset(part.key for written in content.get(name, ()) for part in words(str(written))[:1])

    return _Denial(keys("before"), keys("after"), int(content.get("reach", 1)))


def _forms(concept: str, language: str, written: str, *, cue: bool, reviewed: bool) -> Iterator[Form]:
    spelt = strict_key(written)
    for keys in _keys(language, written):
        borrowed = language == FRENCH and keys[0][0] != "~" and len(spelt) >= _WORTH_BORROWING
        yield Form(concept, language, keys, cue, reviewed, spelt, borrowed)


def _keys(language: str, written: str) -> Iterator[tuple[str, ...]]:
    """The keys of a form; a form with ŋ has two (`languages.md` §4)."""
    parts = words(written.removeprefix("="))
    if not parts:
        return
    strict = tuple(part.key for part in parts)
    if language == FRENCH:
        heard = tuple(_french(key) for key in strict)
        if not written.startswith("=") and heard != strict:
            yield heard
        yield strict
        return
    if written.startswith("="):
        yield strict
        return
    readings = [loose_keys(part.text) for part in parts]
    yield tuple("~l" + reading[0] for reading in readings)
    if any(len(reading) > 1 for reading in readings):
        yield tuple("~l" + reading[-1] for reading in readings)


def _french(key: str) -> str:
    sound = french_ear(key)
    return "~f" + sound if len(sound) >= 3 else key


def of_languages(hits: Iterable[Hit], languages: frozenset[str]) -> list[Hit]:
    """The hits of some languages, and the French words that all of them borrow, spelt as in French."""
    return [hit for hit in hits if hit.form.language in languages or hit.form.borrowed]
